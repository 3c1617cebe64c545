"""Recount everything from the stored mentions and report each difference; a sound graph has none.

Left of every figure is what the evidence says, right what the graph holds. The audit takes the write lease, so that no
change is half done while it reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from extractors.documents import document_id
from extractors.mentions import SOURCES, evidence_version
from graph.contents import readings
from graph.contents.extractions import CHUNK_ARRAYS, MENTION_ARRAYS, clustered_anew, evidence_of, uneven
from graph.contents.loading import KnownDocument, StoredGraph, known_documents, load_resolution
from graph.contents.sources import Places, places_of, read_ledger
from graph.schema.chunks import chunk_id
from graph.schema.labels import edge_id, name_key, node_label
from graph.schema.values import value_properties
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Row
from graph.writing.ledgers import Delta, Ledger, chunk_counts, delta_of, ledger_of
from graph.writing.linking_state import is_pending
from graph.writing.sources import READ_PLACES
from linking.across_documents.resolution import resolve
from linking.guidance import NO_GUIDANCE, Guidance
from linking.model import Resolution

DOCUMENTS_A_READING = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it must be: ``what`` is wrong, ``where``, and the two values."""

    what: str
    where: str
    expected: Any
    found: Any


@dataclass(frozen=True, slots=True)
class AuditReport:
    """Differences, none for a sound graph, and how many documents, mentions, entities and edges were recounted."""

    differences: tuple[Difference, ...]
    documents: int
    mentions: int
    entities: int
    edges: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    @property
    def checked(self) -> dict[str, int]:
        """What was recounted, and how many of each."""
        names = ("documents", "mentions", "entities", "edges")
        return {name: getattr(self, name) for name in names}

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {"checked": self.checked, "differences": [asdict(each) for each in self.differences]}


@dataclass(slots=True)
class _Recount:
    """What the documents read so far say: counts, and what of each local entity was seen. Texts are not kept."""

    chunks: dict[str, str] = field(default_factory=dict)
    links: int = 0
    mentions: int = 0
    ledgers: dict[str, Ledger] = field(default_factory=dict)
    from_chunk: dict[tuple[str, str], int] = field(default_factory=dict)
    next_chunks: set[tuple[str, str]] = field(default_factory=set)
    surfaces: dict[str, set[str]] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    uneven: set[str] = field(default_factory=set)
    """Documents whose arrays do not fit each other, so that their mentions cannot be told."""


def audit(store: GraphStore, guidance: Guidance = NO_GUIDANCE) -> AuditReport:
    """Recount the graph, some documents at a time, as linked by the decisions and knowledge bases of ``guidance``.

    A graph that was linked by others, or left half done, is one difference: the next change or `graphmill resolve --apply`
    brings it up to date.

    Raises:
        ForeignDataError: The graph holds under graphmill's labels what graphmill did not write.
        StoreBusyError: A writer is at work.

    """
    with store.lease():
        documents = known_documents(store)
        stored = load_resolution(store)
        current = stored.current()
        recount = _Recount()
        found: list[Difference] = []
        if is_pending(store, guidance):
            found.append(Difference("linking", "the graph", "by the rules and decisions of now", "by others"))
        found += _sentences(store, documents)
        ids = sorted(documents)
        for first in range(0, len(ids), DOCUMENTS_A_READING):
            part = ids[first : first + DOCUMENTS_A_READING]
            chunks, mentions = evidence_of(store, part)
            for id_ in part:
                found += _document(documents[id_], chunks.get(id_, []), recount)
                found += _mentions(id_, chunks.get(id_, []), mentions.get(id_, []), recount)
                _count(id_, mentions.get(id_, []), current, recount)
        found += _reached(store, documents, stored, recount)
        found += _chain(store, recount)
        found += _local_entities(stored, recount, documents)
        whole = [each for each in documents.values() if each.id not in recount.uneven]
        found += _clusters(store, whole, guidance)
        found += _resolution(stored, guidance)
        total = delta_of((Ledger(), ledger) for ledger in recount.ledgers.values())
        found += _ledgers(store, recount)
        found += _entity_counts(stored, total)
        edges = list(owned(store, "CO_OCCURS_WITH", store.stream(readings.READ_EDGES)))
        found += _edges(edges, total)
        found += _from_chunk(store, recount)
        found += _sources(store)
    return AuditReport(
        differences=tuple(found),
        documents=len(documents),
        mentions=recount.mentions,
        entities=sum(entity.docs > 0 for entity in stored.entities.values()),
        edges=len(edges),
    )


