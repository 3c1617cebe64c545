"""Writers of the same mentions to a Neo4j server: graphmill's, neo4j-graphrag's, and a loop of MERGE.

Each takes linked documents in two steps: ``prepare`` makes what the writer is given, which is not counted, and ``write`` writes it.

- ``graphmill``: the transactions of its write path. Making rows of evidence is part of the path and is timed apart.
- ``neo4j-graphrag``: ``Neo4jWriter`` of the installed version with its defaults (1,000 rows a statement, cleaning up at the end), on the
  same nodes and relationships in the same batches. It creates its nodes without looking for them, so an entity is there once a batch;
  it keeps no counters, nothing makes a second run of it come to the same, and each of its statements is a transaction.
- ``neo4j-graphrag, a document a run``: as its own pipeline calls it, a graph a document, and only what that would hold: document,
  chunks, an entity for each name, links to chunks, co-occurrences; no local entities and no offsets.
- ``merge loop``: one MERGE or MATCH … MERGE a row, one transaction a document, with counters, by ids behind constraints.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from benchmarks.graph.corpus import Facts, LinkedDocument, facts_of
from benchmarks.graph.prefill import EntityName
from graph.schema.labels import name_key, node_label
from graph.stores.protocol import GraphStore, Row, WriteTransaction, Written
from graph.writing.document_rows import DocumentRows
from graph.writing.entities import EntityChanges, put_entities
from graph.writing.transactions import Batch, committed
from linking.model import Assignment
from tests.failing_store import StoreAround

T = TypeVar("T")

_PEER = {label: f"Peer{label}" for label in ("Document", "Chunk", "LocalEntity")}
"""Labels of the peer's nodes, so that it need not keep graphmill's constraints."""


class Writer(Protocol):
    """A way to write linked documents; ``name`` is how the figures call it."""

    name: str

    def prepare(self, documents: Sequence[LinkedDocument], batch: int) -> Any:
        """Return what :meth:`write` takes; not counted."""
        ...

    def write(self, prepared: Any) -> None:
        """Write it."""
        ...


class GraphmillWriter:
    """graphmill's transactions, entities first as its write path puts them.

    ``statement_seconds`` and ``statement_rows`` sum up by statement text.
    """

    name = "graphmill"

    def __init__(self, store: GraphStore, known: Iterable[EntityName] = (), *, sentences: int = 0) -> None:
        self._store = store
        self._known = {entity.id for entity in known}
        self._sentences = sentences
        self.statement_seconds: Counter[str] = Counter()
        self.statement_rows: Counter[str] = Counter()

    def prepare(self, documents: Sequence[LinkedDocument], batch: int) -> Prepared:
        """Make the rows."""
        made = Prepared()
        began = time.perf_counter()
        for first in range(0, len(documents), batch):
            part = documents[first : first + batch]
            made.batches.append(Batch(put={each.id: each.rows() for each in part}))
        made.seconds = time.perf_counter() - began
        for each in documents:
            made.assignments |= each.assignments
            for cluster in each.clusters:
                id_ = each.assignments[cluster.entity.id].entity_id
                if id_ not in self._known:
                    self._known.add(id_)
                    made.entities.append(EntityName(id_, cluster.entity.name, cluster.entity.type))
        return made

    def write(self, prepared: Prepared) -> None:
        """Put new entities, then commit the batches under the lease, as many at once as the store takes."""
        with self._store.lease():
            put_entities(self._store, new_entities(prepared.entities), sentences=self._sentences)
            for _ in committed(_TimedStore(self._store, self), prepared.batches, prepared.assignments):
                pass


@dataclass(slots=True)
class Prepared:
    """What graphmill's writer is given; ``seconds`` is how long its rows took to make."""

    batches: list[Batch] = field(default_factory=list)
    assignments: dict[str, Assignment] = field(default_factory=dict)
    entities: list[EntityName] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rows(self) -> list[DocumentRows]:
        """The rows of every document."""
        return [rows for batch in self.batches for rows in batch.put.values()]


class _TimedStore(StoreAround):
    def __init__(self, store: GraphStore, writer: GraphmillWriter) -> None:
        super().__init__(store)
        self._writer = writer

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        return self.inner.write(lambda transaction: unit(_Timed(transaction, self._writer)))


class _Timed:
    def __init__(self, transaction: WriteTransaction, writer: GraphmillWriter) -> None:
        self._transaction = transaction
        self._writer = writer

    def run(self, text: str, parameters: Mapping[str, Any]) -> Written:
        began = time.perf_counter()
        written = self._transaction.run(text, parameters)
        self._writer.statement_seconds[text] += time.perf_counter() - began  # type: ignore[assignment]
        self._writer.statement_rows[text] += len(parameters.get("rows", ()))
        return written


