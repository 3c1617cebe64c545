"""``graphmill deploy``: the project's flows, schedules and triggers on a Prefect server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from extractors.errors import UsageError
from extractors.paths import absolute
from flows.commands.options import COMMON, PATH, Common
from flows.deployment.notified import automation_name
from flows.deployment.plan import Plan, plan_of
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.settings import CONFIG_NAME
from flows.project.settings_file import settings_file
from flows.runs import prefect_environment
from flows.terminal.output import print_error, print_json, print_table

if TYPE_CHECKING:
    from flows.deployment.server import Placed


def deploy(
    *,
    check: Annotated[
        bool, Parameter(help="Change nothing: say what is missing or differs, and end with 1 if so.")
    ] = False,
    folder: Annotated[
        Path | None,
        PATH,
        Parameter(help="Where the project is on the worker's machine, if elsewhere than here."),
    ] = None,
    common: Common = COMMON,
) -> int:
    """Put the project on the Prefect server of PREFECT_API_URL: flows, schedules, work pool, triggers.

    All as [schedule] in graphmill.toml says; what is there already is brought up to date.
    """
    settings = common.settings()
    if not prefect_environment.server_is_named():
        raise UsageError(
            "PREFECT_API_URL names no Prefect server. Start one (prefect server start) and name it: "
            "export PREFECT_API_URL=http://127.0.0.1:4200/api; or use `graphmill serve`, which does all of it on this machine."
        )
    plan = plan_of(settings, project_folder(common, folder))
    prefect_environment.prepare(settings.state_folder)
    from flows.deployment.server import compared, put

    placed = compared(plan) if check else put(plan)
    in_place = all(each.is_in_place for each in placed)
    if common.json:
        print_json(
            {
                "in_place": in_place,
                "checked": check,
                "project": plan.project,
                "pool": plan.pool,
                "things": placed,
            }
        )
        return EXIT_FAILED if check and not in_place else EXIT_OK
    print_placed(placed, check=check)
    print()
    print_times(plan)
    print_notified(plan, placed)
    if check and not in_place:
        print_error("the server is not as the settings say. Bring it up to date with: graphmill deploy")
        return EXIT_FAILED
    if not check:
        print(
            f"\nA worker carries the runs out, on the machine with {plan.folder}, and with PREFECT_API_URL as it is here:\n"
            f"  prefect worker start --pool {plan.pool}"
        )
    return EXIT_OK


def project_folder(common: Common, folder: Path | None) -> Path:
    """Return the folder with the settings file, as it is on the worker's machine.

    Raises:
        UsageError: there is no settings file here, or the folder of another machine is no absolute path.

    """
    if folder is not None:
        if not folder.is_absolute():
            raise UsageError(
                f"--folder {folder}: give the absolute path, for a worker starts its runs in folders of its own."
            )
        return folder
    file = settings_file(common.config)
    if file is None:
        raise UsageError(
            f"There is no {CONFIG_NAME} in {Path.cwd()} or above it, and a worker finds the project by that file. Write it with "
            "`graphmill init`, go to the project's folder, or name the file with --config."
        )
    if file.name != CONFIG_NAME:
        raise UsageError(
            f"--config {file}: a worker looks for a file named {CONFIG_NAME} in the project's folder."
        )
    return Path(absolute(file)).parent


def print_placed(placed: Sequence[Placed], *, check: bool) -> None:
    """Print what is on the server, and what was done, or is to be done, about it."""

    def told(each: Placed) -> str:
        if each.is_in_place:
            return "in place"
        if check:
            return each.differs[0] if each.differs[0] == "missing" else f"differs: {', '.join(each.differs)}"
        if each.differs == ("missing",):
            return "made"
        return f"brought up to date: {', '.join(each.differs)}"

    print_table(("on the server", "name", ""), [(each.kind, each.name, told(each)) for each in placed])


def print_notified(plan: Plan, placed: Sequence[Placed]) -> None:
    """Print who is told of runs that end badly, or how somebody would be."""
    states = ", ".join(plan.notified.states)
    if plan.notified.block:
        print(f"\nRuns that are {states} are told to {plan.notified.block}.")
    elif any(each.name == automation_name(plan.project) for each in placed):
        print(f"\nRuns that are {states} are told to the webhook.")
    elif states:
        print(
            f"\nNobody is told of runs that are {states}: give the command with the address of a webhook in {plan.notified.variable}."
        )


def print_times(plan: Plan) -> None:
    """Print when which flow runs, and what becomes of times that a clock change leaves out."""
    rows = [
        (each.flow, each.times.cron if each.times else "by hand", plan.timezone if each.times else "")
        for each in plan.flows
    ]
    print_table(("flow", "times", "time zone"), rows)
    for each in plan.flows:
        times = each.times.left_out if each.times else ()
        first = next((left for left in times if left.time > datetime.now()), None)
        if each.times is None or first is None:
            continue
        what = f"{each.flow}: {first.time:%H:%M} does not exist on {first.time:%Y-%m-%d} in {plan.timezone}, when the clocks change"
        if each.times.early:
            print(
                f"{what}; Prefect runs it an hour too early that night. Choose a time outside that hour to have it otherwise."
            )
        elif first.instead:
            print(f"{what}; it runs at {first.instead:%H:%M} then.")
        else:
            print(f"{what}; it is left out then.")
