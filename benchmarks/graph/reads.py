"""How long questions after an entity's surroundings take, on both stores with the same graph."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.graph.prefill import Prefill, fill, prefill
from benchmarks.graph.server import filled_server
from graph.questions.neighbourhood import neighbourhood
from graph.questions.neighbours import neighbours
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings

ENTITIES, EDGES = 100_000, 500_000
CALLS = 300
_HUBS = 0.01
"""The share of entities with most neighbours that are hubs."""

_WARM_UP = 2
"""How often everything is asked before it is timed."""

QUESTIONS: dict[str, Callable[[GraphStore, str], object]] = {
    "top-20 neighbours by NPMI": lambda store, entity: neighbours(store, entity, 20),
    "two-hop top-20": lambda store, entity: neighbourhood(store, entity),
}


def measure_reads(
    kind: str, entities: int = ENTITIES, edges: int = EDGES, calls: int = CALLS
) -> dict[str, Any]:
    """Ask about entities picked evenly and about hubs; return milliseconds: the median, the 95th percentile, the most."""
    graph = prefill(entities, edges)
    with _filled(kind, graph) as store:
        found = {
            f"{question} {who}": _asked(store, ask, ids)
            for question, ask in QUESTIONS.items()
            for who, ids in (("anyone", _anyone(graph, calls)), ("hubs", _hubs(graph, calls)))
        }
    return {
        "part": "reads",
        "store": kind,
        "entities": entities,
        "edges": edges,
        "documents": graph.documents,
        "calls": calls,
        "hub_degrees": [int(each) for each in np.percentile(_hub_degrees(graph), [0, 50, 95, 100])],
        "milliseconds": found,
    }


def _asked(store: GraphStore, ask: Callable[[GraphStore, str], object], ids: list[str]) -> dict[str, float]:
    # The server compiles while it is asked for the first times.
    for entity in ids * _WARM_UP:
        ask(store, entity)
    spent = []
    for entity in ids:
        began = time.perf_counter()
        ask(store, entity)
        spent.append((time.perf_counter() - began) * 1_000)
    p50, p95, most = np.percentile(spent, [50, 95, 100])
    return {"p50": round(float(p50), 2), "p95": round(float(p95), 2), "most": round(float(most), 1)}


def _anyone(graph: Prefill, calls: int) -> list[str]:
    places = np.random.default_rng(1).integers(0, len(graph.entities), calls)
    return [graph.entities[place].id for place in places.tolist()]


def _hubs(graph: Prefill, calls: int) -> list[str]:
    """Return hubs, each as likely, and the five largest for certain."""
    order = np.argsort(-graph.degrees, kind="stable")[: max(5, round(len(graph.entities) * _HUBS))]
    places = [*order[:5], *np.random.default_rng(2).choice(order, calls - 5)]
    return [graph.entities[int(place)].id for place in places]


def _hub_degrees(graph: Prefill) -> Any:
    return np.sort(graph.degrees)[-max(5, round(len(graph.entities) * _HUBS)) :]


@contextmanager
def _filled(kind: str, graph: Prefill) -> Iterator[GraphStore]:
    if kind == "neo4j":
        with filled_server(graph) as (store, _):
            yield store
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(StoreSettings(path=Path(folder) / "g.kgl")) as store,
    ):
        fill(store, graph)
        yield store
