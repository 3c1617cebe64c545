"""``graphmill ingest``: run the flow here, show its progress and its report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from extractors.paths import at_home
from extractors.readers.source import is_url
from flows.commands.absent import print_gone, print_out_of_reach, print_uris
from flows.commands.options import COMMON, Common, split_list
from flows.errors import EXIT_FAILED
from flows.project.settings import Settings
from flows.runs import prefect_environment
from flows.runs.report import RunReport
from flows.terminal.output import heading, print_error, print_json, print_table
from flows.terminal.progress import terminal_progress


def ingest(
    paths: Annotated[list[str], Parameter(consume_multiple=True)],
    *,
    model: str | None = None,
    threshold: float | None = None,
    labels: str | None = None,
    quiet: bool = False,
    verbose: bool = False,
    common: Common = COMMON,
) -> int:
    """Bring documents into the graph; unchanged ones cost nothing.

    Parameters
    ----------
    paths
        Files, folders, globs or URLs.
    model
        "bundled", a model's hub name, or a folder.
    threshold
        Least score of a mention, between 0 and 1.
    labels
        Entity types, separated by commas, instead of those in the settings.
    quiet
        Show no progress.
    verbose
        Show Prefect's log.

    """
    settings = common.settings(
        extractor={"model": model, "threshold": threshold},
        types=[{"name": name} for name in split_list(labels)] or None,
    )
    report = ingest_here(paths, settings, quiet=quiet or common.json, verbose=verbose)
    if common.json:
        print_json(report.model_dump(mode="json"))
    else:
        print_report(report)
    if report.exit_code == EXIT_FAILED:
        print_error("nothing could be read; the table above says why and what to do.")
    return report.exit_code


def ingest_here(
    paths: Sequence[str], settings: Settings, *, quiet: bool = False, verbose: bool = False
) -> RunReport:
    """Run the ingest flow in this process, with Prefect's ephemeral server or the one in ``PREFECT_API_URL``.

    Raises:
        PrefectUnavailableError: the server cannot be reached or started.
        GraphmillError: what the flow raises, see `flows.ingest.ingest`.

    """
    prefect_environment.prepare(settings.state_folder, verbose=verbose)
    # Only now: Prefect reads its settings when it is imported.
    from flows.ingest import NothingIngestedError
    from flows.ingest import ingest as run_flow

    # Relative paths start where the command was called; the flow knows only the project's folder.
    # An empty one stays as it is, and is refused there.
    inputs = [path if is_url(path) or not path.strip() else str(Path.cwd() / at_home(path)) for path in paths]
    with terminal_progress(quiet=quiet), prefect_environment.reachable():
        try:
            return run_flow(inputs, settings)
        except NothingIngestedError as error:
            return error.report


def print_report(report: RunReport) -> None:
    """Print a run's figures, what was rejected with its remedy, and which documents are renamed or without their source."""
    print_table(("figure", "value"), report.rows(), title="Ingest report")
    if report.rejected:
        rest = "" if report.exit_code == EXIT_FAILED else ": the rest of the run went on"
        heading(f"Rejected ({len(report.rejected)}){rest}")
        for item in report.rejected:
            print(f"  {item.uri}\n    {item.outcome}: {item.reason}\n    {item.remedy}")
    if report.renamed:
        print()
        heading(f"Renamed ({len(report.renamed):,}), each the document that it was")
        print_uris([f"{each.old} -> {each.new}" for each in report.renamed])
    print_gone(report.gone)
    print_out_of_reach(report.out_of_reach)