def _sentences(store: GraphStore, documents: Mapping[str, KnownDocument]) -> Iterator[Difference]:
    """Check the number of sentences that the graph keeps; one that an older graphmill made keeps none."""
    total = sum(document.windows for document in documents.values())
    for row in store.stream(readings.READ_STATE):
        if row["sentences"] is not None:
            yield from _compare("sentences", "the graph", total, row["sentences"])


def _document(document: KnownDocument, chunks: list[Row], recount: _Recount) -> Iterator[Difference]:
    """Check that the chunks are the whole text, in order, of the version that the document says."""
    where = f"{document.uri} ({document.id})"
    chunks.sort(key=lambda row: int(row["index"]))
    text = "".join(row["text"] for row in chunks)
    content = hashlib.sha256(f"{document.title}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
    yield from _compare("id", where, document_id(document.lasting_uri), document.id)
    yield from _compare("content hash", where, content, document.content_hash)
    version = evidence_version(document.content_hash, document.fingerprint)
    yield from _compare("version", where, version, document.version)
    yield from _compare("characters", where, len(text), document.characters)
    yield from _compare("windows", where, sum(len(row["sentStarts"]) for row in chunks), document.windows)
    offset = sentences = 0
    for index, row in enumerate(chunks):
        end = offset + len(row["text"])
        expected = (chunk_id(document.id, version, index), index, offset, end, sentences)
        found = (row["id"], row["index"], row["start"], row["stop"], row["firstSentence"])
        yield from _compare("chunk", where, expected, found)
        if lengths := uneven(row, CHUNK_ARRAYS):
            yield Difference("sentences of a chunk", row["id"], "arrays of one length", lengths)
            recount.uneven.add(document.id)
        yield from _compare(
            "chunk's document", row["id"], (document.id, version), (row["docId"], row["version"])
        )
        offset, sentences = end, sentences + len(row["sentStarts"])
        recount.chunks[row["id"]] = document.id
    recount.next_chunks.update(pairwise(row["id"] for row in chunks))


def _mentions(
    document_id: str, chunks: list[Row], mentions: list[Row], recount: _Recount
) -> Iterator[Difference]:
    """Check that every mention is of its document, and lies in the sentence that it names; note what it quotes."""
    by_id = {row["id"]: row for row in chunks}
    for row in mentions:
        chunk, local = by_id[row["chunk"]], row["local"]
        recount.links += 1
        recount.mentions += len(row["starts"])
        if lengths := uneven(row, MENTION_ARRAYS):
            yield Difference("mentions", f"{local} in {row['chunk']}", "arrays of one length", lengths)
            recount.uneven.add(document_id)
        yield from _compare(
            "document of a mention", local, (document_id,) * 2, (row["localDocId"], row["mentionDocId"])
        )
        yield from _compare("sources of mentions", local, [], sorted({*row["sources"]} - {*SOURCES}))
        for start, end, number in zip(row["starts"], row["ends"], row["sents"], strict=False):
            surface = chunk["text"][start - chunk["start"] : end - chunk["start"]]
            recount.surfaces.setdefault(local, set()).add(surface)
            recount.first[local] = min(recount.first.get(local, start), start)
            place = number - chunk["firstSentence"]
            if not (
                0 <= place < min(len(chunk["sentStarts"]), len(chunk["sentEnds"]))
                and chunk["sentStarts"][place] <= start < end <= chunk["sentEnds"][place]
            ):
                yield Difference(
                    "sentence of a mention", f"{local} at {start}", "a sentence around it", number
                )


def _count(document_id: str, mentions: list[Row], current: Mapping[str, str], recount: _Recount) -> None:
    numbers: dict[str, list[int]] = {}
    by_chunk: dict[tuple[str, str], list[int]] = {}
    for row in mentions:
        if row["local"] in current:
            numbers.setdefault(row["local"], []).extend(row["sents"])
            by_chunk.setdefault((row["local"], row["chunk"]), []).extend(row["sents"])
    recount.ledgers[document_id] = ledger_of(numbers, current)
    recount.from_chunk.update(chunk_counts(by_chunk, current))


def _reached(
    store: GraphStore, documents: Mapping[str, KnownDocument], stored: StoredGraph, recount: _Recount
) -> Iterator[Difference]:
    """Find pieces that no document leads to: there must be as many of each kind as were reached, and no more."""
    reached = {
        "Document": len(documents),
        "Chunk": len(recount.chunks),
        "LocalEntity": len(stored.local_entities),
        "Entity": len(stored.entities),
    }
    for label, query in readings.COUNT_LABELS.items():
        yield from _compare("nodes", label, reached[label], next(iter(store.stream(query)))["n"])
    links = next(iter(store.stream(readings.COUNT_MENTION_LINKS)))["n"]
    yield from _compare("relationships", "MENTIONED_IN", recount.links, links)


def _chain(store: GraphStore, recount: _Recount) -> Iterator[Difference]:
    rows = owned(store, "NEXT_CHUNK", store.stream(readings.READ_NEXT_CHUNKS))
    found = [(row["a"], row["b"]) for row in rows]
    yield from _compare("relationships", "NEXT_CHUNK", len(recount.next_chunks), len(found))
    for a, b in sorted(recount.next_chunks.symmetric_difference(found)):
        yield Difference("NEXT_CHUNK", f"{a} to {b}", (a, b) in recount.next_chunks, (a, b) in found)


def _local_entities(
    stored: StoredGraph, recount: _Recount, documents: Mapping[str, KnownDocument]
) -> Iterator[Difference]:
    """Check that local entities are of their documents as they are, and bear the names that their mentions quote."""
    for local in stored.local_entities.values():
        document = documents.get(local.document_id)
        version = document.version if document else "no such document"
        if not local.id.startswith(f"{local.document_id}:{version}:"):
            yield Difference("version of a local entity", local.id, version, local.document_id)
        yield from _compare(
            "names", local.id, sorted(recount.surfaces.get(local.id, ())), sorted(local.names)
        )
        yield from _compare("start", local.id, recount.first.get(local.id), local.start)


def _clusters(
    store: GraphStore, documents: Iterable[KnownDocument], guidance: Guidance
) -> Iterator[Difference]:
    """Cluster the mentions of every document anew: they must form the very same local entities."""
    for stored, clusters in clustered_anew(store, documents, guidance):
        expected = [cluster.entity.name for cluster in clusters]
        yield Difference("local entities", stored.extraction.document.uri, expected, "others")


def _resolution(stored: StoredGraph, guidance: Guidance) -> Iterator[Difference]:
    """Resolve anew: every local entity must be with the same others, under the same entity's name, type and aliases."""
    for local in sorted(stored.local_entities.keys() - stored.assignments.keys()):
        yield Difference("resolution", local, "an entity", None)
    fresh: Resolution = resolve(stored.local_entities.values(), stored.current(), guidance)
    for local, why in sorted(fresh.assignments.items()):
        if local in stored.assignments:
            yield from _compare("resolution", local, why, stored.assignments[local])
    for entity in sorted(fresh.entities.values()):
        node = stored.entities.get(entity.id)
        if node is None:
            yield Difference("entity", entity.id, entity.name, None)
            continue
        yield from _compare(
            "name", entity.id, (entity.name, name_key(entity.name)), (node.name, node.name_key)
        )
        yield from _compare("type", entity.id, entity.type, node.type)
        yield from _compare("aliases", entity.id, entity.aliases, node.aliases)
        yield from _compare("entries of knowledge bases", entity.id, entity.kb_ids, node.kb_ids)
        yield from _compare("hidden", entity.id, entity.hidden, node.hidden)
        yield from _compare("value", entity.id, value_properties(entity.type, entity.value), dict(node.value))
        yield from _compare("redirect", entity.id, None, node.merged_into)
        missing = {"__Entity__", node_label(entity.type)} - node.labels
        yield from _compare("missing labels", entity.id, [], sorted(missing))
    for node in stored.entities.values():
        if node.id not in fresh.entities:
            yield from _compare("entity without members", node.id, (0, 0), (node.docs, node.windows))
        if node.merged_into is not None and node.merged_into not in stored.entities:
            yield Difference("redirect", node.id, "an entity", node.merged_into)


def _ledgers(store: GraphStore, recount: _Recount) -> Iterator[Difference]:
    for row in store.stream(readings.READ_ALL_LEDGERS):
        yield from _compare("ledger", row["id"], recount.ledgers[row["id"]].dumps(), row["ledger"])


def _entity_counts(stored: StoredGraph, total: Delta) -> Iterator[Difference]:
    for entity in sorted(stored.entities.keys() | total.windows.keys()):
        node = stored.entities.get(entity)
        expected = (total.windows.get(entity, 0), total.entity_docs.get(entity, 0))
        yield from _compare("windows and docs", entity, expected, (node.windows, node.docs) if node else None)


def _edges(rows: list[Row], total: Delta) -> Iterator[Difference]:
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row["id"] in found:
            yield Difference("edge", row["id"], "one edge", "several")
        if row["id"] != edge_id(row["a"], row["b"]) or row["a"] > row["b"]:
            yield Difference("edge", row["id"], edge_id(row["a"], row["b"]), f"{row['a']} to {row['b']}")
        found[row["id"]] = (row["count"], row["docs"])
    expected = {key: (n, total.edge_docs[key]) for key, n in total.counts.items()}
    for key in sorted(expected.keys() | found.keys()):
        yield from _compare("count and docs of an edge", key, expected.get(key), found.get(key))


def _from_chunk(store: GraphStore, recount: _Recount) -> Iterator[Difference]:
    found: dict[tuple[str, str], int] = {}
    for row in owned(store, "FROM_CHUNK", store.stream(readings.READ_FROM_CHUNK)):
        key = (row["entity"], row["chunk"])
        if key in found:
            yield Difference("FROM_CHUNK", " to ".join(key), "one", "several")
        found[key] = row["n"]
        yield from _compare(
            "document of FROM_CHUNK", " to ".join(key), recount.chunks.get(row["chunk"]), row["docId"]
        )
    for key in sorted(recount.from_chunk.keys() | found.keys()):
        yield from _compare("FROM_CHUNK", " to ".join(key), recount.from_chunk.get(key), found.get(key))


def _sources(store: GraphStore) -> Iterator[Difference]:
    """Check what is remembered of sources: items of sources that there are, and the places of documents that lie at several."""
    ledger = read_ledger(store)
    for (source, _), item in sorted(ledger.items.items()):
        if source not in ledger.sources:
            yield Difference("source of an item", item.id, "a source", source)
    held = {row["uri"]: row for row in store.stream(READ_PLACES)}
    for uri, places in places_of(held, ledger).items():
        row = held[uri]
        found = Places(tuple(row["places"]), tuple(row["placeSources"]))
        yield from _compare("places", uri, places, found)


def _compare(what: str, where: str, expected: object, found: object) -> Iterator[Difference]:
    if expected != found:
        yield Difference(what, where, expected, found)
