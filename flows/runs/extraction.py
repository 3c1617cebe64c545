"""One batch of sources: read, extracted and staged. Free of Prefect, safe to repeat."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractors.composition.composed import ComposedExtractor, Reading, RulesFailedError
from extractors.documents import Document, Outcome, ReadFailure
from extractors.mentions import Extraction, evidence_version
from extractors.readers.reader import DocumentReader
from extractors.readers.registry import format_of
from extractors.readers.source import Source
from extractors.staging import Staging, StagingError
from flows.project.extraction import project_extractor
from flows.project.settings import Settings
from flows.project.staged_work import staging_of
from flows.project.state_folder import is_of_the_disk
from flows.runs.absent_sources import records_gone
from flows.runs.report import BatchResult, Renamed
from flows.terminal.masking import mask_logs
from graph.contents.loading import KnownDocument
from graph.schema.descriptions import DescribedDocument, Description

SLICE_DOCUMENTS = 64
"""Documents that go through the model together and are then staged: what a crash can lose at most."""


@dataclass(frozen=True, slots=True)
class KnownState:
    """What the graph holds of a document: its id, the version of its evidence, and what is said of it beside."""

    id: str
    version: str
    fingerprint: str
    description: Description

    @classmethod
    def of(cls, document: KnownDocument) -> KnownState:
        """Return the state of a document in the graph."""
        return cls(
            id=document.id,
            version=document.version,
            fingerprint=document.fingerprint,
            description=document.description,
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of sources to read, and what the graph knows of their documents.

    ``known`` has the documents of these sources by uri, ``moved`` those that were elsewhere until now, by the uri that they
    have from now on. ``renamed_ids`` are ids in the graph that are not made of the uri of today. With ``reread`` the sources
    are read whatever the graph knows.
    """

    sources: tuple[Source, ...]
    hashes: tuple[str, ...]
    known: Mapping[str, KnownState] = field(default_factory=dict)
    moved: Mapping[str, KnownState] = field(default_factory=dict)
    renamed_ids: frozenset[str] = frozenset()
    reread: bool = False

    def state(self, document: Document) -> KnownState | None:
        """Return what the graph holds of a document, under the uri of now or the one before."""
        return self.known.get(document.uri) or self.moved.get(document.uri)

    def placed(self, document: Document) -> Document:
        """Return a document as read now under the identity that it has in the graph, or will have."""
        if held := self.known.get(document.uri):
            return replace(document, first_uri=held.description.first_uri)
        if moved := self.moved.get(document.uri):
            former = moved.description
            return replace(document, first_uri=former.first_uri or former.uri)
        number = 1
        while document.id in self.renamed_ids:
            # No path and no URL begins like this, so it names no other document.
            number += 1
            document = replace(document, first_uri=f"{number}//{document.uri}")
        return document


def extract_batch(batch: Batch, settings: Settings) -> BatchResult:
    """Read the batch's sources, extract what is new, and stage it.

    A source or record that cannot be read, and a document that the model fails on, are listed as rejected; the rest
    goes on. Documents whose staged extraction is found on disk are not extracted again; the model is loaded only if one
    is left that it did not read before with the labels of now.

    Raises:
        ExtractorError: the model is needed and cannot be loaded.

    """
    # Perhaps in a process or on a machine of its own.
    mask_logs()
    started = time.perf_counter()
    result = BatchResult()
    staging = staging_of(settings)
    extractor = project_extractor(settings)
    fingerprint = extractor.fingerprint
    waiting: list[Document] = []
    mentions: Counter[str] = Counter()

    def stage(extraction: Extraction, name: str) -> None:
        result.staged.append(name)
        result.characters += len(extraction.document.text)
        mentions.update(mention.type for mention in extraction.mentions)

    file_of: dict[str, str] = {}

    def flush() -> None:
        if not waiting:
            return
        own = [_own(staging, document, batch.state(document), extractor) for document in waiting]
        for reading in _read(waiting, own, extractor, result, file_of):
            if extractor.keeps_own and reading.own and all(reading.own is not held for held in own):
                staging.save_own(reading.own)
            stage(reading.extraction, staging.save(reading.extraction))
        waiting.clear()

    with DocumentReader(settings.reader) as reader:
        for source in batch.sources:
            read = reader.read(source)
            result.rejected.extend(replace(failure, source=source.uri) for failure in read.failures)
            held = [uri for uri in batch.known if uri.startswith(f"{source.uri}#")]
            result.absent |= records_gone(held, source, read)
            for document in map(batch.placed, read.documents):
                result.documents += 1
                if former := batch.moved.get(document.uri):
                    result.renamed.append(Renamed(old=former.description.uri, new=document.uri))
                if _newer_reader_read(batch, document, fingerprint):
                    result.unchanged += 1
                    continue
                _count_read_anew(batch, document, source, result)
                if state := _state_that_stays(batch, document, fingerprint):
                    result.unchanged += 1
                    description = Description.of(document)
                    if description != state.description:
                        result.described.append(DescribedDocument(state.id, state.version, description))
                elif found := _staged(staging, document, batch.state(document), fingerprint):
                    stage(*found)
                    result.reused += 1
                else:
                    file_of[document.uri] = source.uri
                    waiting.append(document)
                    if len(waiting) >= SLICE_DOCUMENTS:
                        flush()
    flush()
    result.mentions = dict(mentions)
    result.seconds = time.perf_counter() - started
    return result


