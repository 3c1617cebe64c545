"""What is to be done with each source of a run: nothing, or a batch of those that are new or may have changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Protocol

from extractors.documents import ReadFailure
from extractors.readers.conversion import ReadError
from extractors.readers.reader import DocumentReader
from extractors.readers.registry import format_of
from extractors.readers.source import Source, is_url
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.absent_sources import SourceFiles
from flows.runs.extraction import Batch, KnownState
from graph.contents.documents import DocumentOrigin, StoredDocuments
from graph.contents.loading import KnownDocument
from graph.contents.sources import files_of


@dataclass(slots=True)
class SourcePlan:
    """The batches to read, the uris of sources that are in the graph as they are, and the sources that cannot be read.

    Of the unchanged some were ``unopened``. ``second_places`` are the uris under which the graph has what other sources hold, too, by the uri of
    those. ``hashes`` are the bytes of what was opened, ``names`` the uris that the graph has for a file, both by the uri that the run was given.
    """

    batches: list[Batch] = field(default_factory=list)
    unchanged: set[str] = field(default_factory=set)
    rejected: list[ReadFailure] = field(default_factory=list)
    unopened: set[str] = field(default_factory=set)
    second_places: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


class Memory(Protocol):
    """What is known of sources from the runs before."""

    @property
    def gone(self) -> Collection[str]:
        """Uris of the graph whose sources are known to be gone, beside the files that the disk does not hold."""
        ...

    def is_unchanged(self, source: Source) -> bool:
        """Tell whether a source need not be opened."""
        ...

    def other_place(self, source: Source, source_hash: str) -> str:
        """Return the uri under which the graph has the same content from elsewhere, empty where there is none."""
        ...

    def former_uri(self, source: Source) -> str:
        """Return the uri under which the graph has the very same item, empty where there is none."""
        ...


def plan_sources(
    sources: Sequence[Source],
    fingerprint: str,
    settings: Settings,
    *,
    reread: bool = False,
    memory: Memory | None = None,
) -> SourcePlan:
    """Cut the sources that changed into batches; those whose bytes are already in the graph, read by no older reader, stop here.

    With ``reread`` none stops. ``memory`` is what earlier runs knew of these sources. The project's graph is opened once all are hashed, and
    asked for the documents of these sources alone. A source that is new and holds what a file
    held that is not where it was goes on as that document, under its new name.
    """
    plan = SourcePlan()
    opened = _hashed(sources, plan, settings, memory)
    if opened:
        with open_project_store(settings, patient=True) as store:
            stored = StoredDocuments(store)
            _cut(opened, plan, stored, fingerprint, settings, reread=reread, memory=memory)
    return plan


def _hashed(
    sources: Iterable[Source], plan: SourcePlan, settings: Settings, memory: Memory | None
) -> list[tuple[Source, str]]:
    """Return the sources that may be new or changed, with the hashes of their bytes; the others are noted in the plan."""
    opened: list[tuple[Source, str]] = []
    for source in sources:
        uri = source.uri
        if memory is not None and memory.is_unchanged(source):
            plan.unopened.add(uri)
            plan.unchanged.add(uri)
            continue
        try:
            source_hash = source.hash(settings.reader.max_bytes, silence=settings.reader.fetch_seconds)
        except ReadError as error:
            plan.rejected.append(
                ReadFailure(source.uri, error.outcome, error.reason, error.remedy, source.uri)
            )
            continue
        plan.hashes[uri] = source_hash
        if memory is not None and (held := memory.other_place(source, source_hash)):
            plan.second_places[uri] = held
            plan.unchanged.add(uri)
            continue
        opened.append((source, source_hash))
    return opened


def _cut(
    opened: Sequence[tuple[Source, str]],
    plan: SourcePlan,
    stored: StoredDocuments,
    fingerprint: str,
    settings: Settings,
    *,
    reread: bool,
    memory: Memory | None,
) -> None:
    """Put the sources that are not in the graph as they are into batches of the plan, with what the graph knows of them."""
    held = _Held(stored.of_files({source.uri for source, _ in opened}))
    placed = _under_known_names(opened, plan, held, stored, settings)
    former = (
        {source.uri: memory.former_uri(source) for source, _ in placed if source.uri not in held}
        if memory is not None
        else {}
    )
    held.add(stored.of_files({uri for uri in former.values() if uri}))
    newcomers = _Newcomers(stored, settings, memory.gone if memory else ())
    members: list[tuple[Source, str]] = []
    size = 0

    def batch() -> Batch:
        known: dict[str, KnownState] = {}
        moved: dict[str, KnownState] = {}
        for source, source_hash in members:
            for document in held.of(source.uri):
                known[document.uri] = KnownState.of(document)
            if source.uri not in held:
                before = former.get(source.uri, "")
                claimed = {
                    source.uri + document.uri[len(before) :]: document for document in held.of(before)
                } or newcomers.moves.claimed_by(source, source_hash)
                moved |= {uri: KnownState.of(old) for uri, old in claimed.items()}
        return Batch(
            sources=tuple(source for source, _ in members),
            hashes=tuple(source_hash for _, source_hash in members),
            known=known,
            moved=moved,
            renamed_ids=newcomers.renamed_ids,
            reread=reread,
        )

    for source, source_hash in placed:
        document = held.by_uri.get(source.uri)
        as_read = document is not None and _is_as_read(document, source, source_hash, fingerprint)
        if as_read and not reread:
            plan.unchanged.add(source.uri)
            continue
        members.append((source, source_hash))
        size += _size(source)
        if len(members) >= settings.flow.batch_files or size >= settings.flow.batch_bytes:
            plan.batches.append(batch())
            members.clear()
            size = 0
    if members:
        plan.batches.append(batch())


def _under_known_names(
    opened: Sequence[tuple[Source, str]],
    plan: SourcePlan,
    held: _Held,
    stored: StoredDocuments,
    settings: Settings,
) -> list[tuple[Source, str]]:
    """Return the sources by the uris that the graph has for them, whose documents are added to what is ``held``."""
    new = [(source, source_hash) for source, source_hash in opened if source.uri not in held]
    names = _Names(stored.of_bytes({each for source, each in new if not source.is_url}), settings)
    known = {source.uri: names.known(source, source_hash) for source, source_hash in new}
    plan.names |= {uri: source.uri for uri, source in known.items()}
    held.add(stored.of_files({source.uri for uri, source in known.items() if source.uri != uri}))
    return [(known.get(source.uri, source), source_hash) for source, source_hash in opened]


def _size(source: Source) -> int:
    """Return how many bytes a file has; of what lies elsewhere only its server knows, so it counts as nothing."""
    try:
        return 0 if source.is_url else Path(source.location).stat().st_size
    except OSError:
        return 0


def _is_as_read(document: KnownDocument, source: Source, source_hash: str, fingerprint: str) -> bool:
    """Tell whether a document has the bytes and the extractor of today, and no newer reader would read it otherwise."""
    if (document.source_hash, document.fingerprint) != (source_hash, fingerprint):
        return False
    known = format_of(source.name, source.media_type)
    return known is None or not document.description.is_older_than(known.media_type, known.version)


class _Held:
    """Documents of the graph by uri, and by the uris that their files may have: everything before a ``#`` of their own."""

    def __init__(self, documents: Iterable[KnownDocument]) -> None:
        self.by_uri: dict[str, KnownDocument] = {}
        self._records: dict[str, dict[str, KnownDocument]] = defaultdict(dict)
        self.add(documents)

    def __contains__(self, uri: str) -> bool:
        return uri in self.by_uri or uri in self._records

    def add(self, documents: Iterable[KnownDocument]) -> None:
        """Add documents, some of which may be there already."""
        for document in documents:
            self.by_uri[document.uri] = document
            for file in files_of(document.uri):
                if file != document.uri:
                    self._records[file][document.uri] = document

    def of(self, uri: str) -> Iterator[KnownDocument]:
        """Yield the document of a uri, and those of its records."""
        if uri in self.by_uri:
            yield self.by_uri[uri]
        if uri in self._records:
            yield from self._records[uri].values()


