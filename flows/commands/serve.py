"""``graphmill serve``: the project's schedules on this machine, with server and worker, until it is interrupted."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Annotated, NoReturn

from cyclopts import Parameter

from extractors.errors import UsageError
from flows.commands.deploy import print_times, project_folder
from flows.commands.options import COMMON, Common
from flows.deployment.plan import plan_of
from flows.deployment.serving import serving
from flows.errors import EXIT_OK
from flows.project.stores import require_secrets
from flows.runs.metrics import metrics_beside
from flows.runs.prefect_orphans import end_orphans
from flows.terminal.output import print_json, print_warning


def serve(
    *,
    port: Annotated[
        int, Parameter(help="Port of Prefect's server, on this machine alone; 0: 4200, or any that is free.")
    ] = 0,
    common: Common = COMMON,
) -> int:
    """Run the project's flows on their schedules on this machine: server, worker and schedules in one.

    It goes on until it is interrupted, and then ends all that it has started. [schedule] in graphmill.toml says what runs when.
    """
    if not 0 <= port <= 65_535:
        raise UsageError("--port: give a number from 0 to 65535.")
    settings = common.settings()
    require_secrets(settings)
    plan = plan_of(settings, project_folder(common, None))
    # Both, for a shell that starts it in the background has SIGINT ignored.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupted)
    if ended := end_orphans(settings.state_folder):
        print_warning(f"ended what was left of Prefect: process {', '.join(map(str, ended))}")
    try:
        with (
            serving(settings.state_folder, plan.pool, port) as running,
            metrics_beside(settings) as metrics,
        ):
            from flows.deployment.server import crash_what_was_left, put

            put(plan)
            crash_what_was_left(plan)
            running.start_worker()
            if common.json:
                print_json(
                    {
                        "pages": running.pages,
                        "api": f"{running.pages}/api",
                        "metrics": metrics,
                        "logs": str(running.folder),
                    }
                )
                sys.stdout.flush()  # whoever reads a pipe waits for it
            else:
                print_times(plan)
                shown = f"Metrics: {metrics}\n" if metrics else ""
                print(
                    f"\nPrefect's pages: {running.pages}\n{shown}Logs: {running.folder}\nEnd it with Ctrl-C.",
                    flush=True,
                )
            for said in running.said():
                if "restarted" in said:
                    print_warning(
                        f"the {said['restarted']} had ended with {said['code']} and was started again"
                    )
    except KeyboardInterrupt:
        print("Ended, with everything that was started." if not common.json else "", flush=True)
    return EXIT_OK


def _interrupted(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