def _newer_reader_read(batch: Batch, document: Document, fingerprint: str) -> bool:
    """Tell whether a newer reader than that of today made what the graph holds of the same bytes; then it stays so."""
    held = None if batch.reread else batch.known.get(document.uri)
    if held is None or held.fingerprint != fingerprint:
        return False
    before = held.description
    same_bytes = (before.source_hash, before.media_type) == (document.source_hash, document.media_type)
    return same_bytes and before.reader_version > document.reader_version


def _count_read_anew(batch: Batch, document: Document, source: Source, result: BatchResult) -> None:
    """Count a document of the same bytes as before that is read for the reader's sake, or because it was asked for."""
    held = batch.state(document)
    if held is None or held.description.source_hash != document.source_hash:
        return
    is_older = held.description.is_older_than(document.media_type, document.reader_version)
    if is_older:
        known = format_of(source.name, source.media_type)
        suffix = known.suffixes[0] if known else document.media_type
        result.newer_readers[suffix] = result.newer_readers.get(suffix, 0) + 1
    if is_older or batch.reread:
        result.read_anew += 1


_GIVE_THE_SAME_TEXT = ("source_hash", "media_type", "reader_version")
"""Fields of descriptions: the same bytes, taken for the same format, by the same readers."""


def _state_that_stays(batch: Batch, document: Document, fingerprint: str) -> KnownState | None:
    """Return what the graph holds of a document whose evidence is still that of its text and of this extractor."""
    if held := batch.state(document):
        if held.version == evidence_version(document.content_hash, fingerprint):
            return held
        # Under another name the same bytes may have another title, where it is made of the name: the old one stays.
        if document.uri in batch.moved and "#" not in document.uri and held.fingerprint == fingerprint:
            now = Description.of(document)
            if all(getattr(now, name) == getattr(held.description, name) for name in _GIVE_THE_SAME_TEXT):
                return held
    return None


def _staged(
    staging: Staging, document: Document, former: KnownState | None, fingerprint: str
) -> tuple[Extraction, str] | None:
    """Return what was extracted from the document's text, be its title, date or metadata what they may, and its file's name."""
    for name in _files(staging, document, former, fingerprint):
        if found := _usable(staging, name, document, fingerprint):
            extraction = replace(found, document=document)
            return extraction, name if extraction == found else staging.save(extraction)
    return None


def _own(
    staging: Staging, document: Document, former: KnownState | None, extractor: ComposedExtractor
) -> Extraction | None:
    """Return what the model alone found in the document's text, if it read it before with the labels of now."""
    if extractor.own_fingerprint is None:
        return None
    own = staging.own_name(document.id)
    # What a run without rules staged is the model's own.
    for name in (own, *_files(staging, document, former, extractor.own_fingerprint)):
        if found := _usable(staging, name, document, extractor.own_fingerprint):
            extraction = replace(found, document=document)
            if extractor.keeps_own and name != own:
                staging.save_own(extraction)
            return extraction
    return None


def _files(
    staging: Staging, document: Document, former: KnownState | None, fingerprint: str
) -> Iterator[str]:
    versions = [evidence_version(document.content_hash, fingerprint)]
    versions += [former.version] if former is not None else []
    return filter(None, (staging.find(document.id, version) for version in versions))


def _usable(staging: Staging, name: str, document: Document, fingerprint: str) -> Extraction | None:
    """Return a staged extraction if it is of this text; a damaged file counts as none and is written anew."""
    try:
        found = staging.load(name)
    except StagingError:
        return None
    return found if (found.document.text, found.fingerprint) == (document.text, fingerprint) else None


def _read(
    documents: Sequence[Document],
    own: Sequence[Extraction | None],
    extractor: ComposedExtractor,
    result: BatchResult,
    file_of: Mapping[str, str],
) -> list[Reading]:
    """Extract together; when that fails, without those at fault, or one by one where that is not known."""
    if not documents:
        return []
    extractor.prepare(own)
    try:
        return extractor.read(documents, own)
    except RulesFailedError as error:
        result.rejected.extend(_rejected(uri, said, file_of) for uri, said in error.failed.items())
        left = [i for i, document in enumerate(documents) if document.uri not in error.failed]
    except Exception as error:
        # Whatever else the model raises, the cause is found and reported document by document.
        if is_of_the_disk(error):
            raise
        if len(documents) == 1:
            result.rejected.append(_rejected(documents[0].uri, error, file_of))
            return []
        parts = [
            _read([each], [known], extractor, result, file_of)
            for each, known in zip(documents, own, strict=True)
        ]
        return [reading for part in parts for reading in part]
    return _read([documents[i] for i in left], [own[i] for i in left], extractor, result, file_of)


def _rejected(uri: str, error: Exception, file_of: Mapping[str, str]) -> ReadFailure:
    return ReadFailure(
        uri=uri,
        source=file_of[uri],
        outcome=Outcome.FAILED,
        reason=f"extraction failed: {type(error).__name__}: {error}",
        remedy="Run `graphmill extract` on this file for the whole error; it is tried again on the next ingest.",
    )
