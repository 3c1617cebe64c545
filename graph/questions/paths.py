"""How two entities hang together: a shortest path over co-occurrence edges, the one whose weakest edge has most sentences.

The search goes out from both ends in turn, from the side that has fewer entities to go through. Entities with very many neighbours
are gone through last, and when too much was read it gives up and says so.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from graph.questions.briefs import EntityBrief, entity_briefs
from graph.schema.labels import edge_id
from graph.stores.protocol import GraphStore

MOST_EDGES = 6
"""A path has at most as many edges."""
SECONDS = 10.0
_ENTITIES_A_CALL = 200
STEPS = """
UNWIND $ids AS id
MATCH (a:Entity {id: id})-[r:CO_OCCURS_WITH]-(b:Entity)
WHERE b.id IN $ends OR (b.docs > 0 AND NOT coalesce(b.hidden, false) AND NOT b.type IN $types)
RETURN id, collect(b.id) AS others, collect(r.count) AS counts
"""
EDGE = """
MATCH (a:Entity {id: $a})-[r:CO_OCCURS_WITH {id: $id}]->(b:Entity {id: $b})
RETURN r.count AS count, r.docs AS docs
"""


@dataclass(frozen=True, slots=True)
class PathStep:
    """An edge of a path: ``count`` sentences in ``docs`` documents name both ends."""

    a: EntityBrief
    b: EntityBrief
    count: int
    docs: int


@dataclass(frozen=True, slots=True)
class Path:
    """The edges from the one end to the other; none where no path was found, and then ``message`` says how far was looked."""

    steps: tuple[PathStep, ...]
    message: str = ""


@dataclass(slots=True)
class _Side:
    """What is known around one end: entities by their distance from it, and the edges from each distance to the next."""

    levels: list[dict[str, None]]
    edges: list[dict[tuple[str, str], int]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def find_path(
    store: GraphStore,
    a: str,
    b: str,
    *,
    avoid_types: Collection[str] = (),
    avoid: Collection[str] = (),
    most_edges: int = MOST_EDGES,
    seconds: float = SECONDS,
) -> Path:
    """Return a shortest path between two entities, by ids, over no entity that is hidden, to be avoided or of a type to be avoided."""
    ends = entity_briefs(store, [a, b])
    if a == b:
        return Path((), "Both ends are the same entity.")
    direct = _edge(store, a, b)
    if direct is not None:
        return Path((PathStep(ends[a], ends[b], *direct),))
    deadline = time.monotonic() + seconds
    sides = (_Side([{a: None}], seen={a}), _Side([{b: None}], seen={b}))
    for length in range(most_edges):
        side, other = sorted(sides, key=lambda each: (len(each.levels[-1]), len(each.levels)))
        if not _expand(store, side, other, avoid_types, avoid, deadline):
            return Path(
                (),
                f"No path of {_edges(max(1, length))} was found in {seconds:g} seconds, and not all longer ones were looked at.",
            )
        meeting = side.levels[-1].keys() & other.levels[-1].keys()
        if meeting:
            return Path(tuple(_steps(store, _best(store, sides, meeting))))
        if not side.levels[-1]:
            return Path((), "They do not hang together: no path leads from one to the other.")
    return Path((), f"No path of {_edges(most_edges)} leads from one to the other.")


def _expand(
    store: GraphStore,
    side: _Side,
    other: _Side,
    avoid_types: Collection[str],
    avoid: Collection[str],
    deadline: float,
) -> bool:
    """Go one edge further from a side; return whether there was time for all of it."""
    ends = list(other.levels[0])
    found: dict[tuple[str, str], int] = {}
    level: dict[str, None] = {}
    frontier = list(side.levels[-1])
    for first in range(0, len(frontier), _ENTITIES_A_CALL):
        if time.monotonic() > deadline:
            return False
        asked = {
            "ids": frontier[first : first + _ENTITIES_A_CALL],
            "types": sorted(avoid_types),
            "ends": ends,
        }
        for row in store.stream(STEPS, asked):
            for near, count in zip(row["others"], row["counts"], strict=True):
                if near in side.seen or (near in avoid and near not in ends):
                    continue
                found[row["id"], near] = count
                level[near] = None
    side.seen.update(level)
    side.levels.append(level)
    side.edges.append(found)
    return True


def _best(store: GraphStore, sides: tuple[_Side, _Side], meeting: Collection[str]) -> list[str]:
    """Return the ids of the path whose weakest edge is strongest, ties by the names along it."""
    left, right = sides
    # All edges of shortest paths, each from the first end towards the second.
    layers = [dict(edges) for edges in left.edges]
    layers += [
        {(near, far): count for (far, near), count in edges.items()} for edges in reversed(right.edges)
    ]
    layers = _useful(layers, left.levels[0], right.levels[0], meeting, len(left.edges))
    weakest = _weakest(layers)
    layers = [{ends: count for ends, count in layer.items() if count >= weakest} for layer in layers]
    layers = _useful(layers, left.levels[0], right.levels[0], meeting, len(left.edges))
    names = {
        each.id: each.name
        for each in entity_briefs(store, {end for layer in layers for ends in layer for end in ends}).values()
    }
    path = list(left.levels[0])
    for layer in layers:
        path.append(
            min((far for near, far in layer if near == path[-1]), key=lambda each: (names[each], each))
        )
    return path


def _useful(
    layers: Sequence[Mapping[tuple[str, str], int]],
    first: Iterable[str],
    last: Iterable[str],
    meeting: Collection[str],
    middle: int,
) -> list[dict[tuple[str, str], int]]:
    """Return the edges that lie on a way from the first end to the last."""
    kept = [dict(layer) for layer in layers]
    reached = set(first)
    for place, layer in enumerate(kept):
        kept[place] = {ends: count for ends, count in layer.items() if ends[0] in reached}
        reached = {far for _, far in kept[place]}
        if place == middle - 1:
            reached &= set(meeting)
    reached = set(last)
    for place in range(len(kept) - 1, -1, -1):
        kept[place] = {ends: count for ends, count in kept[place].items() if ends[1] in reached}
        reached = {near for near, _ in kept[place]}
    return kept


def _weakest(layers: Sequence[Mapping[tuple[str, str], int]]) -> int:
    """Return the number of sentences of the weakest edge of the best way."""
    best: dict[str, int] = {}
    for place, layer in enumerate(layers):
        reached: dict[str, int] = {}
        for (near, far), count in layer.items():
            least = count if place == 0 else min(best[near], count)
            reached[far] = max(reached.get(far, 0), least)
        best = reached
    return max(best.values())


def _steps(store: GraphStore, path: Sequence[str]) -> Iterator[PathStep]:
    told = entity_briefs(store, path)
    for a, b in pairwise(path):
        edge = _edge(store, a, b)
        if edge is not None:
            yield PathStep(told[a], told[b], *edge)


def _edges(number: int) -> str:
    return "one edge" if number == 1 else f"{number} edges or fewer"


def _edge(store: GraphStore, a: str, b: str) -> tuple[int, int] | None:
    one, other = sorted((a, b))
    rows = store.stream(EDGE, {"a": one, "b": other, "id": edge_id(a, b)})
    row = next(iter(rows), None)
    return None if row is None else (row["count"], row["docs"])
