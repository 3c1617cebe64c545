"""A graph made up from a seed: entities, co-occurrence edges and documents, for the benchmarks to start from.

Sentences are drawn that name two entities each, both by Zipf's law over their rank, until there are as many different pairs as
asked for; so counts, documents and degrees fit together as in a graph that was counted. Twelve sentences make a document.
The largest degrees at 100,000 entities and 500,000 edges are about 47,000 and 31,000.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.schema.labels import edge_id, node_label
from graph.stores.protocol import GraphStore, Row, WriteTransaction

SENTENCES = 12
TYPES = ("person", "organization", "location", "product")
_ROWS = 50_000
_PUT_ENTITIES = """
UNWIND $rows AS row
CREATE (e:Entity:__Entity__:{label} {{id: row.id, name: row.name, nameKey: row.nameKey, type: row.type, aliases: row.aliases,
                                      kbIds: [], hidden: false, windows: row.windows, docs: row.docs}})
"""
_PUT_EDGES = """
UNWIND $rows AS row
MATCH (a:Entity {id: row.a})
MATCH (b:Entity {id: row.b})
CREATE (a)-[:CO_OCCURS_WITH {id: row.id, count: row.count, docs: row.docs}]->(b)
"""
_PUT_DOCUMENTS = """
UNWIND $rows AS row CREATE (d:Document {id: row.id, uri: row.uri, windows: row.windows})
"""
_PUT_STATE = "MERGE (s:GraphmillState {id: 'state'}) SET s.sentences = $sentences, s.pending = false"

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EntityName:
    """What the benchmarks know of an entity: its id, name and type."""

    id: str
    name: str
    type: str


@dataclass(frozen=True)
class Prefill:
    """Counts by entity rank (``windows``, ``docs``) and by edge: ranks ``a`` and ``b``, ``counts``, ``edge_docs``."""

    windows: Numbers
    docs: Numbers
    a: Numbers
    b: Numbers
    counts: Numbers
    edge_docs: Numbers
    documents: int

    @cached_property
    def entities(self) -> list[EntityName]:
        """Entities by rank, the most frequent first."""
        return entity_names(len(self.windows))

    @property
    def sentences(self) -> int:
        """Number of sentences of all documents."""
        return self.documents * SENTENCES

    @cached_property
    def degrees(self) -> Numbers:
        """Number of neighbours by rank."""
        size = len(self.windows)
        return np.bincount(self.a, minlength=size) + np.bincount(self.b, minlength=size)

    def entity_rows(self) -> Iterator[Row]:
        """Yield entities as the property maps of their nodes."""
        for entity, windows, docs in zip(
            self.entities, self.windows.tolist(), self.docs.tolist(), strict=True
        ):
            yield {
                "id": entity.id,
                "name": entity.name,
                "nameKey": entity.name.casefold(),
                "type": entity.type,
                "aliases": [entity.name],
                "windows": windows,
                "docs": docs,
            }

    def edge_rows(self) -> Iterator[Row]:
        """Yield edges with their ends in the order of ids."""
        ids = [entity.id for entity in self.entities]
        columns = (self.a.tolist(), self.b.tolist(), self.counts.tolist(), self.edge_docs.tolist())
        for a, b, count, docs in zip(*columns, strict=True):
            one, other = sorted((ids[a], ids[b]))
            yield {"id": edge_id(one, other), "a": one, "b": other, "count": count, "docs": docs}

    def document_rows(self) -> Iterator[Row]:
        """Yield documents; they have no chunks and no ledger, for nothing is to be taken off again."""
        for number in range(self.documents):
            yield {"id": f"doc_prefill{number:08d}", "uri": f"prefill/{number}.txt", "windows": SENTENCES}


def entity_names(count: int) -> list[EntityName]:
    """Return entities by rank; their ids, like real ones, have nothing to do with their order."""
    # The finaliser of SplitMix64 (Steele, Lea & Flood 2014) takes different numbers to different numbers.
    with np.errstate(over="ignore"):
        mixed = (np.arange(count, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return [
        EntityName(f"ent_{number:016x}", f"Entity Number {rank}", TYPES[rank % len(TYPES)])
        for rank, number in enumerate(mixed.tolist())
    ]


def prefill(entities: int, edges: int, seed: int = 0) -> Prefill:
    """Draw sentences until there are ``edges`` different pairs among ``entities`` ranks."""
    source = np.random.default_rng(seed)
    shares = np.cumsum(1 / np.arange(1, entities + 1))
    shares /= shares[-1]
    drawn = np.empty(0, dtype=np.int64)
    while True:
        step = max(edges // 2, 1_000)
        ends = np.searchsorted(shares, source.random((step, 2)))
        ends = ends[ends[:, 0] != ends[:, 1]]
        drawn = np.concatenate([drawn, ends.min(axis=1) * entities + ends.max(axis=1)])
        _, first = np.unique(drawn, return_index=True)
        if len(first) >= edges:
            break
    drawn = drawn[: np.sort(first)[edges - 1] + 1]
    document = np.arange(len(drawn)) // SENTENCES
    pairs, counts = np.unique(drawn, return_counts=True)
    documents = int(document[-1]) + 1
    # Numbers that stand for two are sorted far quicker than pairs are.
    pair_codes = np.unique(np.searchsorted(pairs, drawn) * documents + document)
    named = np.concatenate([drawn // entities, drawn % entities])
    named_codes = np.unique(named * documents + np.concatenate([document, document]))
    # Every entity has one sentence of its own too, so that none is out of use.
    windows = np.bincount(named, minlength=entities) + 1
    docs = np.bincount(named_codes // documents, minlength=entities) + 1
    return Prefill(
        windows=windows,
        docs=docs,
        a=pairs // entities,
        b=pairs % entities,
        counts=counts,
        edge_docs=np.bincount(pair_codes // documents, minlength=len(pairs)),
        documents=documents + -(-entities // SENTENCES),
    )


def write_csv(graph: Prefill, folder: Path) -> tuple[list[Path], list[Path]]:
    """Write the files that ``neo4j-admin database import`` reads; return those of nodes and those of edges."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ("entities", "documents", "state", "edges")
    entities, documents, state, edges = (folder / f"{name}.csv" for name in names)
    _write(
        entities,
        [
            "id:ID(Entity)",
            "name",
            "nameKey",
            "type",
            "aliases:string[]",
            "windows:long",
            "docs:long",
            "hidden:boolean",
            ":LABEL",
        ],
        (
            [
                *(row[key] for key in ("id", "name", "nameKey", "type")),
                row["aliases"][0],
                row["windows"],
                row["docs"],
                "false",
                f"Entity;__Entity__;{node_label(row['type'])}",
            ]
            for row in graph.entity_rows()
        ),
    )
    _write(
        documents,
        ["id:ID(Document)", "uri", "windows:long", ":LABEL"],
        ([row["id"], row["uri"], row["windows"], "Document"] for row in graph.document_rows()),
    )
    _write(
        edges,
        [":START_ID(Entity)", ":END_ID(Entity)", "id", "count:long", "docs:long", ":TYPE"],
        (
            [row["a"], row["b"], row["id"], row["count"], row["docs"], "CO_OCCURS_WITH"]
            for row in graph.edge_rows()
        ),
    )
    _write(
        state,
        ["id:ID(State)", "sentences:long", "pending:boolean", ":LABEL"],
        iter([["state", graph.sentences, "false", "GraphmillState"]]),
    )
    return [entities, documents, state], [edges]


def fill(store: GraphStore, graph: Prefill) -> None:
    """Write the graph through a store's own transactions: for the embedded store, which has no import."""
    for label in TYPES:
        rows = [row for row in graph.entity_rows() if row["type"] == label]
        put_in(store, _PUT_ENTITIES.format(label=node_label(label)), rows)
    put_in(store, _PUT_EDGES, list(graph.edge_rows()))
    put_in(store, _PUT_DOCUMENTS, list(graph.document_rows()))
    store.write(lambda transaction: transaction.run(_PUT_STATE, {"sentences": graph.sentences}))


def put_in(store: GraphStore, text: str, rows: Sequence[Row]) -> None:
    """Run a statement over many rows, fifty thousand in a transaction."""
    for first in range(0, len(rows), _ROWS):
        part: Any = rows[first : first + _ROWS]

        def unit(transaction: WriteTransaction, part: Sequence[Row] = part) -> None:
            for start in range(0, len(part), 5_000):
                transaction.run(text, {"rows": part[start : start + 5_000]})

        store.write(unit)


def _write(path: Path, header: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
