"""``graphmill serve``: the project's schedules on this machine, with server and worker, until it is interrupted."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

from cyclopts import Parameter

from extractors.errors import UsageError
from flows.commands.deploy import print_notified, print_times, project_folder
from flows.commands.options import COMMON, Common
from flows.deployment.plan import Plan, plan_of
from flows.deployment.serving import Serving, serving
from flows.errors import EXIT_OK
from flows.project.settings import Settings
from flows.project.stores import require_secrets
from flows.runs.metrics import MetricsError, serve_metrics
from flows.runs.prefect_orphans import end_orphans
from flows.terminal.output import print_json, print_warning

if TYPE_CHECKING:
    from flows.deployment.server import Placed


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
        with serving(settings.state_folder, plan.pool, port) as running, _metrics(settings) as metrics:
            from flows.deployment.server import crash_what_was_left, put

            placed = put(plan)
            crash_what_was_left(plan)
            running.start_worker()
            if common.json:
                places = {"pages": running.pages, "api": f"{running.pages}/api", "logs": str(running.folder)}
                print_json(places | {"metrics": metrics})
            else:
                _tell(plan, placed, running, metrics)
            # Whoever started it through a pipe waits for this.
            sys.stdout.flush()
            for said in running.said():
                if "restarted" in said:
                    print_warning(
                        f"the {said['restarted']} had ended with {said['code']} and was started again"
                    )
    except KeyboardInterrupt:
        print("Ended, with everything that was started." if not common.json else "", flush=True)
    return EXIT_OK


def _tell(plan: Plan, placed: Sequence[Placed], running: Serving, metrics: str) -> None:
    print_times(plan)
    print_notified(plan, placed)
    print(f"\nPrefect's pages: {running.pages}")
    if metrics:
        print(f"Metrics: {metrics}")
    print(f"Logs: {running.folder}\nEnd it with Ctrl-C.")


@contextmanager
def _metrics(settings: Settings) -> Iterator[str]:
    """Serve the project's metrics and give their address, an empty one where that cannot be done: the schedules go on without."""
    try:
        server = serve_metrics(settings)
    except MetricsError as error:
        print_warning(str(error))
        yield ""
        return
    try:
        yield server.url
    finally:
        server.close()


def _interrupted(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
