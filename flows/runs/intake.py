"""What a run takes in: the files, folders, globs and URLs that it was given, or the sources that the settings name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from extractors.documents import ReadFailure
from extractors.readers.source import Source
from extractors.sources.discovery import discover, input_uris
from extractors.sources.polling import Cursor
from extractors.sources.settings import FilesSource, SourceSettings
from flows.project.failures import SOURCE_SCHEME
from flows.project.guidance import OWN_FILES, without_guidance
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.forgetting import forget_ids
from flows.runs.report import BatchResult, RunReport, SourceOutcome
from flows.runs.retries import store_is_away
from flows.runs.source_looks import SourceLook, look_at
from flows.runs.source_memory import ReadAs, SourceMemory, held_versions
from flows.runs.source_plan import SourcePlan
from flows.runs.source_remembering import Done, clear_spools, remembered, uris_to_remember
from flows.runs.steps import Log, Runner, Step
from graph.contents.documents import Holdings, StoredDocuments
from graph.contents.sources import SourceLedger, read_ledger
from graph.writing.sources import remember


@dataclass(frozen=True, slots=True)
class Intake:
    """The ``sources`` to read, what led to none, and the uris of the ``places`` that were looked at.

    Where these are the settings' own sources there are the looks at them, the ``cursors`` that these went on from, the ledger
    before, and the memory made of both.
    """

    sources: tuple[Source, ...]
    failures: tuple[ReadFailure, ...]
    places: tuple[str, ...]
    looks: tuple[SourceLook, ...] = ()
    cursors: Mapping[str, Cursor] = field(default_factory=dict)
    ledger: SourceLedger = field(default_factory=SourceLedger)
    memory: SourceMemory | None = None

    @property
    def unfinished(self) -> tuple[SourceSettings, ...]:
        """Those of the settings' sources that hold more than this look brought."""
        return tuple(
            look.source
            for look in self.looks
            if look.poll is not None
            and look.poll.has_more
            and look.poll.cursor != self.cursors.get(look.source.name, {})
        )

    @property
    def read(self) -> list[str]:
        """The uris of what was read: items, and sources of the settings that could be looked at."""
        looked_at = (SOURCE_SCHEME + look.source.name for look in self.looks if look.poll is not None)
        return [*(source.uri for source in self.sources), *looked_at]

    def named(self, failures: Iterable[ReadFailure]) -> list[ReadFailure]:
        """Return failures, those of items that are no files as ones of their source, by which they are found and tried again."""
        place_of = {
            item.source.uri: SOURCE_SCHEME + look.source.name
            for look in self.looks
            if look.poll is not None and not isinstance(look.source, FilesSource)
            for item in look.poll.items
        }
        return [replace(each, source=place_of.get(each.place, each.source)) for each in failures]


def intake_of_inputs(inputs: Sequence[str], settings: Settings) -> Intake:
    """Return what some inputs lead to; relative paths start at the project's folder."""
    found = discover(inputs, base=settings.base, exclude=OWN_FILES, seconds=settings.reader.listing_seconds)
    return Intake(
        without_guidance(found.sources, settings),
        tuple(replace(each, source=each.uri) for each in found.failures),
        tuple(input_uris(inputs, base=settings.base)),
    )


def intake_of_sources(
    chosen: Sequence[SourceSettings],
    fingerprint: str,
    settings: Settings,
    log: Log,
    *,
    reread: bool = False,
    goes_on: bool = False,
) -> Intake:
    """Look at some of the settings' sources and return what they hold; one that cannot be looked at is among the failures.

    ``goes_on`` says that this run has looked at them before, and goes on from there.
    """
    read_as = ReadAs(fingerprint, settings)
    with open_project_store(settings) as store:
        ledger = read_ledger(store)
        holdings = StoredDocuments(store).holdings(ledger.uris())
    held = {} if reread else held_versions(ledger, holdings, read_as)
    # What is to be read anew is asked for from the beginning.
    cursors = {} if reread and not goes_on else read_as.cursors(ledger, chosen)
    looks = tuple(look_at(chosen, cursors, held, settings, log))
    _look_up_new(looks, holdings, settings)
    memory = SourceMemory(looks, ledger, holdings, read_as, settings, reread=reread)
    failures: list[ReadFailure] = []
    for look in looks:
        if look.poll is None:
            failures.append(look.failure)
        else:
            place = "" if isinstance(look.source, FilesSource) else SOURCE_SCHEME + look.source.name
            failures += (
                replace(each, source=each.source or place or each.uri) for each in look.poll.failures
            )
    return Intake(
        without_guidance(memory.sources, settings),
        tuple(failures),
        tuple(
            SOURCE_SCHEME + look.source.name for look in looks if look.poll is not None and look.poll.is_whole
        ),
        looks,
        cursors,
        ledger,
        memory,
    )


def _look_up_new(looks: Iterable[SourceLook], holdings: Holdings, settings: Settings) -> None:
    """Add to the holdings what the graph has of the items that no earlier run saw."""
    shown = {item.source.uri for look in looks if look.poll is not None for item in look.poll.items}
    if new := shown - holdings.asked:
        with open_project_store(settings, patient=True) as store:
            holdings.add(StoredDocuments(store).holdings(new))


def remember_sources(
    intake: Intake,
    plan: SourcePlan,
    results: Collection[BatchResult],
    report: RunReport,
    settings: Settings,
    runner: Runner,
    *,
    accept_deletions: bool,
    all_sources: bool,
) -> None:
    """Write what was seen of the settings' sources to the ledger, and forget what they lost where the settings say so.

    All documents that the ledger then speaks of are in the graph already: a run that is cut off here is repeated, and loses nothing.
    """
    if intake.memory is None:
        return
    absent = {uri: doubt for result in results for uri, doubt in result.absent.items()}
    rejected = {failure.place for failure in plan.rejected}
    rejected |= {failure.place for result in results for failure in result.rejected}
    with open_project_store(settings, patient=True) as store:
        stored = StoredDocuments(store)
        done = Done(
            plan,
            stored.holdings(uris_to_remember(intake.memory, plan, absent)).documents,
            rejected,
            [renamed.old for result in results for renamed in result.renamed],
            absent,
        )
        now = remembered(intake.memory, done, accept_deletions=accept_deletions, all_sources=all_sources)
        lost = {document.id: document.uri for document in stored.of_files(now.forget)}
    report.rejected.extend(now.failures)
    report.looked_at += now.outcomes
    report.looked_at += (
        SourceOutcome(name=look.source.name, kind=look.source.kind, state="unreachable", reason=look.reason)
        for look in intake.looks
        if look.poll is None
    )
    if lost:
        runner.run(Step("forget", partial(forget_ids, sorted(lost), settings), store_is_away), settings)
        report.forgotten += sorted(lost.values())
    runner.run(
        Step("remember sources", partial(_remember, intake.ledger, now.ledger, settings), store_is_away),
        settings,
    )
    clear_spools(intake.memory, now.ledger)


def _remember(before: SourceLedger, after: SourceLedger, settings: Settings) -> None:
    with open_project_store(settings, "write", patient=True) as store:
        remember(store, before, after)
