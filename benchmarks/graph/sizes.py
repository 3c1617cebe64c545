"""How fast graphmill's transactions are on graphs of growing size, and Neo4j's own import of the same graph as the limit."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.graph.corpus import linked_documents
from benchmarks.graph.prefill import EntityName, Prefill, prefill
from benchmarks.graph.server import filled_server
from benchmarks.graph.writers import GraphmillWriter, Prepared, new_entities
from graph.stores.protocol import GraphStore
from graph.writing import statements
from graph.writing.entities import put_entities

EDGES_AN_ENTITY = 5
SIZES = (10_000, 100_000, 1_000_000)
BATCHES = (100, 200)


@dataclass(frozen=True, slots=True)
class Load:
    """Documents of the warm-up and of each measurement, rounds that take turns among the batch sizes, and new entities."""

    warm_up: int = 1_200
    documents: int = 1_000
    rounds: int = 3
    new_entities: int = 10_000


QUICK = Load(warm_up=100, documents=100, rounds=1, new_entities=500)


def measure_size(entities: int, load: Load) -> dict[str, Any]:
    """Import a graph, commit documents that name its entities, and return rates a second.

    ``entities`` and ``edges`` are rows of the statements that count them, over the whole time; those of the ``statement`` are over
    the time of that statement alone.
    """
    began = time.perf_counter()
    graph = prefill(entities, entities * EDGES_AN_ENTITY)
    drawn = time.perf_counter() - began
    with filled_server(graph) as (store, imported):
        writer = GraphmillWriter(store, graph.entities, sentences=graph.sentences)
        _commit(writer, graph, load.warm_up, seed=1, batch=BATCHES[0])
        found: dict[int, list[dict[str, float]]] = {batch: [] for batch in BATCHES}
        for turn in range(load.rounds):
            for batch in BATCHES:
                seed = 2 + turn * len(BATCHES) + BATCHES.index(batch)
                found[batch].append(_commit(writer, graph, load.documents, seed=seed, batch=batch))
        put_a_second = _put_new(store, load.new_entities)
    edges = len(graph.a)
    return {
        "part": "sizes",
        "entities": entities,
        "edges": edges,
        "documents": graph.documents,
        "largest_degrees": sorted(graph.degrees.tolist(), reverse=True)[:3],
        "made_in_seconds": round(drawn, 1),
        "import_seconds": round(imported.seconds, 1),
        "import_process_seconds": round(imported.process_seconds, 1),
        "import_edges_a_second": round(edges / imported.seconds),
        "indexes_seconds": round(imported.index_seconds, 1),
        "new_entities_a_second": round(put_a_second),
        "batches": {str(batch): _median(rounds) for batch, rounds in found.items()},
    }


def _commit(
    writer: GraphmillWriter, graph: Prefill, count: int, *, seed: int, batch: int
) -> dict[str, float]:
    documents = linked_documents(graph.entities, count, seed=seed, prefix=f"batch{batch}")
    prepared: Prepared = writer.prepare(documents, batch)
    writer.statement_seconds.clear()
    writer.statement_rows.clear()
    began = time.perf_counter()
    writer.write(prepared)
    seconds = time.perf_counter() - began
    rates = {
        "documents": count / seconds,
        "documents_with_making_rows": count / (seconds + prepared.seconds),
        "statements_share": sum(writer.statement_seconds.values()) / seconds,
    }
    for name, text in _COUNTED.items():
        rows = writer.statement_rows[text]
        rates[name] = rows / seconds
        rates[f"{name}_by_statement"] = rows / max(writer.statement_seconds[text], 1e-9)
    return rates


_COUNTED = {"entities": statements.COUNT_ENTITIES.text, "edges": statements.COUNT_EDGES.text}


def _put_new(store: GraphStore, count: int) -> float:
    """Put entities that the graph does not have; return how many a second."""
    made = [EntityName(f"ent_new{number:012d}", f"Newcomer {number}", "person") for number in range(count)]
    changes = new_entities(made)
    began = time.perf_counter()
    put_entities(store, changes, sentences=0)
    return count / (time.perf_counter() - began)


def _median(rounds: list[dict[str, float]]) -> Mapping[str, float]:
    return {
        name: round(sorted(each[name] for each in rounds)[len(rounds) // 2], 2 if "share" in name else 0)
        for name in rounds[0]
    }
