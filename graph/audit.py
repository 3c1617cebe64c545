"""Recount everything from the stored mentions and report each difference; a sound graph has none.

Left of every figure is what the evidence says, right what the graph holds. The audit takes the write lease, so that no
change is half done while it reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from extractors.mentions import evidence_version
from graph import statements
from graph.loading import KnownDocument, StoredGraph, known_documents, load_resolution
from graph.model import chunk_id, edge_id, name_key, node_label
from graph.projection import Delta, Ledger, chunk_counts, delta_of, ledger_of
from graph.store import GraphStore, Row
from linking.across_documents import resolve
from linking.model import Resolution


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
class _Evidence:
    """The stored evidence: chunks and mention rows by document, and the counts that follow from it."""

    chunks: dict[str, list[Row]] = field(default_factory=dict)
    mentions: dict[str, list[Row]] = field(default_factory=dict)
    ledgers: dict[str, Ledger] = field(default_factory=dict)
    from_chunk: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def texts(self) -> Mapping[str, Row]:
        """Chunk rows by chunk id."""
        return {row["id"]: row for rows in self.chunks.values() for row in rows}


def audit(store: GraphStore) -> AuditReport:
    """Recount the graph.

    Raises:
        StoreBusyError: A writer is at work.

    """
    with store.lease():
        documents = known_documents(store)
        stored = load_resolution(store)
        evidence = _read_evidence(store, stored)
        found: list[Difference] = []
        found += _labels(store, documents, stored, evidence)
        for document in documents.values():
            found += _document(document, evidence)
        found += _chain(store, evidence)
        found += _local_entities(stored, evidence, documents)
        found += _resolution(stored)
        total = delta_of((Ledger(), ledger) for ledger in evidence.ledgers.values())
        found += _ledgers(store, evidence)
        found += _entity_counts(stored, total)
        edges = list(store.stream(statements.READ_EDGES))
        found += _edges(edges, total)
        found += _from_chunk(store, evidence)
    return AuditReport(
        differences=tuple(found),
        documents=len(documents),
        mentions=sum(len(row["starts"]) for rows in evidence.mentions.values() for row in rows),
        entities=sum(entity.docs > 0 for entity in stored.entities.values()),
        edges=len(edges),
    )


def _read_evidence(store: GraphStore, stored: StoredGraph) -> _Evidence:
    evidence = _Evidence()
    for row in store.stream(statements.READ_CHUNKS):
        evidence.chunks.setdefault(row["document"], []).append(row)
    for row in store.stream(statements.READ_MENTIONS):
        evidence.mentions.setdefault(row["docId"], []).append(row)
    current = stored.current()
    for document, rows in evidence.mentions.items():
        numbers: dict[str, list[int]] = {}
        by_chunk: dict[tuple[str, str], list[int]] = {}
        for row in rows:
            if row["local"] in current:
                numbers.setdefault(row["local"], []).extend(row["sents"])
                by_chunk.setdefault((row["local"], row["chunk"]), []).extend(row["sents"])
        evidence.ledgers[document] = ledger_of(numbers, current)
        evidence.from_chunk.update(chunk_counts(by_chunk, current))
    return evidence


def _labels(
    store: GraphStore, documents: Mapping[str, KnownDocument], stored: StoredGraph, evidence: _Evidence
) -> Iterator[Difference]:
    """Find pieces that nothing leads to: each label must have the nodes that were reached, and no more."""
    reached = {
        "Document": len(documents),
        "Chunk": sum(len(rows) for rows in evidence.chunks.values()),
        "LocalEntity": len(stored.local_entities),
        "Entity": len(stored.entities),
    }
    for label, query in statements.COUNT_LABELS.items():
        count = next(iter(store.stream(query)))["n"]
        yield from _compare("nodes", label, reached[label], count)
    for document in evidence.mentions.keys() - documents.keys():
        yield Difference("mentions without their document", document, 0, len(evidence.mentions[document]))


def _document(document: KnownDocument, evidence: _Evidence) -> Iterator[Difference]:
    where = f"{document.uri} ({document.id})"
    chunks = sorted(evidence.chunks.get(document.id, []), key=lambda row: row["index"])
    text = "".join(row["text"] for row in chunks)
    content = hashlib.sha256(f"{document.title}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
    yield from _compare("content hash", where, content, document.content_hash)
    version = evidence_version(document.content_hash, document.fingerprint)
    yield from _compare("version", where, version, document.version)
    yield from _compare("characters", where, len(text), document.characters)
    yield from _compare("windows", where, sum(len(row["sentStarts"]) for row in chunks), document.windows)
    offset = sentences = 0
    for index, row in enumerate(chunks):
        expected = (
            chunk_id(document.id, version, index),
            index,
            offset,
            offset + len(row["text"]),
            sentences,
        )
        found = (row["id"], row["index"], row["start"], row["stop"], row["firstSentence"])
        yield from _compare("chunk", where, expected, found)
        yield from _compare(
            "chunk's document", row["id"], (document.id, version), (row["docId"], row["version"])
        )
        offset, sentences = offset + len(row["text"]), sentences + len(row["sentStarts"])


def _chain(store: GraphStore, evidence: _Evidence) -> Iterator[Difference]:
    expected: set[tuple[str, str]] = set()
    for rows in evidence.chunks.values():
        ids = [row["id"] for row in sorted(rows, key=lambda row: row["index"])]
        expected.update(pairwise(ids))
    found = [(row["a"], row["b"]) for row in store.stream(statements.READ_NEXT_CHUNKS)]
    yield from _compare("number of NEXT_CHUNK", "graph", len(expected), len(found))
    for a, b in sorted(expected.symmetric_difference(found)):
        yield Difference("NEXT_CHUNK", f"{a} to {b}", (a, b) in expected, (a, b) in found)


def _local_entities(
    stored: StoredGraph, evidence: _Evidence, documents: Mapping[str, KnownDocument]
) -> Iterator[Difference]:
    """Check that every mention quotes its chunk, in the sentence it names, and that local entities are what they say."""
    chunks = evidence.texts
    surfaces: dict[str, dict[str, None]] = {}
    first: dict[str, int] = {}
    for rows in evidence.mentions.values():
        for row in rows:
            chunk, local = chunks.get(row["chunk"]), row["local"]
            if chunk is None:
                continue
            yield from _compare(
                "document of a mention",
                local,
                (chunk["docId"],) * 2,
                (row["localDocId"], row["mentionDocId"]),
            )
            for start, end, number in zip(row["starts"], row["ends"], row["sents"], strict=True):
                surface = chunk["text"][start - chunk["start"] : end - chunk["start"]]
                surfaces.setdefault(local, {})[surface] = None
                first[local] = min(first.get(local, start), start)
                place = number - chunk["firstSentence"]
                if not (
                    0 <= place < len(chunk["sentStarts"])
                    and chunk["sentStarts"][place] <= start < end <= chunk["sentEnds"][place]
                ):
                    yield Difference(
                        "sentence of a mention", f"{local} at {start}", "a sentence around it", number
                    )
    for local in stored.local_entities.values():
        document = documents.get(local.document_id)
        if document is None or not local.id.startswith(f"{local.document_id}:{document.version}:"):
            yield Difference("version of a local entity", local.id, document and document.version, local.id)
        yield from _compare("names", local.id, sorted(surfaces.get(local.id, {})), sorted(local.names))
        yield from _compare("start", local.id, first.get(local.id), local.start)


def _resolution(stored: StoredGraph) -> Iterator[Difference]:
    """Resolve anew: every local entity must be with the same others, under the same entity's name, type and aliases."""
    for local in sorted(stored.local_entities.keys() - stored.assignments.keys()):
        yield Difference("resolution", local, "an entity", None)
    fresh: Resolution = resolve(stored.local_entities.values(), stored.current())
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
        yield from _compare("redirect", entity.id, None, node.merged_into)
        missing = {"__Entity__", node_label(entity.type)} - node.labels
        yield from _compare("missing labels", entity.id, [], sorted(missing))
    for node in stored.entities.values():
        if node.id not in fresh.entities:
            yield from _compare("entity without members", node.id, (0, 0), (node.docs, node.windows))
        if node.merged_into is not None and node.merged_into not in stored.entities:
            yield Difference("redirect", node.id, "an entity", node.merged_into)


