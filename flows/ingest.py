"""The ``ingest`` flow: documents in, knowledge graph out.

Discover, then read and extract in batches (each a task with retries whose result is found again after a crash), then
link and commit in rounds. The graph alone decides what has been done: Prefect's records may be lost without harm.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import CacheKeyFnPolicy
from prefect.client.schemas.objects import State
from prefect.context import TaskRunContext
from prefect.futures import PrefectFuture, as_completed
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from extractors.documents import Outcome
from extractors.engines.loading import fingerprint_of
from extractors.errors import ExtractorError, GraphmillError, UsageError
from extractors.sources.discovery import discover, input_uris
from extractors.staging import LoadedOnDemand, Staging
from flows.errors import EXIT_FAILED, EXIT_PARTIAL
from flows.project.failures import FailureList, Rejected
from flows.project.guidance import OWN_FILES, load_guidance, without_guidance
from flows.project.settings import Settings
from flows.project.settings_changes import GivenSettings, settings_of_run
from flows.project.stores import open_project_store, written_elsewhere
from flows.runs.absent_sources import absent_sources
from flows.runs.extraction import Batch, KnownState, extract_batch, missing_files, rejected
from flows.runs.first_load import first_load_hint
from flows.runs.report import GONE_REMEDY, MOST_LISTED, BatchResult, RunReport
from flows.runs.retries import backoff, store_is_away
from flows.runs.source_plan import plan_sources
from flows.terminal.progress import note, tell
from graph.contents.loading import known_documents
from graph.questions.status import status
from graph.schema.descriptions import DescribedDocument
from graph.writing.writer import apply_changes

PIPELINE_VERSION = "2"
"""Part of every cache key: raised when the same input gives another result."""
PARTIAL = "Partial"
"""The name of the state of a run that brought in some sources and rejected others, as exit code 3 says it of the command."""


class NothingIngestedError(GraphmillError):
    """Nothing that a run was given could be read; ``report`` says why, source by source."""

    def __init__(self, message: str, report: RunReport) -> None:
        super().__init__(message)
        self.report = report


def _batch_key(context: TaskRunContext, parameters: dict[str, Any]) -> str:
    """Name a batch's result: the same sources, settings and state folder, and nothing that happens to be in memory."""
    batch, settings = parameters["batch"], parameters["settings"]
    parts = [
        PIPELINE_VERSION,
        str(settings.state_folder),
        parameters["fingerprint"],
        settings.reader.model_dump_json(),
        json.dumps(sorted(zip((source.uri for source in batch.sources), batch.hashes, strict=True))),
        *(_digest(states) for states in (batch.known, batch.moved)),
        json.dumps(sorted(batch.renamed_ids)),
    ]
    return f"{context.task.task_key}-{hashlib.sha256('|'.join(parts).encode()).hexdigest()}"


def _digest(states: Mapping[str, KnownState]) -> str:
    return hashlib.sha256(repr(sorted(states.items())).encode("utf-8", "surrogatepass")).hexdigest()


def _another_try_may_help(_task: object, _run: object, state: Any) -> bool:
    """Retry a batch unless its model cannot be loaded, which will be so each time."""
    return not isinstance(state.result(raise_on_failure=False), ExtractorError)


@task(
    name="extract",
    task_run_name="extract {batch.sources[0].uri} …",
    cache_policy=CacheKeyFnPolicy(cache_key_fn=_batch_key),
    persist_result=True,
    result_serializer="json",
    tags=["graphmill"],
    retry_condition_fn=_another_try_may_help,
)
def extract_task(batch: Batch, settings: Settings, fingerprint: str) -> BatchResult:
    """Read, extract and stage one batch; ``fingerprint`` is part of the result's name."""
    del fingerprint
    return extract_batch(batch, settings)


@task(name="commit", persist_result=False, tags=["graphmill"], retry_condition_fn=store_is_away)
def commit_task(staged: list[str], described: list[DescribedDocument], settings: Settings) -> dict[str, Any]:
    """Link the staged documents with the whole graph and commit them, and bring the described ones up to date."""
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
    for path in paths:
        document_id, _, version = path.stem.rpartition("-")
        staging.discard(document_id, keep_version=version)
    return asdict(changes)


