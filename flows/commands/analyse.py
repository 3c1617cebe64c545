"""``graphmill analyse``: run the flow here, show its progress and its report."""

from __future__ import annotations

from pathlib import Path

from extractors.errors import UsageError
from flows.errors import EXIT_OK
from flows.project.settings import Settings
from flows.project.stores import require_project_graph
from flows.runs import prefect_environment
from flows.runs.analysis_report import COLUMNS, AnalysisReport
from flows.terminal.output import print_json, print_table
from flows.terminal.progress import terminal_progress


def run_analysis(
    settings: Settings,
    *,
    write: bool,
    graphml: Path | None,
    top: int,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Run the analysis flow in this process and print its report; return the exit code.

    Raises:
        PrefectUnavailableError: the server cannot be reached or started.
        GraphmillError: what the flow raises, see `flows.analyse.analyse`.

    """
    if top < 1:
        raise UsageError(f"--top {top}: give a number from 1.")
    # Relative paths start where the command was called; the flow knows only the project's folder.
    file = str(Path.cwd() / graphml) if graphml else ""
    require_project_graph(settings)
    prefect_environment.prepare(settings.state_folder, verbose=verbose)
    # Only now: Prefect reads its settings when it is imported.
    from flows.analyse import analyse

    with terminal_progress(quiet=quiet or as_json), prefect_environment.reachable():
        report = analyse(settings, write=write, graphml=file, top=top)
    if as_json:
        print_json(report.model_dump(mode="json"))
        return EXIT_OK
    print_report(report)
    if graphml:
        print(f"\n{graphml} written.")
    if not write:
        print("\nThe graph was left as it is. Write the measures to it with: graphmill analyse")
    return EXIT_OK


def print_report(report: AnalysisReport) -> None:
    """Print the figures of an analysis, its highest entities and its largest communities."""
    print_table(("figure", "value"), report.rows(), title="Analysis")
    for title, rows in report.rankings():
        if rows:
            print()
            print_table(COLUMNS, rows, title=title)
    if report.largest_communities:
        print()
        print_table(
            ("community", "entities", "members"),
            [(each.number, each.size, each.members) for each in report.largest_communities],
            title="Largest communities",
        )
