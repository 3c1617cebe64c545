"""The ``ingest`` flow: documents in, knowledge graph out.

Discover, then read and extract in batches (each a task with retries whose result is found again after a crash), then
link and commit in rounds. The graph alone decides what has been done: Prefect's records may be lost without harm.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import CacheKeyFnPolicy
from prefect.context import TaskRunContext
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ThreadPoolTaskRunner

from extractors.discovery import discover
from extractors.documents import Outcome, document_id
from extractors.engines import fingerprint_of
from extractors.readers import ReadError, Source
from extractors.readers.sources import source_hash as hash_of
from extractors.staging import LoadedOnDemand, Staging
from extractors.windowed import ExtractorError
from flows.extraction import Batch, extract_batch, missing_files, rejected
from flows.failures import FailureList
from flows.first_load import first_load_hint
from flows.guidance import load_guidance, without_guidance
from flows.progress import note, tell
from flows.report import BatchResult, Rejected, RunReport
from flows.retries import backoff, store_is_away
from flows.settings import Settings, load_settings
from flows.stores import open_project_store, written_elsewhere
from graph.loading import KnownDocument, known_documents
from graph.reading import status
from graph.writer import apply_changes

PIPELINE_VERSION = "1"
"""Part of every cache key: raised when the same input gives another result."""


def _batch_key(context: TaskRunContext, parameters: dict[str, Any]) -> str:
    """Name a batch's result: the same sources, settings and state folder, and nothing that happens to be in memory."""
    batch, settings = parameters["batch"], parameters["settings"]
    parts = [
        PIPELINE_VERSION,
        str(settings.state_folder),
        parameters["fingerprint"],
        settings.reader.model_dump_json(),
        json.dumps(sorted(zip((source.uri for source in batch.sources), batch.hashes, strict=True))),
        json.dumps(sorted(batch.known.items())),
    ]
    return f"{context.task.task_key}-{hashlib.sha256('|'.join(parts).encode()).hexdigest()}"


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
def commit_task(staged: list[str], settings: Settings) -> dict[str, Any]:
    """Link the staged documents with the whole graph and commit them."""
    staging = Staging(settings.state_folder / "staged")
    paths = [Path(path) for path in staged]
    guidance = load_guidance(settings)
    with open_project_store(settings, "create", patient=True) as store:
        changes = apply_changes(
            store,
            LoadedOnDemand(paths),
            guidance=guidance,
            batch_size=settings.flow.commit_documents,
            on_progress=lambda done, total: tell("commit", done, total),
        )
    for path in paths:
        document_id, _, version = path.stem.rpartition("-")
        staging.discard(document_id, keep_version=version)
    return asdict(changes)


