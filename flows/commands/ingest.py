"""``graphmill ingest``: documents into the graph, with progress and a report."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from extractors.errors import UsageError
from flows.commands.absent import print_gone, print_out_of_reach, print_uris
from flows.commands.options import COMMON, Common, split_list
from flows.commands.running import carry_out
from flows.commands.watching import watch as watch_sources
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.settings import Settings
from flows.runs.ingestion import NothingIngestedError, from_here, ingest_paths
from flows.runs.report import MOST_LISTED, RunReport
from flows.terminal.output import heading, print_error, print_json, print_jsonl, print_table


def ingest(
    paths: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    *,
    source: Annotated[tuple[str, ...], Parameter(help="Name of a source of the settings; repeatable.")] = (),
    accept_deletions: bool = False,
    watch: bool = False,
    every: Annotated[float, Parameter(validator=Number(gt=0))] = 300.0,
    model: str | None = None,
    threshold: float | None = None,
    labels: str | None = None,
    reread: bool = False,
    quiet: bool = False,
    verbose: bool = False,
    common: Common = COMMON,
) -> int:
    """Bring documents into the graph; unchanged ones cost nothing.

    Parameters
    ----------
    paths
        Files, folders, globs or URLs; without them the sources that the settings name.
    accept_deletions
        Of the sources named, take as gone what is missing, also where that is most of it.
    watch
        Go on until Ctrl-C: bring in local folders as soon as they change, and every source from time to time.
    every
        Seconds between two looks at every source with --watch.
    model
        "bundled", a model's hub name, or a folder.
    threshold
        Least score of a mention, between 0 and 1.
    labels
        Entity types, separated by commas, instead of those in the settings.
    reread
        Read all of them anew, also what is unchanged.
    quiet
        Show no progress.
    verbose
        Show the log of the run.

    """
    settings = common.settings(
        extractor={"model": model, "threshold": threshold},
        types=[{"name": name} for name in split_list(labels)] or None,
    )
    if accept_deletions and not source:
        raise UsageError("--accept-deletions holds for sources that are named: add --source NAME.")

    def bring_in(names: Collection[str]) -> RunReport:
        return ingest_here(
            paths or (),
            settings,
            sources=list(names),
            reread=reread,
            accept_deletions=accept_deletions,
            quiet=quiet or common.json,
            verbose=verbose,
        )

    if watch:
        if paths or reread or accept_deletions:
            raise UsageError(
                "--watch is for the sources of the settings as they come: leave paths, --reread and --accept-deletions out."
            )
        watch_sources(settings, source, bring_in, partial(_show_watched, as_json=common.json), seconds=every)
        return EXIT_OK
    report = bring_in(source)
    if common.json:
        print_json(report.model_dump(mode="json"))
    else:
        print_report(report)
    if report.exit_code == EXIT_FAILED:
        print_error("nothing could be read; the table above says why and what to do.")
    return report.exit_code


def _show_watched(report: RunReport, *, as_json: bool) -> None:
    """Tell of one run of many: in a line, with what was rejected and forgotten below; or as a line of JSON."""
    if as_json:
        print_jsonl([report.model_dump(mode="json")])
    else:
        names = ", ".join(each.name for each in report.looked_at)
        print(f"{datetime.now():%H:%M:%S}  {names}: {report.summary()}")
        for item in report.rejected[:MOST_LISTED]:
            print(f"  {item.uri}\n    {item.outcome}: {item.reason}\n    {item.remedy}")
        for uri in report.forgotten[:MOST_LISTED]:
            print(f"  forgotten: {uri}")
    sys.stdout.flush()


def ingest_here(
    paths: Sequence[str],
    settings: Settings,
    *,
    sources: Sequence[str] = (),
    reread: bool = False,
    accept_deletions: bool = False,
    quiet: bool = False,
    verbose: bool = False,
    in_prefect: bool | None = None,
) -> RunReport:
    """Ingest in this process and return the report, also where nothing could be read; ``reread`` reads what is unchanged, too.

    Without ``paths`` these are the ``sources`` of the settings by name, or all of them.

    On the Prefect server in ``PREFECT_API_URL`` it is a run of the flow; with ``in_prefect`` also without that, on a server
    of its own for the time of the run.

    Raises:
        PrefectUnavailableError: the server cannot be reached or started.
        GraphmillError: what the run raises, see `flows.runs.ingestion.ingest_paths`.

    """
    inputs = from_here(paths)

    def as_flow() -> RunReport:
        from flows.ingest import ingest as run_flow

        return run_flow(
            inputs, settings, reread=reread, sources=list(sources), accept_deletions=accept_deletions
        )

    try:
        return carry_out(
            lambda: ingest_paths(
                inputs, settings, sources=sources, reread=reread, accept_deletions=accept_deletions
            ),
            as_flow,
            settings,
            quiet=quiet,
            verbose=verbose,
            in_prefect=in_prefect,
        )
    except NothingIngestedError as error:
        return error.report


def print_report(report: RunReport) -> None:
    """Print a run's figures, what was rejected with its remedy, and which documents are renamed or without their source."""
    print_table(("figure", "value"), report.rows(), title="Ingest report")
    if report.looked_at:
        print()
        print_table(
            ("source", "kind", "items", "away", ""),
            [
                (
                    each.name,
                    each.kind,
                    f"{each.items:,}",
                    f"{each.away:,}",
                    each.told,
                )
                for each in report.looked_at
            ],
        )
    if report.rejected:
        rest = "" if report.exit_code == EXIT_FAILED else ": the rest of the run went on"
        heading(f"Rejected ({len(report.rejected)}){rest}")
        for item in report.rejected:
            print(f"  {item.uri}\n    {item.outcome}: {item.reason}\n    {item.remedy}")
    if report.renamed:
        print()
        heading(f"Renamed ({len(report.renamed):,}), each the document that it was")
        print_uris([f"{each.old} -> {each.new}" for each in report.renamed])
    if report.forgotten:
        print()
        heading(f"Forgotten ({len(report.forgotten):,}), as their sources lack them")
        print_uris(report.forgotten)
    print_gone(report.gone)
    print_out_of_reach(report.out_of_reach)
