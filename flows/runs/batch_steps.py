"""The batches of a run as its steps: those done by an earlier run are found, the others extracted where the settings say."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from extractors.documents import Outcome, ReadFailure
from extractors.errors import ExtractorError
from flows.project.extraction import project_extractor
from flows.project.settings import Settings
from flows.project.state_folder import StateFolderError, disk_fault
from flows.runs.batches import BatchResults, batch_key
from flows.runs.executors.opening import as_elsewhere
from flows.runs.executors.protocol import ScaleError
from flows.runs.extraction import Batch, extract_batch
from flows.runs.report import BatchResult
from flows.runs.retries import model_is_not_at_fault
from flows.runs.steps import Runner, Step

JITTER = 0.2
"""The share by which waits before a batch is tried again differ, so that not all of them come at once."""


def batch_results(
    batches: Sequence[Batch], settings: Settings, fingerprint: str, kept: BatchResults, runner: Runner
) -> Generator[tuple[Batch, str, BatchResult], None, None]:
    """Yield each batch with its key and result, first those found from before; one that fails for good is reported, not raised.

    Raises:
        extractors.errors.ExtractorError: the model cannot be loaded.
        flows.runs.executors.protocol.ScaleError: batches cannot be extracted where ``scale`` says.
        flows.project.state_folder.StateFolderError: the disk is full, or may only be read.

    """
    left: list[tuple[Batch, str]] = []
    for batch in batches:
        key = batch_key(batch, settings, fingerprint)
        # What is to be read anew is not to be found read.
        if (found := None if batch.reread else kept.find(key)) is None:
            left.append((batch, key))
        else:
            runner.log.info("found the result of an earlier run for %s …", batch.sources[0].uri)
            yield batch, key, found

    elsewhere = as_elsewhere(settings)
    steps: list[Step[BatchResult]] = [
        Step(
            "extract",
            partial(extracted, batch, key, elsewhere, fingerprint),
            model_is_not_at_fault,
            JITTER,
            title=f"extract {batch.sources[0].uri} …",
        )
        for batch, key in left
    ]
    with closing(runner.run_each(steps, settings)) as finished:
        for number, result in finished:
            batch, key = left[number]
            if isinstance(result, ExtractorError | ScaleError | StateFolderError):
                raise result  # no batch could be extracted with such a model, or there, or kept on such a disk
            if isinstance(result, Exception):
                yield batch, key, _failed(batch, result)
            else:
                yield (
                    batch,
                    key,
                    _told_what_workers_lack(batch, result) if elsewhere.scale.is_cluster else result,
                )


def extracted(batch: Batch, key: str, settings: Settings, fingerprint: str) -> BatchResult:
    """Extract a batch, keep what became of it under ``key``, and return that.

    Raises:
        extractors.errors.ExtractorError: the model cannot be loaded, or another one would be used here than the run's.

    """
    if settings.scale.is_cluster:
        here = project_extractor(settings).fingerprint
        if here != fingerprint:
            raise ExtractorError(
                f"a worker of the cluster would find other mentions than this machine (its extractor is {here}, that of the run "
                f"{fingerprint}): give it the same graphmill, the same model and the same lists of names"
            )
    try:
        result = extract_batch(batch, settings)
        if not batch.reread:
            BatchResults(settings).keep(key, result)
    except OSError as error:
        if told := disk_fault(error, settings.state_folder):
            raise told from error
        raise
    return result


def _told_what_workers_lack(batch: Batch, result: BatchResult) -> BatchResult:
    """Return what became of a batch in a cluster; of files that this machine has and the worker had not it says so."""
    here = {each.uri for each in batch.sources if not each.is_url and Path(each.location).is_file()}

    def told(failure: ReadFailure) -> ReadFailure:
        if failure.outcome is not Outcome.UNREADABLE or failure.uri not in here:
            return failure
        return replace(
            failure,
            reason=f"The worker of the cluster that was to read it could not: {failure.reason}",
            remedy="Put it where all workers find it under the same path, or at a URL (docs/scale.md).",
        )

    return result.model_copy(update={"rejected": [told(each) for each in result.rejected]})


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