@flow(name="ingest", persist_result=False, validate_parameters=True)
def ingest(inputs: list[str], settings: Settings | None = None) -> RunReport:
    """Bring files, folders, globs and URLs into the graph; what is already there unchanged costs nothing.

    Without ``settings`` the worker's own hold: the nearest graphmill.toml and its GRAPHMILL_* variables.

    Raises:
        extractors.windowed.ExtractorError: the model is not to be found, or is needed and cannot be loaded.
        extractors.errors.GraphmillError: the file of decisions or a knowledge base holds a mistake.
        graph.errors.OtherProjectError: the graph is of another project; nothing was written.
        graph.errors.ForeignDataError: under the graph's labels the store holds what graphmill did not write.
        graph.store.StoreError: the graph cannot be opened or stays taken by another writer.

    """
    started = time.perf_counter()
    settings = settings or load_settings()
    log = get_run_logger()
    report = RunReport()
    # First what may stop the run: a mistake in a file of decisions, a store that cannot be reached. The model comes later.
    load_guidance(settings)
    with open_project_store(settings, "create") as store:
        known = known_documents(store)
        elsewhere = written_elsewhere(store)
    fingerprint = fingerprint_of(settings.extractor, settings.labels)
    found = discover(inputs, base=settings.base)
    sources = without_guidance(found.sources, settings)
    report.sources = len(sources)
    report.rejected = [rejected(failure) for failure in found.failures]
    failures = FailureList(settings.state_folder, settings.base)
    batches = list(_batches(sources, known, fingerprint, settings, report))
    log.info("%d sources, %d batches to read", report.sources, len(batches))
    total = sum(len(batch.sources) for batch in batches)
    for hint in filter(None, (elsewhere, first_load_hint(settings, stored=len(known), new=total))):
        log.info(hint)
        note(hint)
        report.hints.append(hint)

    results: list[BatchResult] = []
    waiting: list[str] = []
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
        done += len(batch.sources)
        mentions = sum(sum(r.mentions.values()) for r in results)
        tell(
            "extract", done, total, f"{sum(r.documents for r in results):,} documents, {mentions:,} mentions"
        )
        update_progress_artifact(artifact_id=progress_id, progress=100.0 * done / max(1, total))
        if len(waiting) >= settings.flow.link_documents:
            _commit(waiting, settings, report)
            waiting = []
    report.seconds_read_and_extract = time.perf_counter() - started - report.seconds_link_and_commit
    # Also without a new document: an earlier run may have been killed before it had finished linking.
    _commit(waiting, settings, report)

    report.add_batches(results)
    with open_project_store(settings, patient=True) as store:
        report.totals = status(store).totals()
    report.seconds_total = time.perf_counter() - started
    failures.record([source.uri for source in found.sources], report.rejected)
    create_markdown_artifact(
        markdown=report.markdown(), key="ingest-report", description="Report of an ingest run"
    )
    log.info("%d documents committed, %d rejected", report.documents_committed, len(report.rejected))
    return report


def _commit(staged: Sequence[str], settings: Settings, report: RunReport) -> None:
    started = time.perf_counter()
    commit = commit_task.with_options(retries=settings.flow.retries, retry_delay_seconds=backoff(settings))
    report.add_changes(commit(list(staged), settings))
    report.seconds_link_and_commit += time.perf_counter() - started


def _batches(
    sources: Sequence[Source],
    known: dict[str, KnownDocument],
    fingerprint: str,
    settings: Settings,
    report: RunReport,
) -> Iterator[Batch]:
    """Cut the sources that changed into batches; those whose bytes are already in the graph stop here."""
    records: dict[str, dict[str, str]] = {}
    for identity, record in known.items():
        uri, mark, _ = record.uri.rpartition("#")
        if mark:
            records.setdefault(uri, {})[identity] = record.version
    members: list[Source] = []
    hashes: list[str] = []
    for source in sources:
        try:
            source_hash = hash_of(source.read_bytes(settings.reader.max_bytes))
        except ReadError as error:
            failure = Rejected(
                uri=source.uri, outcome=error.outcome.value, reason=error.reason, remedy=error.remedy
            )
            report.rejected.append(failure)
            continue
        document = known.get(document_id(source.uri))
        if document and document.source_hash == source_hash and document.fingerprint == fingerprint:
            report.sources_unchanged += 1
            report.documents_unchanged += 1
            continue
        members.append(source)
        hashes.append(source_hash)
        if len(members) >= settings.flow.batch_files:
            yield _batch(members, hashes, known, records)
            members, hashes = [], []
    if members:
        yield _batch(members, hashes, known, records)


def _batch(
    sources: list[Source],
    hashes: list[str],
    known: dict[str, KnownDocument],
    records: dict[str, dict[str, str]],
) -> Batch:
    versions: dict[str, str] = {}
    for source in sources:
        versions |= records.get(source.uri, {})
        if document := known.get(document_id(source.uri)):
            versions[document_id(source.uri)] = document.version
    return Batch(sources=tuple(sources), hashes=tuple(hashes), known=versions)


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
                runner.submit(submitted, {"batch": batch, "settings": settings, "fingerprint": fingerprint})
            ] = batch
        for future in as_completed(list(pending)):
            batch = pending[future]
            result: Any = future.result(raise_on_failure=False)
            if isinstance(result, BatchResult) and missing_files(result):
                again = extract_task.with_options(refresh_cache=True)
                state = again(batch, settings, fingerprint, return_state=True)
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
            Rejected(uri=source.uri, outcome=Outcome.FAILED.value, reason=reason, remedy=remedy)
            for source in batch.sources
        ]
    )