@flow(name="ingest", persist_result=False, validate_parameters=True)
def ingest(inputs: list[str], settings: GivenSettings = None) -> RunReport:
    """Bring files, folders, globs and URLs into the graph; what is already there unchanged costs nothing.

    ``settings`` lie over those of the worker: the nearest graphmill.toml and its GRAPHMILL_* variables. The run fails where
    nothing could be read; where some sources were rejected and the rest was brought in, its state is named ``Partial``.

    Raises:
        flows.project.settings.SettingsError: no graphmill.toml in the folder of the run or above, or settings that cannot be used.
        UsageError: nothing was named.
        NothingIngestedError: nothing that was named could be read; it bears the report.
        extractors.errors.ExtractorError: the model is not to be found, or is needed and cannot be loaded.
        extractors.errors.GraphmillError: the file of decisions or a knowledge base holds a mistake.
        graph.errors.OtherProjectError: the graph is of another project; nothing was written.
        graph.errors.ForeignDataError: under the graph's labels the store holds what graphmill did not write.
        graph.stores.protocol.StoreError: the graph cannot be opened or stays taken by another writer.

    """
    started = time.perf_counter()
    settings = settings_of_run(settings)
    log = get_run_logger()
    if not inputs:
        raise UsageError("inputs is empty: name the files, folders, globs or URLs to read.")
    report = RunReport()
    # First what may stop the run: a mistake in a file of decisions, a store that cannot be reached. The model comes later.
    load_guidance(settings)
    with open_project_store(settings, "create") as store:
        known = known_documents(store)
        elsewhere = written_elsewhere(store, settings)
    fingerprint = fingerprint_of(settings.extractor, settings.labels)
    found = discover(inputs, base=settings.base, exclude=OWN_FILES)
    sources = without_guidance(found.sources, settings)
    report.sources = len(sources)
    failures = FailureList(settings.state_folder, settings.base)
    plan = plan_sources(sources, known, fingerprint, settings)
    batches = plan.batches
    report.rejected = [*(rejected(failure) for failure in found.failures), *plan.rejected]
    report.sources_unchanged = report.documents_unchanged = len(plan.unchanged)
    log.info("%d sources, %d batches to read", report.sources, len(batches))
    total = sum(len(batch.sources) for batch in batches)
    for hint in filter(None, (elsewhere, first_load_hint(settings, stored=len(known), new=total))):
        log.info(hint)
        note(hint)
        report.hints.append(hint)

    results: list[BatchResult] = []
    waiting: list[str] = []
    described: list[DescribedDocument] = []
    made = create_progress_artifact(
        progress=0.0, key="ingest-progress", description="Batches read and extracted"
    )
    # Called from synchronous code, so this is the id and not a coroutine.
    progress_id = cast("UUID", made)
    done = 0
    tell("extract", 0, total)
    for batch, result in _run(batches, settings, fingerprint, failures):
        results.append(result)
        waiting += result.staged
        described += result.described
        done += len(batch.sources)
        mentions = sum(sum(r.mentions.values()) for r in results)
        tell(
            "extract", done, total, f"{sum(r.documents for r in results):,} documents, {mentions:,} mentions"
        )
        update_progress_artifact(artifact_id=progress_id, progress=100.0 * done / max(1, total))
        if len(waiting) + len(described) >= settings.flow.link_documents:
            _commit(waiting, described, settings, report)
            waiting, described = [], []
    report.seconds_read_and_extract = time.perf_counter() - started - report.seconds_link_and_commit
    # Also without a new document: an earlier run may have been killed before it had finished linking.
    _commit(waiting, described, settings, report)

    report.add_batches(results)
    with open_project_store(settings, patient=True) as store:
        report.totals = status(store).totals()
        documents = list(known_documents(store).values())
    absent = absent_sources(
        documents, settings.base, read_before={uri: why for r in results for uri, why in r.absent.items()}
    )
    report.gone, report.out_of_reach = list(absent.gone), list(absent.out_of_reach)
    report.name_what_is_kept({document.uri for document in documents})
    report.seconds_total = time.perf_counter() - started
    failures.record(
        report.rejected,
        places=input_uris(inputs, base=settings.base),
        sources=[source.uri for source in found.sources],
        unchanged=plan.unchanged,
    )
    create_markdown_artifact(
        markdown=report.markdown(), key="ingest-report", description="Report of an ingest run"
    )
    return _told(report)


