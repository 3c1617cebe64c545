"""An ingest run: documents in, knowledge graph out. A plain function, which the command, the flow and a notebook call.

Discover, then read and extract in batches (each a step with retries whose result is found again after a crash), then link
and commit in rounds. The graph alone decides what has been done: kept results may be lost without harm.
"""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from extractors.documents import Outcome, ReadFailure
from extractors.errors import ExtractorError, GraphmillError, UsageError
from extractors.paths import at_home
from extractors.readers.source import is_url
from extractors.sources.discovery import discover, input_uris
from extractors.staging import LoadedOnDemand, Staging
from flows.errors import EXIT_FAILED
from flows.project.extraction import project_extractor
from flows.project.failures import FailureList
from flows.project.guidance import OWN_FILES, load_guidance, without_guidance
from flows.project.settings import Settings
from flows.project.stores import open_project_store, written_elsewhere
from flows.runs.absent_sources import absent_sources
from flows.runs.batches import BatchResults, batch_key
from flows.runs.extraction import Batch, extract_batch
from flows.runs.first_load import first_load_hint
from flows.runs.report import GONE_REMEDY, MOST_LISTED, BatchResult, RunReport
from flows.runs.retries import model_is_not_at_fault, store_is_away
from flows.runs.source_plan import plan_sources
from flows.runs.steps import HERE, Log, Runner, Step
from flows.terminal.log import at_place
from flows.terminal.progress import ProgressListener, listening, note, tell
from graph.contents.loading import known_documents
from graph.questions.status import status
from graph.schema.descriptions import DescribedDocument
from graph.writing.writer import apply_changes

JITTER = 0.2
"""The share by which waits before a batch is tried again differ, so that not all of them come at once."""


class NothingIngestedError(GraphmillError):
    """Nothing that a run was given could be read; ``report`` says why, source by source."""

    def __init__(self, message: str, report: RunReport) -> None:
        super().__init__(message)
        self.report = report