class _Names:
    """Files that are in the graph under another name, by which they were reached before: through a link, or without it."""

    def __init__(self, documents: Iterable[DocumentOrigin], settings: Settings) -> None:
        self._base = settings.base
        self._files: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            if "#" not in document.uri and not is_url(document.uri):
                self._files[document.source_hash].append(document.uri)

    def known(self, source: Source, source_hash: str) -> Source:
        """Return the source by the uri that the graph has for the very same file, else as it is."""
        if not source.is_url:
            for uri in sorted(self._files.get(source_hash, ())):
                path = self._base / uri
                if path.exists() and path.samefile(source.location):
                    return replace(source, uri=uri)
        return source


class _Newcomers:
    """What only sources that are to be read need to know of the graph; it is read when it is first asked for."""

    def __init__(self, stored: StoredDocuments, settings: Settings, gone: Collection[str]) -> None:
        self._stored = stored
        self._settings = settings
        self._gone = gone

    @cached_property
    def renamed_ids(self) -> frozenset[str]:
        """The ids of the documents that are not made of the uri of today."""
        return frozenset(self._stored.renamed())

    @cached_property
    def moves(self) -> _Moves:
        """The documents whose file is not where it was."""
        return _Moves(self._stored, self._settings, self._gone)


class _Moves:
    """Documents whose file is not where it was, to be claimed, each once, by new files of the same content."""

    def __init__(self, stored: StoredDocuments, settings: Settings, gone: Collection[str]) -> None:
        self._stored = stored
        self._settings = settings
        self._files: dict[str, list[DocumentOrigin]] = defaultdict(list)
        self._records: dict[tuple[str, str], list[DocumentOrigin]] = defaultdict(list)
        self._kinds: set[str] = set()
        files = SourceFiles(settings.base)
        for document in stored.origins():
            if lost := next((file for file in files_of(document.uri) if file in gone), ""):
                file, record = lost, document.uri[len(lost) + 1 :]
            elif is_url(document.uri):
                continue
            else:
                file, record = files.of(document)
                if files.exist(file):
                    continue
            if record:
                self._records[document.source_hash, record].append(document)
                self._kinds.add(document.media_type)
            else:
                self._files[document.source_hash].append(document)

    def claimed_by(self, source: Source, source_hash: str) -> dict[str, KnownDocument]:
        """Return the documents that the new source holds on with, by their uris from now on."""
        if found := _taken(self._files.get(source_hash), source):
            return self._loaded({source.uri: found})
        known = format_of(source.name, source.media_type)
        if known is None or known.media_type not in self._kinds:
            return {}
        with DocumentReader(self._settings.reader) as reader:
            read = reader.read(source)
        claimed: dict[str, DocumentOrigin] = {}
        for document in read.documents:
            record = document.uri.removeprefix(f"{source.uri}#")
            if found := _taken(self._records.get((document.source_hash, record)), source):
                claimed[document.uri] = found
        return self._loaded(claimed)

    def _loaded(self, claimed: Mapping[str, DocumentOrigin]) -> dict[str, KnownDocument]:
        documents = self._stored.by_id(each.id for each in claimed.values())
        return {uri: documents[each.id] for uri, each in claimed.items() if each.id in documents}


def _taken(candidates: list[DocumentOrigin] | None, source: Source) -> DocumentOrigin | None:
    """Take a candidate out: one whose file has the name of the new one first, then by its uri."""
    if not candidates:
        return None
    name = PurePosixPath(source.uri).name
    found = min(
        candidates, key=lambda each: (PurePosixPath(each.uri.partition("#")[0]).name != name, each.uri)
    )
    candidates.remove(found)
    return found