def _told(report: RunReport) -> RunReport:
    """Say in the run's log and state what it did and did not do, and return the report.

    Raises:
        NothingIngestedError: nothing could be read.

    """
    log = get_run_logger()
    for each in report.rejected[:MOST_LISTED]:
        log.warning("rejected: %s (%s): %s %s", each.uri, each.outcome, each.reason, each.remedy)
    if len(report.rejected) > MOST_LISTED:
        log.warning("rejected: %d more, listed in the report", len(report.rejected) - MOST_LISTED)
    for moved in report.renamed[:MOST_LISTED]:
        log.info("renamed: %s is now %s", moved.old, moved.new)
    if report.gone:
        listed = ", ".join(report.gone[:MOST_LISTED])
        log.warning("the source of %d documents is gone: %s. %s", len(report.gone), listed, GONE_REMEDY)
    for place in report.out_of_reach:
        log.warning("out of reach: %d documents of %s: %s", place.documents, place.place, place.reason)
    summary = f"{report.documents_committed:,} documents committed, {len(report.rejected):,} rejected"
    log.info(summary)
    if report.exit_code == EXIT_FAILED:
        raise NothingIngestedError(f"Nothing could be read: {report.first_rejected()}", report)
    if report.exit_code == EXIT_PARTIAL:
        # A state as the return value sets the state of the run; Prefect hands its data to the caller.
        state: State[RunReport] = Completed(
            name=PARTIAL, message=f"{summary}: {report.first_rejected()}", data=report
        )
        return cast("RunReport", state)
    return report


def _commit(
    staged: Sequence[str], described: Sequence[DescribedDocument], settings: Settings, report: RunReport
) -> None:
    started = time.perf_counter()
    commit = commit_task.with_options(retries=settings.flow.retries, retry_delay_seconds=backoff(settings))
    report.add_changes(commit(list(staged), list(described), settings))
    report.seconds_link_and_commit += time.perf_counter() - started


def _run(
    batches: Sequence[Batch], settings: Settings, fingerprint: str, failures: FailureList
) -> Iterator[tuple[Batch, BatchResult]]:
    """Run the batches as tasks and yield each with its result; a batch that fails for good is reported, not raised."""
    runner: ThreadPoolTaskRunner[BatchResult] = ThreadPoolTaskRunner(max_workers=settings.flow.workers)
    with runner:
        pending: dict[PrefectFuture[BatchResult], Batch] = {}
        for batch in batches:
            submitted = extract_task.with_options(
                retries=settings.flow.retries,
                retry_delay_seconds=backoff(settings),
                retry_jitter_factor=0.2,
                # What failed last time is tried again on demand, not answered from the cache.
                refresh_cache=failures.touches(source.uri for source in batch.sources),
            )
            pending[
                # Quoted, for Prefect would look into every record of a batch for results of other tasks.
                runner.submit(
                    submitted, {"batch": quote(batch), "settings": settings, "fingerprint": fingerprint}
                )
            ] = batch
        for future in as_completed(list(pending)):
            batch = pending[future]
            result: Any = future.result(raise_on_failure=False)
            if isinstance(result, BatchResult) and missing_files(result):
                again = extract_task.with_options(refresh_cache=True)
                state = again(quote(batch), settings, fingerprint, return_state=True)
                result = state.result(raise_on_failure=False)
            elif isinstance(result, BatchResult) and future.state.name == "Cached":
                result = result.model_copy(update={"reused": len(result.staged)})
            if isinstance(result, ExtractorError):
                raise result  # no batch could be extracted with such a model
            yield batch, result if isinstance(result, BatchResult) else _failed(batch, result)


def _failed(batch: Batch, error: object) -> BatchResult:
    reason = f"the batch failed after its retries: {type(error).__name__}: {error}"
    remedy = "Mend the cause and ingest again: only what is missing is done."
    return BatchResult(
        rejected=[
            Rejected(
                uri=source.uri,
                source=source.uri,
                outcome=Outcome.FAILED.value,
                reason=reason,
                remedy=remedy,
            )
            for source in batch.sources
        ]
    )
