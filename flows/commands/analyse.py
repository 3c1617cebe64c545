"""``graphmill analyse``: the graph measured as a network, with progress and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from extractors.errors import UsageError
from flows.commands.options import COMMON, PATH, Common, split_list
from flows.commands.running import carry_out
from flows.errors import EXIT_OK
from flows.project.stores import require_project_graph
from flows.runs.analysis import analyse_graph
from flows.runs.analysis_report import COLUMNS, AnalysisReport
from flows.terminal.output import print_json, print_table


def analyse(
    *,
    least_count: int | None = None,
    least_docs: int | None = None,
    weight: Annotated[
        Literal["count", "npmi"] | None, Parameter(help="What an edge weighs: sentences, or NPMI.")
    ] = None,
    types: str | None = None,
    alpha: float | None = None,
    resolution: float | None = None,
    pivots: int | None = None,
    seed: int | None = None,
    top: int = 10,
    graphml: Annotated[Path | None, PATH] = None,
    dry_run: bool = False,
    quiet: bool = False,
    verbose: bool = False,
    common: Common = COMMON,
) -> int:
    """Measure the graph as a network: communities, PageRank, betweenness, cores, backbone; write them to it.

    Parameters
    ----------
    least_count
        Sentences that an edge needs.
    least_docs
        Documents that an edge needs.
    types
        Types of entities to take, separated by commas; else all.
    alpha
        P-value below which an edge belongs to the backbone.
    resolution
        Above 1: more and smaller communities; below 1: fewer and larger ones.
    pivots
        Entities from which betweenness is measured; else all, or what half a minute allows.
    seed
        Seed of the communities and of the pivots.
    top
        Length of the tables.
    graphml
        Write the network with its measures to this file too, for Gephi or Cytoscape.
    dry_run
        Leave the graph as it is.
    quiet
        Show no progress.
    verbose
        Show the log of the run.

    """
    settings = common.settings(
        analysis={
            "least_count": least_count,
            "least_docs": least_docs,
            "weight": weight,
            "types": split_list(types) or None,
            "alpha": alpha,
            "resolution": resolution,
            "pivots": pivots,
            "seed": seed,
        }
    )
    if top < 1:
        raise UsageError(f"--top {top}: give a number from 1.")
    # Relative paths start where the command was called; the run knows only the project's folder.
    file = str(Path.cwd() / graphml) if graphml else ""
    require_project_graph(settings)

    def as_flow() -> AnalysisReport:
        from flows.analyse import analyse as run_flow

        return run_flow(settings, write=not dry_run, graphml=file, top=top)

    report = carry_out(
        lambda: analyse_graph(settings, write=not dry_run, graphml=file, top=top),
        as_flow,
        settings,
        quiet=quiet or common.json,
        verbose=verbose,
    )
    if common.json:
        print_json(report.model_dump(mode="json"))
        return EXIT_OK
    print_report(report)
    if graphml:
        print(f"\n{graphml} written.")
    if dry_run:
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