def new_entities(entities: Sequence[EntityName]) -> EntityChanges:
    """Return the changes that put entities which the graph does not have."""
    rows: list[Row] = [
        {
            "id": entity.id,
            "name": entity.name,
            "nameKey": name_key(entity.name),
            "type": entity.type,
            "aliases": [entity.name],
            "kbIds": [],
            "hidden": False,
        }
        for entity in sorted(entities, key=lambda entity: entity.id)
    ]
    labels: dict[str, list[Row]] = {}
    for row in rows:
        labels.setdefault(row["type"], []).append({"id": row["id"]})
    return EntityChanges(rows, [row["id"] for row in rows], labels, {})


class GraphragWriter:
    """neo4j-graphrag's ``Neo4jWriter``; ``whole`` gives it all that graphmill writes, else what its own pipeline would."""

    def __init__(self, driver: Any, *, whole: bool) -> None:
        from neo4j_graphrag.components.kg_writer import Neo4jWriter

        self.name = "neo4j-graphrag" if whole else "neo4j-graphrag, a document a run"
        self._whole = whole
        self._writer = Neo4jWriter(driver)

    def prepare(self, documents: Sequence[LinkedDocument], batch: int) -> list[Any]:
        """Make the peer's graph objects: one for a batch, or one for a document."""
        step = batch if self._whole else 1
        return [self._graph(documents[first : first + step]) for first in range(0, len(documents), step)]

    def write(self, prepared: list[Any]) -> None:
        """Run the writer on every graph."""
        asyncio.run(self._run(prepared))

    async def _run(self, graphs: Sequence[Any]) -> None:
        from neo4j_graphrag.components.types import LexicalGraphConfig

        config = LexicalGraphConfig(document_node_label=_PEER["Document"], chunk_node_label=_PEER["Chunk"])
        for graph in graphs:
            result = await self._writer.run(graph, config)
            assert result.status == "SUCCESS", result.metadata

    def _graph(self, documents: Sequence[LinkedDocument]) -> Any:
        from neo4j_graphrag.components.types import Neo4jGraph, Neo4jNode, Neo4jRelationship

        nodes: list[Any] = []
        relationships: list[Any] = []
        counts: Counter[tuple[str, str]] = Counter()
        docs: Counter[tuple[str, str]] = Counter()
        entities: set[str] = set()
        # Temporary ids of one run must not meet those of another.
        run = documents[0].id

        def relate(start: str, type_name: str, end: str, **properties: Any) -> None:
            relationships.append(
                Neo4jRelationship(start_node_id=start, end_node_id=end, type=type_name, properties=properties)
            )

        for linked in documents:
            document, facts = linked.extraction.document, facts_of(linked)
            held: Row = {"id": linked.id, "uri": document.uri, "title": document.title}
            nodes.append(Neo4jNode(id=linked.id, label=_PEER["Document"], properties=held))
            for id_, index, text in facts.chunks:
                held = {"id": id_, "docId": linked.id, "index": index, "text": text}
                nodes.append(Neo4jNode(id=id_, label=_PEER["Chunk"], properties=held))
                relate(id_, "FROM_DOCUMENT", linked.id)
            for a, b in facts.next_chunks:
                relate(a, "NEXT_CHUNK", b)
            for cluster in linked.clusters:
                local = cluster.entity
                entity = f"{run}/{facts.entity_of[local.id]}"
                if entity not in entities:
                    entities.add(entity)
                    held = {
                        "id": facts.entity_of[local.id],
                        "name": local.name,
                        "type": local.type,
                        "aliases": [local.name],
                    }
                    nodes.append(Neo4jNode(id=entity, label=node_label(local.type), properties=held))
                if self._whole:
                    held = {
                        "id": local.id,
                        "docId": linked.id,
                        "name": local.name,
                        "names": list(local.names),
                        "type": local.type,
                        "start": local.start,
                    }
                    nodes.append(Neo4jNode(id=local.id, label=_PEER["LocalEntity"], properties=held))
                    relate(local.id, "RESOLVES_TO", entity, rule="exact", score=1.0)
            if self._whole:
                for (local_id, chunk), mentions in facts.mentions.items():
                    relate(local_id, "MENTIONED_IN", chunk, **mention_properties(linked.id, mentions))
            for (entity_id, chunk), numbers in facts.from_chunk.items():
                relate(f"{run}/{entity_id}", "FROM_CHUNK", chunk, docId=linked.id, n=len(numbers))
            for edge, count in facts.ledger.pairs.items():
                a, _, b = edge.partition("|")
                counts[a, b] += count
                docs[a, b] += 1
        for (a, b), count in counts.items():
            relate(f"{run}/{a}", "CO_OCCURS_WITH", f"{run}/{b}", count=count, docs=docs[a, b])
        return Neo4jGraph(nodes=nodes, relationships=relationships)


