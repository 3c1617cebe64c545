"""Documents of the graph that are looked up, by id, place or bytes, or read part by part: never all of them in memory.

:func:`graph.contents.loading.known_documents` reads all, for work that needs them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any, NamedTuple, TypeVar

from graph.contents import readings
from graph.contents.loading import KnownDocument, read_documents
from graph.contents.sources import files_of
from graph.stores.foreign import owned, refuse_foreign
from graph.stores.protocol import ROWS_A_CALL, GraphStore

DOCUMENTS_A_PART = 20_000
"""About so many documents are read at a time: an embedded store hands on the rows of a reading all at once."""
MOST_PLACES = 20_000
"""Of more places than this the documents are found by reading all of them, part by part, and keeping those."""
_ID_DIGITS = 0x10000


class DocumentOrigin(NamedTuple):
    """A document in the graph by its id, and where it came from: ``source_hash`` is that of its bytes."""

    id: str
    uri: str
    media_type: str
    source_hash: str


@dataclass(slots=True)
class Holdings:
    """How many documents the graph has by the uris that their files may have, and the hash of the bytes of each by its own uri.

    Both are told of the uris alone that were ``asked`` for.
    """

    documents: Counter[str] = field(default_factory=Counter)
    bytes_of: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def add(self, others: Holdings) -> None:
        """Add those of other uris."""
        self.documents.update(others.documents)
        self.bytes_of.update(others.bytes_of)
        self.asked.update(others.asked)


Found = TypeVar("Found", KnownDocument, DocumentOrigin)
_Read = Callable[[GraphStore, str, Mapping[str, Any] | None], Iterator[Found]]


class StoredDocuments:
    """The documents of a graph, to be asked for; every answer is of the graph as it is then.

    Any of them raises a ForeignDataError where it meets a document that is not graphmill's.
    """

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    def by_id(self, ids: Iterable[str]) -> dict[str, KnownDocument]:
        """Return the documents of these ids that there are, by id."""
        wanted = iter(_sayable(dict.fromkeys(ids)))
        found: dict[str, KnownDocument] = {}
        while part := [{"id": each} for each in islice(wanted, ROWS_A_CALL)]:
            read = read_documents(self._store, readings.READ_DOCUMENTS_BY_ID, {"rows": part})
            found |= {document.id: document for document in read}
        return found

    def at(self, uris: Collection[str]) -> list[DocumentOrigin]:
        """Return the documents that have one of these uris."""
        wanted = set(uris)
        if len(wanted) > MOST_PLACES:
            return [each for each in self.origins() if each.uri in wanted]
        return list(self._at(_origins, readings.READ_ORIGINS_AT, wanted))

    def of_files(self, uris: Collection[str]) -> list[KnownDocument]:
        """Return the documents of these files, given by uri: what has it for its own, and their records."""
        texts = (readings.READ_DOCUMENTS_AT, readings.READ_RECORDS_OF)
        return list(self._of_files(read_documents, texts, self._all, set(uris)))

    def holdings(self, uris: Collection[str]) -> Holdings:
        """Return what the graph has of these files, given by uri."""
        wanted = set(uris)
        found = Holdings(asked=wanted)
        texts = (readings.READ_ORIGINS_AT, readings.READ_RECORD_ORIGINS_OF)
        for document in self._of_files(_origins, texts, self.origins, wanted):
            found.documents.update(wanted.intersection(files_of(document.uri)))
            if document.uri in wanted:
                found.bytes_of[document.uri] = document.source_hash
        return found

    def of_bytes(self, hashes: Collection[str]) -> Iterator[DocumentOrigin]:
        """Yield the documents whose bytes have one of these hashes."""
        wanted = set(hashes)
        if len(wanted) > MOST_PLACES:
            yield from (each for each in self.origins() if each.source_hash in wanted)
        elif wanted:
            yield from _origins(self._store, readings.READ_ORIGINS_OF_BYTES, {"hashes": list(wanted)})

    def renamed(self) -> Iterator[str]:
        """Yield the ids of the documents that came from elsewhere than where they lie now."""
        for row in self._store.stream(readings.READ_RENAMED):
            yield row["id"]

    def origins(self) -> Iterator[DocumentOrigin]:
        """Yield where every document came from, some at a time."""
        for part in self._parts(_origins_of_part, readings.READ_PARTS_OF_ORIGINS):
            yield from part

    def in_parts(self) -> Iterator[Iterator[KnownDocument]]:
        """Yield every document, some at a time; the ids of a part come after those of the part before."""
        return self._parts(read_documents, readings.READ_PARTS)

    def count(self) -> int:
        """Return how many documents there are."""
        return int(next(iter(self._store.stream(readings.COUNT_LABELS["Document"])))["n"])

    def sentences(self) -> int:
        """Return how many sentences all documents have."""
        return int(next(iter(self._store.stream(readings.COUNT_SENTENCES)))["n"] or 0)

    def _all(self) -> Iterator[KnownDocument]:
        for part in self.in_parts():
            yield from part

    def _of_files(
        self,
        read: _Read[Found],
        texts: tuple[str, str],
        every: Callable[[], Iterator[Found]],
        wanted: set[str],
    ) -> Iterator[Found]:
        if len(wanted) > MOST_PLACES:
            yield from (each for each in every() if not wanted.isdisjoint(files_of(each.uri)))
            return
        at, records_of = texts
        yield from self._at(read, at, wanted)
        places = {uri.partition("#")[0] for uri in wanted}
        for each in self._at(read, records_of, places):
            if each.uri not in wanted and not wanted.isdisjoint(files_of(each.uri)):
                yield each

    def _at(self, read: _Read[Found], text: str, places: Collection[str]) -> Iterator[Found]:
        if said := _sayable(places):
            yield from read(self._store, text, {"places": said})

    def _parts(self, read: _Read[Found], texts: Mapping[tuple[bool, bool], str]) -> Iterator[Iterator[Found]]:
        # Ids are evenly spread over their first digits. One that is none of graphmill's is in a part, too.
        count = -(-self.count() // DOCUMENTS_A_PART) or 1
        bounds: list[str | None] = [None]
        bounds += (f"doc_{_ID_DIGITS * number // count:04x}" for number in range(1, count))
        bounds.append(None)
        for start, below in pairwise(bounds):
            text = texts[start is not None, below is not None]
            told = {"start": start, "below": below}
            yield read(self._store, text, {name: each for name, each in told.items() if each is not None})


def _sayable(texts: Iterable[str]) -> list[str]:
    """Return texts without those with halves of characters, which no store takes or holds."""
    return [text for text in texts if text.encode("utf-8", "replace").decode() == text]


def _origins(
    store: GraphStore, text: str, parameters: Mapping[str, Any] | None = None
) -> Iterator[DocumentOrigin]:
    for row in owned(store, "Document", store.stream(text, parameters)):
        yield DocumentOrigin(row["id"], row["uri"], row["mediaType"], row["sourceHash"])


def _origins_of_part(
    store: GraphStore, text: str, parameters: Mapping[str, Any] | None = None
) -> Iterator[DocumentOrigin]:
    (row,) = store.stream(text, parameters)
    columns = (row["ids"], row["uris"], row["mediaTypes"], row["sourceHashes"])
    # What a document lacks is in no list.
    if any(len(column) != row["n"] for column in columns):
        refuse_foreign(store)
    yield from map(DocumentOrigin._make, zip(*columns, strict=True))
