"""What lies around an entity, over one co-occurrence edge or several.

A step goes from the entities that the step before found to all of their neighbours, and keeps those that share most sentences
with them. Where an entity has very many neighbours, a step through it leads everywhere and costs most; so entities above a
degree cap are shown and not gone through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.association import npmi, sentences_of
from graph.errors import UnknownEntityError
from graph.model import edge_id
from graph.store import GraphStore, Row

HOPS = 2
LIMIT = 20
DEGREE_CAP = 1_000

# Both stores are quickest where a row is made of values rather than nodes, and where the cut comes before further properties.
# What is known already comes first, so that its edges are told whatever they weigh.
STEP = """
UNWIND $ids AS start
MATCH (a:Entity {id: start})-[r:CO_OCCURS_WITH]-(b:Entity)
WHERE NOT coalesce(b.hidden, false)
RETURN b.id AS id, b.id IN $known AS known, sum(r.count) AS weight, collect(start) AS starts, collect(r.count) AS counts,
       collect(r.docs) AS docs
ORDER BY known DESC, weight DESC, id
LIMIT $most
"""
DESCRIBE = """
UNWIND $ids AS id
MATCH (e:Entity {id: id})
RETURN e.id AS id, e.name AS name, e.type AS type, e.windows AS windows, e.docs AS docs,
       COUNT { (e)-[:CO_OCCURS_WITH]-() } AS degree
"""
EDGES = """
UNWIND $ids AS id
MATCH (a:Entity)-[r:CO_OCCURS_WITH {id: id}]->(b:Entity)
RETURN a.id AS a, b.id AS b, r.count AS count, r.docs AS docs
"""


@dataclass(frozen=True, slots=True)
class NeighbourhoodEntity:
    """An entity of a neighbourhood, ``hops`` steps from its centre.

    ``degree`` is the number of all its neighbours, ``windows`` and ``docs`` of the sentences and documents that name it;
    ``capped`` says that it was not expanded, for its degree is above the cap.
    """

    id: str
    name: str
    type: str
    windows: int
    docs: int
    degree: int
    hops: int
    capped: bool = False


@dataclass(frozen=True, slots=True, order=True)
class NeighbourhoodEdge:
    """Two entities, by id, that share ``count`` sentences in ``docs`` documents, and their NPMI (-1 to 1)."""

    a: str
    b: str
    count: int
    docs: int
    npmi: float


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The entities around a centre, which comes first, by hops and then as they were found; edges by their ends."""

    entities: tuple[NeighbourhoodEntity, ...]
    edges: tuple[NeighbourhoodEdge, ...]

    @property
    def centre(self) -> NeighbourhoodEntity:
        """The entity that was asked about."""
        return self.entities[0]

    @property
    def capped(self) -> tuple[NeighbourhoodEntity, ...]:
        """Entities that were not expanded, for too many others are their neighbours."""
        return tuple(entity for entity in self.entities if entity.capped)


def neighbourhood(
    store: GraphStore, entity_id: str, *, hops: int = HOPS, limit: int = LIMIT, degree_cap: int = DEGREE_CAP
) -> Neighbourhood:
    """Return the entities within some hops of one, at most ``limit`` new ones a hop, with the edges among them.

    A hop finds the neighbours of what the hop before found; kept are those that share most sentences with the entities they
    are found from, ties by id. An entity with more than ``degree_cap`` neighbours is not expanded, unless it is the centre.
    Hidden entities and those out of use are left out. The edges are those of the centre and of every expanded entity to any
    entity here; what two entities have in common that were both not expanded is not read.

    Raises:
        UnknownEntityError: The graph has no entity of this id in use.

    """
    centre = next(iter(_described(store, [entity_id], 0)), None)
    if centre is None or not centre.docs:
        raise UnknownEntityError(
            f"The graph has no entity {entity_id!r}; `graphmill entity NAME` shows the ids of those it has."
        )
    found = {entity_id: centre}
    shared: dict[tuple[str, str], tuple[int, int]] = {}
    frontier, earlier = [entity_id], list[str]()
    for hop in range(1, hops + 1):
        rows = _step(store, frontier, found, limit)
        new = [row["id"] for row in rows if not row["known"]]
        _note(shared, rows)
        entities = _described(store, new, hop, degree_cap if hop < hops else None)
        found |= {entity.id: entity for entity in entities}
        _read_edges(store, shared, earlier, new)
        earlier += frontier
        frontier = [entity.id for entity in entities if not entity.capped]
        if not frontier:
            break
    total = sentences_of(store)
    edges = [
        NeighbourhoodEdge(a, b, count, docs, npmi(count, found[a].windows, found[b].windows, total))
        for (a, b), (count, docs) in shared.items()
    ]
    return Neighbourhood(tuple(found.values()), tuple(sorted(edges)))


def _step(store: GraphStore, frontier: Sequence[str], known: Iterable[str], limit: int) -> list[Row]:
    """Return the entities next to the frontier: those known, and the ``limit`` new ones with the largest weight."""
    ids = list(known)
    parameters = {"ids": list(frontier), "known": ids, "most": len(ids) + limit}
    rows = list(store.stream(STEP, parameters))
    there = sum(row["known"] for row in rows)
    return rows[: there + limit]


def _described(
    store: GraphStore, ids: Sequence[str], hop: int, degree_cap: int | None = None
) -> list[NeighbourhoodEntity]:
    """Return entities by id, in the order given; without a cap none counts as capped."""
    if not ids:
        return []
    rows = {row["id"]: row for row in store.stream(DESCRIBE, {"ids": list(ids)})}
    return [
        NeighbourhoodEntity(
            **rows[id_], hops=hop, capped=degree_cap is not None and rows[id_]["degree"] > degree_cap
        )
        for id_ in ids
        if id_ in rows
    ]


def _note(shared: dict[tuple[str, str], tuple[int, int]], rows: Iterable[Row]) -> None:
    for row in rows:
        for start, count, docs in zip(row["starts"], row["counts"], row["docs"], strict=True):
            shared[min(start, row["id"]), max(start, row["id"])] = (count, docs)


def _read_edges(
    store: GraphStore,
    shared: dict[tuple[str, str], tuple[int, int]],
    earlier: Sequence[str],
    new: Sequence[str],
) -> None:
    """Add the edges between new entities and those expanded earlier, whose stronger neighbours took the places then."""
    ids = [edge_id(a, b) for a in earlier for b in new]
    if ids:
        for row in store.stream(EDGES, {"ids": ids}):
            shared[row["a"], row["b"]] = (row["count"], row["docs"])