class MergeLoop:
    """A statement a row, a transaction a document."""

    name = "merge loop"

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        for label in ("LoopDocument", "LoopChunk", "LoopLocalEntity", "LoopEntity"):
            driver.execute_query(
                f"CREATE CONSTRAINT loop_{label.lower()} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
            )

    def prepare(self, documents: Sequence[LinkedDocument], batch: int) -> list[list[tuple[str, Row]]]:  # noqa: ARG002 - a document is its batch
        """Make the statements of each document with their parameters."""
        return [list(_loop(linked, facts_of(linked))) for linked in documents]

    def write(self, prepared: list[list[tuple[str, Row]]]) -> None:
        """Run them."""
        with self._driver.session() as session:
            for held in prepared:
                with session.begin_transaction() as transaction:
                    for text, parameters in held:
                        transaction.run(text, parameters).consume()
                    transaction.commit()


def _loop(linked: LinkedDocument, facts: Facts) -> Iterable[tuple[str, Row]]:
    document = linked.extraction.document
    yield (
        "MERGE (d:LoopDocument {id: $id}) SET d.uri = $uri, d.title = $title",
        {"id": linked.id, "uri": document.uri, "title": document.title},
    )
    for id_, index, text in facts.chunks:
        yield (
            "MATCH (d:LoopDocument {id: $document}) MERGE (c:LoopChunk {id: $id}) SET c.index = $index, c.text = $text "
            "MERGE (c)-[:FROM_DOCUMENT]->(d)",
            {"document": linked.id, "id": id_, "index": index, "text": text},
        )
    for a, b in facts.next_chunks:
        yield (
            "MATCH (a:LoopChunk {id: $a}) MATCH (b:LoopChunk {id: $b}) MERGE (a)-[:NEXT_CHUNK]->(b)",
            {"a": a, "b": b},
        )
    for cluster in linked.clusters:
        local, entity = cluster.entity, facts.entity_of[cluster.entity.id]
        yield (
            "MERGE (e:LoopEntity {id: $id}) SET e.name = $name, e.type = $type, "
            "e.windows = coalesce(e.windows, 0) + $windows, e.docs = coalesce(e.docs, 0) + 1",
            {
                "id": entity,
                "name": local.name,
                "type": local.type,
                "windows": facts.ledger.entities[entity],
            },
        )
        yield (
            "MATCH (e:LoopEntity {id: $entity}) MERGE (l:LoopLocalEntity {id: $id}) "
            "SET l.name = $name, l.names = $names, l.type = $type, l.start = $start MERGE (l)-[:RESOLVES_TO]->(e)",
            {
                "entity": entity,
                "id": local.id,
                "name": local.name,
                "names": list(local.names),
                "type": local.type,
                "start": local.start,
            },
        )
    for (local_id, chunk), mentions in facts.mentions.items():
        yield (
            "MATCH (l:LoopLocalEntity {id: $local}) MATCH (c:LoopChunk {id: $chunk}) MERGE (l)-[m:MENTIONED_IN]->(c) "
            "SET m += $held",
            {"local": local_id, "chunk": chunk, "held": mention_properties(linked.id, mentions)},
        )
    for (entity, chunk), numbers in facts.from_chunk.items():
        yield (
            "MATCH (e:LoopEntity {id: $entity}) MATCH (c:LoopChunk {id: $chunk}) MERGE (e)-[f:FROM_CHUNK]->(c) SET f.n = $n",
            {"entity": entity, "chunk": chunk, "n": len(numbers)},
        )
    for edge, count in facts.ledger.pairs.items():
        a, _, b = edge.partition("|")
        yield (
            "MATCH (a:LoopEntity {id: $a}) MATCH (b:LoopEntity {id: $b}) MERGE (a)-[r:CO_OCCURS_WITH]->(b) "
            "SET r.count = coalesce(r.count, 0) + $count, r.docs = coalesce(r.docs, 0) + 1",
            {"a": a, "b": b, "count": count},
        )


def mention_properties(document: str, mentions: Sequence[tuple[int, Any]]) -> Row:
    """Return what a link from a local entity to a chunk holds."""
    return {
        "docId": document,
        "sents": [number for number, _ in mentions],
        "startOffsets": [mention.start for _, mention in mentions],
        "endOffsets": [mention.end for _, mention in mentions],
        "types": [mention.type for _, mention in mentions],
        "scores": [mention.score for _, mention in mentions],
        "rules": ["exact"] * len(mentions),
        "ruleScores": [1.0] * len(mentions),
    }
