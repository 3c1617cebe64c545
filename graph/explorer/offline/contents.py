"""The graph in columns, as the offline page reads it: web/src/offline/data.ts has the types."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from graph.contents.readings import READ_SOURCES
from graph.explorer.answers.communities import Communities
from graph.questions.documents import DOCUMENT_COLUMNS, ENTITY_COUNTS
from graph.schema.values import is_value
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Row
from graph.writing.ledgers import CROWD
from linking.names.folding import fold

ENTITIES = """
MATCH (e:Entity) WHERE e.docs > 0
RETURN e.id AS id, e.name AS name, e.type AS type, e.windows AS windows, e.docs AS docs, e.aliases AS aliases,
       coalesce(e.hidden, false) AS hidden, coalesce(e.kbIds, []) AS kbIds, coalesce(e.community, -1) AS community,
       e.pageRank AS pageRank
ORDER BY id
"""
MERGED = "MATCH (e:Entity) WHERE e.docs = 0 AND e.mergedInto IS NOT NULL RETURN e.id AS id, e.mergedInto AS into ORDER BY id"
EDGES = """
MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity)
RETURN a.id AS a, b.id AS b, r.count AS count, r.docs AS docs
"""
DOCUMENTS = f"""
MATCH (d:Document)
RETURN {DOCUMENT_COLUMNS}, d.mediaType AS mediaType, d.metadata AS metadata, d.characters AS characters
ORDER BY id
"""
CHUNKS = """
UNWIND $ids AS id
MATCH (d:Document {id: id})<-[:FROM_DOCUMENT]-(c:Chunk)
RETURN id, c.start AS start, c.text AS text, c.firstSentence AS first, c.sentStarts AS starts, c.sentEnds AS ends
"""
MENTIONS = f"""
UNWIND $ids AS id
MATCH (d:Document {{id: id}})<-[:FROM_DOCUMENT]-(c:Chunk)<-[m:MENTIONED_IN]-(:LocalEntity)-[:RESOLVES_TO]->(e:Entity)
RETURN id, e.id AS entity, m.sents AS sents, m.startOffsets AS starts, m.endOffsets AS ends, m.types AS types,
       m.scores AS scores, {READ_SOURCES} AS sources