def from_here(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    """Return inputs of a run that mean the same from everywhere: paths from the current folder on, URLs as they are.

    An empty one stays as it is, and is refused by the run.
    """
    given = [os.fspath(path) for path in paths]
    return [path if is_url(path) or not path.strip() else str(Path.cwd() / at_home(path)) for path in given]


def ingest_paths(
    inputs: Sequence[str],
    settings: Settings,
    *,
    reread: bool = False,
    runner: Runner = HERE,
    progress: ProgressListener | None = None,
) -> RunReport:
    """Bring files, folders, globs and URLs into the graph and return what was done; what is there unchanged costs nothing.

    With ``reread`` all of them are read anew, and a text that comes out the same costs no extraction. Relative paths start at
    the project's folder (`from_here` makes those of the current one). ``runner`` says where the steps
    are carried out, ``progress`` hears how far the run has come; without it whoever listens already goes on listening. Sources
    that were rejected are in the report.

    Raises:
        UsageError: nothing was named.
        NothingIngestedError: nothing that was named could be read; it bears the report.
        flows.project.settings.SettingsError: a password is missing.
        extractors.errors.ExtractorError: the model is not to be found, or is needed and cannot be loaded.
        extractors.errors.GraphmillError: the file of decisions or a knowledge base holds a mistake.
        graph.errors.OtherProjectError: the graph is of another project; nothing was written.
        graph.errors.ForeignDataError: under the graph's labels the store holds what graphmill did not write.
        graph.errors.StoreError: the graph cannot be opened or stays taken by another writer.

    """
    with listening(progress) if progress is not None else nullcontext():
        report = _ingest(inputs, settings, runner, reread=reread)
    _tell_log(report, runner.log)
    if report.exit_code == EXIT_FAILED:
        raise NothingIngestedError(f"Nothing could be read: {report.first_rejected()}", report)
    return report


def _ingest(inputs: Sequence[str], settings: Settings, runner: Runner, *, reread: bool) -> RunReport:
    started = time.perf_counter()
    if not inputs:
        raise UsageError("inputs is empty: name the files, folders, globs or URLs to read.")
    report = RunReport()
    # First what may stop the run: a mistake in a file of decisions, a store that cannot be reached. The model comes later.
    load_guidance(settings)
    with open_project_store(settings, "create") as store:
        known = known_documents(store)
        elsewhere = written_elsewhere(store, settings)
    fingerprint = project_extractor(settings).fingerprint
    found = discover(inputs, base=settings.base, exclude=OWN_FILES)
    sources = without_guidance(found.sources, settings)
    report.sources = len(sources)
    plan = plan_sources(sources, known, fingerprint, settings, reread=reread)
    batches = plan.batches
    report.rejected = [*(replace(each, source=each.uri) for each in found.failures), *plan.rejected]
    report.sources_unchanged = report.documents_unchanged = len(plan.unchanged)
    runner.log.info("%d sources, %d batches to read", report.sources, len(batches))
    total = sum(len(batch.sources) for batch in batches)
    for hint in filter(None, (elsewhere, first_load_hint(settings, stored=len(known), new=total))):
        runner.log.info(hint)
        note(hint)
        report.hints.append(hint)

    results: dict[str, BatchResult] = {}
    waiting: list[str] = []
    described: list[DescribedDocument] = []
    kept = BatchResults(settings.state_folder)
    done = 0
    runner.progress("ingest-progress", 0, total)
    tell("extract", 0, total)
    with closing(_results(batches, settings, fingerprint, kept, runner)) as finished:
        for batch, key, result in finished:
            results[key] = result
            waiting += result.staged
            described += result.described
            done += len(batch.sources)
            documents = sum(each.documents for each in results.values())
            mentions = sum(sum(each.mentions.values()) for each in results.values())
            tell("extract", done, total, f"{documents:,} documents, {mentions:,} mentions")
            runner.progress("ingest-progress", done, total)
            if len(waiting) + len(described) >= settings.flow.link_documents:
                _commit(waiting, described, settings, report, runner)
                waiting, described = [], []
    report.seconds_read_and_extract = time.perf_counter() - started - report.seconds_link_and_commit
    # Also without a new document: an earlier run may have been killed before it had finished linking.
    _commit(waiting, described, settings, report, runner)
    kept.clear(results)

    report.add_batches(results.values())
    with open_project_store(settings, patient=True) as store:
        report.totals = status(store).totals()
        documents_now = list(known_documents(store).values())
    absent = absent_sources(
        documents_now,
        settings.base,
        read_before={uri: why for r in results.values() for uri, why in r.absent.items()},
    )
    report.gone, report.out_of_reach = list(absent.gone), list(absent.out_of_reach)
    report.name_what_is_kept({document.uri for document in documents_now})
    report.seconds_total = time.perf_counter() - started
    FailureList(settings.state_folder, settings.base).record(
        report.rejected,
        places=input_uris(inputs, base=settings.base),
        sources=[source.uri for source in found.sources],
        unchanged=plan.unchanged,
    )
    runner.report("ingest-report", report.markdown(), "Report of an ingest run")
    return report


def _tell_log(report: RunReport, log: Log) -> None:
    for each in report.rejected[:MOST_LISTED]:
        stage = "extract" if each.outcome is Outcome.FAILED else "read"
        with at_place(stage=stage, document=each.uri):
            log.warning("rejected (%s): %s %s", each.outcome, each.reason, each.remedy)
    if len(report.rejected) > MOST_LISTED:
        log.warning("rejected: %d more, listed in the report", len(report.rejected) - MOST_LISTED)
    for moved in report.renamed[:MOST_LISTED]:
        log.info("renamed: %s is now %s", moved.old, moved.new)
    if report.gone:
        listed = ", ".join(report.gone[:MOST_LISTED])
        log.warning("the source of %d documents is gone: %s. %s", len(report.gone), listed, GONE_REMEDY)
    for place in report.out_of_reach:
        log.warning("out of reach: %d documents of %s: %s", place.documents, place.place, place.reason)
    if report.documents_read_anew:
        log.info("%d documents read anew: %s", report.documents_read_anew, report.why_read_anew())
    log.info(report.summary())


def _commit(
    staged: Sequence[str],
    described: Sequence[DescribedDocument],
    settings: Settings,
    report: RunReport,
    runner: Runner,
) -> None:
    started = time.perf_counter()
    step: Step[Mapping[str, Any]] = Step(
        "commit", partial(commit_staged, staged, described, settings), store_is_away
    )
    report.add_changes(runner.run(step, settings))
    report.seconds_link_and_commit += time.perf_counter() - started


def commit_staged(
    staged: Sequence[str], described: Sequence[DescribedDocument], settings: Settings
) -> Mapping[str, Any]:
    """Link staged documents with the whole graph and commit them, bring described ones up to date; return what was done.

    The result has the fields of `graph.writing.writer.ChangeReport`.
    """
    staging = Staging(settings.state_folder / "staged")
    paths = [Path(path) for path in staged]
    guidance = load_guidance(settings)
    with open_project_store(settings, "create", patient=True) as store:
        changes = apply_changes(
            store,
            LoadedOnDemand(paths),
            described=described,
            guidance=guidance,
            batch_size=settings.flow.commit_documents,
            on_progress=lambda done, total: tell("commit", done, total),
        )
    keep_own = project_extractor(settings).keeps_own
    for path in paths:
        document_id, _, version = path.stem.rpartition("-")
        staging.discard(document_id, keep_version=version, keep_own=keep_own)
    return asdict(changes)


def _results(
    batches: Sequence[Batch], settings: Settings, fingerprint: str, kept: BatchResults, runner: Runner
) -> Generator[tuple[Batch, str, BatchResult], None, None]:
    """Yield each batch with its key and result, first those found from before; one that fails for good is reported, not raised."""
    left: list[tuple[Batch, str]] = []
    for batch in batches:
        key = batch_key(batch, settings, fingerprint)
        # What is to be read anew is not to be found read.
        if (found := None if batch.reread else kept.find(key)) is None:
            left.append((batch, key))
        else:
            runner.log.info("found the result of an earlier run for %s …", batch.sources[0].uri)
            yield batch, key, found

    def extracted(batch: Batch, key: str) -> BatchResult:
        result = extract_batch(batch, settings)
        if not batch.reread:
            kept.keep(key, result)
        return result

    steps: list[Step[BatchResult]] = [
        Step(
            "extract",
            partial(extracted, batch, key),
            model_is_not_at_fault,
            JITTER,
            title=f"extract {batch.sources[0].uri} …",
        )
        for batch, key in left
    ]
    with closing(runner.run_each(steps, settings)) as finished:
        for number, result in finished:
            batch, key = left[number]
            if isinstance(result, ExtractorError):
                raise result  # no batch could be extracted with such a model
            yield batch, key, _failed(batch, result) if isinstance(result, Exception) else result


def _failed(batch: Batch, error: Exception) -> BatchResult:
    reason = f"the batch failed after its retries: {type(error).__name__}: {error}"
    remedy = "Mend the cause and ingest again: only what is missing is done."
    return BatchResult(
        rejected=[
            ReadFailure(
                uri=source.uri,
                source=source.uri,
                outcome=Outcome.FAILED,
                reason=reason,
                remedy=remedy,
            )
            for source in batch.sources
        ]
    )