def _ledgers(store: GraphStore, evidence: _Evidence) -> Iterator[Difference]:
    for row in store.stream(statements.READ_ALL_LEDGERS):
        expected, found = evidence.ledgers.get(row["id"], Ledger()), Ledger.loads(row["ledger"])
        yield from _compare("ledger", row["id"], expected.dumps(), found.dumps())


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


def _from_chunk(store: GraphStore, evidence: _Evidence) -> Iterator[Difference]:
    found: dict[tuple[str, str], int] = {}
    documents = {row["id"]: row["docId"] for rows in evidence.chunks.values() for row in rows}
    for row in store.stream(statements.READ_FROM_CHUNK):
        key = (row["entity"], row["chunk"])
        if key in found:
            yield Difference("FROM_CHUNK", " to ".join(key), "one", "several")
        found[key] = row["n"]
        yield from _compare(
            "document of FROM_CHUNK", " to ".join(key), documents.get(row["chunk"]), row["docId"]
        )
    for key in sorted(evidence.from_chunk.keys() | found.keys()):
        yield from _compare("FROM_CHUNK", " to ".join(key), evidence.from_chunk.get(key), found.get(key))


def _compare(what: str, where: str, expected: object, found: object) -> Iterator[Difference]:
    if expected != found:
        yield Difference(what, where, expected, found)