"""
_DOCUMENTS_A_CALL = 200


@dataclass(slots=True)
class Numbers:
    """Numbers given to values as they come, so that a column holds a number for each."""

    values: list[str] = field(default_factory=list)
    _of: dict[str, int] = field(default_factory=dict)

    def of(self, value: str) -> int:
        """Return the number of a value, the same each time."""
        if value not in self._of:
            self._of[value] = len(self.values)
            self.values.append(value)
        return self._of[value]


@dataclass(frozen=True, slots=True)
class Network:
    """Entities, edges and documents as columns, and the numbers by which texts name entities and types."""

    columns: dict[str, Any]
    entities: dict[str, int]
    documents: tuple[str, ...]
    types: Numbers


def read_network(store: GraphStore, communities: Communities) -> Network:
    """Return the graph without its texts.

    Raises:
        ForeignDataError: The graph holds under graphmill's labels what graphmill did not write.
        StoreError: The store cannot be read.

    """
    types = Numbers()
    rows = list(
        owned(store, "Entity", store.stream(ENTITIES), ("id", "name", "type", "windows", "docs", "aliases"))
    )
    number = {row["id"]: place for place, row in enumerate(rows)}
    entities = {
        "id": [row["id"] for row in rows],
        "name": [row["name"] for row in rows],
        "type": [types.of(row["type"]) for row in rows],
        "windows": [row["windows"] for row in rows],
        "docs": [row["docs"] for row in rows],
        "aliases": [row["aliases"] for row in rows],
        "hidden": [number[row["id"]] for row in rows if row["hidden"]],
        "values": [number[row["id"]] for row in rows if is_value(row["type"])],
        "kb_ids": {number[row["id"]]: row["kbIds"] for row in rows if row["kbIds"]},
        "community": [communities.of.get(row["id"], row["community"]) for row in rows],
        "page_rank": [row["pageRank"] for row in rows],
    }
    edges = sorted(
        (number[row["a"]], number[row["b"]], row["count"], row["docs"]) for row in store.stream(EDGES)
    )
    documents = list(owned(store, "Document", store.stream(DOCUMENTS), ("id", "uri", "title")))
    named = {
        row["id"]: row["n"]
        for part in _parts([row["id"] for row in documents])
        for row in store.stream(ENTITY_COUNTS, {"ids": part})
    }
    columns: dict[str, Any] = {
        "entities": entities,
        "folded": _folded(rows),
        "crowd": CROWD,
        "merged": {row["id"]: row["into"] for row in store.stream(MERGED)},
        "edges": dict(zip(("a", "b", "count", "docs"), _columns(edges, 4), strict=True)),
        "documents": {
            "id": [row["id"] for row in documents],
            "uri": [row["uri"] for row in documents],
            "title": [row["title"] for row in documents],
            "date": [row["date"] for row in documents],
            "date_from": [row["dateFrom"] for row in documents],
            "ingested_at": [row["ingestedAt"] for row in documents],
            "sentences": [row["sentences"] for row in documents],
            "entities": [named.get(row["id"], 0) for row in documents],
            "media_type": [row["mediaType"] for row in documents],
            "metadata": [json.loads(row["metadata"] or "{}") for row in documents],
            "characters": [row["characters"] for row in documents],
        },
    }
    return Network(columns, number, tuple(columns["documents"]["id"]), types)


def read_texts(
    store: GraphStore, network: Network, *, with_texts: bool, on_document: Callable[[int], None]
) -> dict[str, Any]:
    """Return what the documents hold: sentences, mentions, and their texts where those are asked for, each by document.

    ``on_document`` is told how many documents are done.

    Raises:
        StoreError: The store cannot be read.

    """
    sources = Numbers()
    texts: list[str] = []
    begins: list[list[int]] = []
    starts: list[list[int]] = []
    ends: list[list[int]] = []
    mentions: list[list[list[Any]]] = []
    for part in _parts(network.documents):
        chunks = _by_document(store, CHUNKS, part)
        found = _by_document(store, MENTIONS, part)
        for each in part:
            held = sorted(chunks.get(each, ()), key=lambda row: row["start"])
            if with_texts:
                texts.append("".join(row["text"] for row in held))
            begins.append([row["start"] for row in held])
            starts.append([start for row in held for start in row["starts"]])
            ends.append([end for row in held for end in row["ends"]])
            rows = sorted(
                (start, end, network.entities[row["entity"]], network.types.of(type_name), score, sources.of(source), sentence)
                for row in found.get(each, ())
                for sentence, start, end, type_name, score, source in zip(
                    row["sents"], row["starts"], row["ends"], row["types"], row["scores"], row["sources"], strict=True
                )
            )  # fmt: skip
            mentions.append(_columns(rows, 7))
        on_document(len(starts))
    return {
        "texts": texts if with_texts else None,
        "chunks": begins,
        "starts": starts,
        "ends": ends,
        "mentions": mentions,
        "sources": sources.values,
    }


def _folded(rows: Iterable[Row]) -> dict[str, str]:
    """Return the form by which names are searched, of those where it is more than the name in small letters."""
    found = {}
    for row in rows:
        for name in (row["name"], *row["aliases"]):
            folded = fold(name)
            if not name.isascii() or folded != name.lower():
                found[name] = folded
    return found


def _by_document(store: GraphStore, text: str, ids: list[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in store.stream(text, {"ids": ids}):
        found.setdefault(row["id"], []).append(row)
    return found


def _parts(ids: Iterable[str]) -> Iterator[list[str]]:
    every = list(ids)
    for first in range(0, len(every), _DOCUMENTS_A_CALL):
        yield every[first : first + _DOCUMENTS_A_CALL]


def _columns(rows: list[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
