"""The whole network at fixed places: communities side by side, the members of each around its strongest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.explorer.answers.circles import INNER, Circle, sunflower
from graph.explorer.answers.communities import Communities
from graph.stores.protocol import GraphStore

MOST_ENTITIES = 10_000
EDGES_AN_ENTITY = 3
COUNT_EDGES = "MATCH (:Entity)-[r:CO_OCCURS_WITH]->(:Entity) RETURN count(r) AS n"
# Entities are told apart by how many sentences name them; those that just miss are dropped here.
EDGES = """
MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity)
WHERE a.windows >= $least AND b.windows >= $least
RETURN collect(a.id) AS a, collect(b.id) AS b, collect(r.count) AS counts
"""
WHOLE = Circle(0.5, 0.5, 0.5)

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Edges:
    a: Numbers
    b: Numbers
    count: Numbers


def whole_map(store: GraphStore, communities: Communities) -> dict[str, Any]:
    """Return the strongest entities at their places, the strongest first, with the strongest edges of each."""
    members = communities.members[:MOST_ENTITIES]
    places: list[tuple[float, float]] = []
    taken: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for each in members:
        number = each.community if each.community in communities.circles else -1
        sizes[number] = sizes.get(number, 0) + 1
    for each in members:
        number = each.community if each.community in communities.circles else -1
        place = taken.get(number, 0)
        taken[number] = place + 1
        if number < 0:
            inner = INNER if communities.circles else 0.0
            places.append(sunflower(place, sizes[number], WHOLE, inner))
        else:
            places.append(sunflower(place, sizes[number], communities.circles[number]))
    number_of = {each.entity.id: number for number, each in enumerate(members)}
    least = members[-1].entity.windows if members else 0
    edges = _strongest(_read(store, number_of, least), len(members))
    types = list(dict.fromkeys(each.entity.type for each in members))
    type_number = {name: number for number, name in enumerate(types)}
    return {
        "ids": [each.entity.id for each in members],
        "names": [each.entity.name for each in members],
        "types": types,
        "type": [type_number[each.entity.type] for each in members],
        "windows": [each.entity.windows for each in members],
        "community": [each.community for each in members],
        "x": [round(x, 5) for x, _ in places],
        "y": [round(y, 5) for _, y in places],
        "a": edges.a.tolist(),
        "b": edges.b.tolist(),
        "count": edges.count.tolist(),
        "entities": len(communities.members),
        "edges": int(next(iter(store.stream(COUNT_EDGES)))["n"]),
    }


def first_of(found: dict[str, Any], limit: int) -> dict[str, Any]:
    """Return the part of a map that holds its strongest entities, at the same places."""
    if limit >= len(found["ids"]):
        return found
    kept = [place for place, ends in enumerate(zip(found["a"], found["b"], strict=True)) if max(ends) < limit]
    return {
        **found,
        **{key: found[key][:limit] for key in ("ids", "names", "type", "windows", "community", "x", "y")},
        **{key: [found[key][place] for place in kept] for key in ("a", "b", "count")},
    }


def _read(store: GraphStore, number_of: dict[str, int], least: int) -> _Edges:
    columns = next(iter(store.stream(EDGES, {"least": least})))
    a, b = (
        np.fromiter(
            (number_of.get(each, -1) for each in columns[key]), dtype=np.int64, count=len(columns[key])
        )
        for key in ("a", "b")
    )
    count = np.asarray(columns["counts"], dtype=np.int64)
    both = (a >= 0) & (b >= 0)
    return _Edges(np.minimum(a, b)[both], np.maximum(a, b)[both], count[both])


def _strongest(edges: _Edges, entities: int) -> _Edges:
    """Return the edges that are among the strongest of one of their ends."""
    if not len(edges.a):
        return edges
    number = np.arange(len(edges.a))
    ends = np.concatenate([edges.a, edges.b])
    edge = np.concatenate([number, number])
    order = np.lexsort((edge, -edges.count[edge], ends))
    ends, edge = ends[order], edge[order]
    first = np.searchsorted(ends, np.arange(entities))
    rank = np.arange(len(ends)) - first[ends]
    kept = np.unique(edge[rank < EDGES_AN_ENTITY])
    kept = kept[np.lexsort((kept, -edges.count[kept]))]
    return _Edges(edges.a[kept], edges.b[kept], edges.count[kept])
