"""``graphmill failures``: the sources that were rejected so far, why, and what to do; with ``--retry`` they are tried again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from cyclopts import Parameter

from extractors.documents import ReadFailure
from extractors.readers.source import is_url
from flows.commands.ingest import ingest_here, print_report
from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.project.failures import SOURCE_SCHEME, FailureList
from flows.project.settings import Settings
from flows.runs.report import RunReport
from flows.terminal.output import heading, print_json


def failures(
    *,
    retry: Annotated[bool, Parameter(help="Ingest these sources again, and no others.")] = False,
    quiet: Annotated[bool, Parameter(help="Show no progress.")] = False,
    verbose: Annotated[bool, Parameter(help="Show the log of the run.")] = False,
    common: Common = COMMON,
) -> int:
    """List the sources that were rejected so far, each with its outcome and what to do; with --retry try just these again."""
    settings = common.settings()
    found = FailureList(settings.state_folder, settings.base).read()
    places, sources = places_to_retry(found, settings), sources_to_retry(found, settings)
    if not retry or not (places or sources):
        _tell(found, as_json=common.json)
        return EXIT_OK
    reports: list[RunReport] = []
    if places:
        # Read anew: of a file of which some records were brought in the bytes may be in the graph.
        reports.append(
            ingest_here(places, settings, reread=True, quiet=quiet or common.json, verbose=verbose)
        )
    if sources:
        reports.append(
            ingest_here([], settings, sources=sources, quiet=quiet or common.json, verbose=verbose)
        )
    for report in () if common.json else reports:
        print_report(report)
    if common.json:
        told = [report.model_dump(mode="json") for report in reports]
        print_json(told[0] if len(told) == 1 else told)
    return max(report.exit_code for report in reports)


def sources_to_retry(found: list[ReadFailure], settings: Settings) -> list[str]:
    """Return the names of the settings' sources that rejected items are of, each once."""
    failed = {failure.place.removeprefix(SOURCE_SCHEME) for failure in found}
    return [source.name for source in settings.sources if source.name in failed]


def places_to_retry(found: list[ReadFailure], settings: Settings) -> list[str]:
    """Return the files, folders and URLs that rejected sources are in, each once, as inputs of a run from any folder."""
    places = dict.fromkeys(failure.place for failure in found if not failure.place.startswith(SOURCE_SCHEME))
    return [place if is_url(place) else str(settings.base.absolute() / place) for place in places]


def _tell(found: list[ReadFailure], *, as_json: bool) -> None:
    if as_json:
        print_json([asdict(failure) for failure in found])
        return
    if not found:
        print("No source is rejected: all that was read is in the graph.")
        return
    heading(f"Rejected ({len(found):,}), tried again on the next ingest, or with --retry")
    for failure in found:
        print(f"  {failure.uri}\n    {failure.outcome}: {failure.reason}\n    {failure.remedy}")
