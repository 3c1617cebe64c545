"""How commands that work on the graph are carried out: in this process as they are, or as a flow on a Prefect server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.stores import require_secrets
from flows.runs import prefect_environment
from flows.runs.prefect_orphans import end_orphans
from flows.terminal.log import shown_log
from flows.terminal.output import print_warning
from flows.terminal.progress import terminal_progress

T = TypeVar("T")


def carry_out(
    plainly: Callable[[], T],
    as_flow: Callable[[], T],
    settings: Settings,
    *,
    quiet: bool = False,
    verbose: bool = False,
    in_prefect: bool | None = None,
) -> T:
    """Do a run and return its report, with its progress on the terminal, and with its log where ``verbose``.

    ``plainly`` does it without Prefect, ``as_flow`` imports the flow and calls it. The latter is taken where `PREFECT_API_URL`
    names a server, or with ``in_prefect``, which starts a small server for the time of the run where none is named. What can
    be wrong before is looked at first.

    Raises:
        PrefectUnavailableError: the server cannot be reached or started.
        GraphmillError: a password is missing, the file of decisions or a knowledge base holds a mistake, or what the run raises.

    """
    require_secrets(settings)
    load_guidance(settings)
    if ended := end_orphans(settings.state_folder):
        print_warning(f"ended what a killed run had left of Prefect: process {', '.join(map(str, ended))}")
    if in_prefect is None:
        in_prefect = prefect_environment.server_is_named()
    if in_prefect or settings.store.names_secret_blocks:
        # Before Prefect is imported, which reads its settings then.
        prefect_environment.prepare(settings.state_folder, verbose=verbose)
    with terminal_progress(quiet=quiet):
        if in_prefect:
            with prefect_environment.reachable():
                return as_flow()
        with shown_log(verbose=verbose):
            return plainly()
