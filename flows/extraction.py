"""One batch of sources: read, extracted and staged. Free of Prefect, safe to repeat."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from extractors.documents import Document, Outcome, ReadFailure
from extractors.engines import fingerprint_of, load_extractor
from extractors.mentions import Extraction, Extractor, evidence_version
from extractors.readers import DocumentReader, Source
from extractors.staging import Staging, StagingError, load
from flows.report import BatchResult, Rejected
from flows.settings import Settings

SLICE_DOCUMENTS = 64
"""Documents that go through the model together and are then staged: what a crash can lose at most."""


class Batch(BaseModel):
    """A batch of sources to read; ``known`` has the evidence versions already in the graph by document id."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    sources: tuple[Source, ...]
    hashes: tuple[str, ...]
    known: Mapping[str, str] = Field(default_factory=dict)


def extract_batch(batch: Batch, settings: Settings) -> BatchResult:
    """Read the batch's sources, extract what is new, and stage it.

    A source or record that cannot be read, and a document that the model fails on, are listed as rejected; the rest
    goes on. Documents whose staged extraction is found on disk are not extracted again; the model is loaded only if one
    is left to extract.

    Raises:
        ExtractorError: the model is needed and cannot be loaded.

    """
    started = time.perf_counter()
    result = BatchResult()
    staging = Staging(settings.state_folder / "staged")
    fingerprint = fingerprint_of(settings.extractor, settings.labels)
    waiting: list[Document] = []
    mentions: Counter[str] = Counter()

    def stage(extraction: Extraction, path: Path) -> None:
        result.staged.append(str(path))
        result.characters += len(extraction.document.text)
        mentions.update(mention.type for mention in extraction.mentions)

    def flush() -> None:
        if not waiting:
            return
        extractor = load_extractor(settings.extractor, settings.labels)
        for extraction in _extract(waiting, extractor, result):
            stage(extraction, staging.save(extraction))
        waiting.clear()

    with DocumentReader(settings.reader) as reader:
        for source in batch.sources:
            read = reader.read(source)
            result.rejected.extend(rejected(failure) for failure in read.failures)
            for document in read.documents:
                result.documents += 1
                if batch.known.get(document.id) == evidence_version(document.content_hash, fingerprint):
                    result.unchanged += 1
                elif found := _staged(staging, document, fingerprint):
                    stage(*found)
                    result.reused += 1
                else:
                    waiting.append(document)
                    if len(waiting) >= SLICE_DOCUMENTS:
                        flush()
    flush()
    result.mentions = dict(mentions)
    result.seconds = time.perf_counter() - started
    return result


def _staged(staging: Staging, document: Document, fingerprint: str) -> tuple[Extraction, Path] | None:
    """Return what an earlier run extracted from the document; a damaged file counts as none and is written anew."""
    path = staging.find(document, fingerprint)
    if path is None:
        return None
    try:
        return load(path), path
    except StagingError:
        return None


def missing_files(result: BatchResult) -> bool:
    """Tell whether a result that was kept from an earlier run names files that are gone."""
    return not all(Path(path).is_file() for path in result.staged)


def rejected(failure: ReadFailure) -> Rejected:
    """Return a reader's failure as a line of the report."""
    return Rejected(
        uri=failure.uri, outcome=failure.outcome.value, reason=failure.reason, remedy=failure.remedy
    )


def _extract(documents: Sequence[Document], extractor: Extractor, result: BatchResult) -> list[Extraction]:
    """Extract together; when that fails, one by one, so that only the document at fault is rejected."""
    try:
        return extractor.extract(documents)
    except Exception:  # noqa: BLE001 - whatever the model raises, the cause is found and reported document by document
        extractions = []
        for document in documents:
            try:
                extractions += extractor.extract([document])
            except Exception as error:  # noqa: BLE001 - recorded with its reason; the other documents go on
                result.rejected.append(
                    Rejected(
                        uri=document.uri,
                        outcome=Outcome.FAILED.value,
                        reason=f"extraction failed: {type(error).__name__}: {error}",
                        remedy="Run `graphmill extract` on this file for the whole error; it is tried again on the next ingest.",
                    )
                )
        return extractions
