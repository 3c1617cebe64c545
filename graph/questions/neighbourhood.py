"""What lies around an entity, over one co-occurrence edge or several.

A step goes from the entities that the step before found to all of their neighbours, and keeps those that share most sentences
with them. Where an entity has very many neighbours, a step through it leads everywhere and costs most; so entities above a
degree cap are shown and not gone through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.errors import UnknownEntityError
from graph.questions.association import npmi, sentence_count
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Row

HOPS = 2
LIMIT = 20
DEGREE_CAP = 1_000

# A round trip to a server costs more than most of what it asks, so each of these statements tells all that its moment can know.
CENTRE = """
MATCH (e:Entity {id: $id})
WHERE e.docs > 0
OPTIONAL MATCH (s:GraphmillState {id: 'state'})
RETURN e.id AS id, e.name AS name, e.type AS type, e.windows AS windows, e.docs AS docs,
       COUNT { (e)-[:CO_OCCURS_WITH]-() } AS degree, s.sentences AS sentences
"""
# Both stores are quickest where what is grouped are values rather than nodes, and where the cut comes before the properties.
# What is known already comes first, so that its edges are told whatever they weigh. A new entity may also be next to one that
# was gone through earlier, whose stronger neighbours took the places then: those edges are looked up by the ids that they
# would have (graph.schema.labels.edge_id).
STEP = """
UNWIND $ids AS origin
MATCH (a:Entity {id: origin})-[r:CO_OCCURS_WITH]-(b:Entity)
WHERE r.count > 0 AND NOT coalesce(b.hidden, false) AND ($values OR b.valueKind IS NULL)
WITH b.id AS id, b.id IN $known AS known, sum(r.count) AS weight, collect(origin) AS origins, collect(r) AS edges
ORDER BY known DESC, weight DESC, id
LIMIT $most
UNWIND CASE WHEN known THEN [null] ELSE $earlier + [null] END AS before
OPTIONAL MATCH (:Entity)-[f:CO_OCCURS_WITH {id: CASE WHEN before < id THEN before + '|' + id ELSE id + '|' + before END}]->(:Entity)
WITH id, known, weight, origins, edges, collect(CASE WHEN f IS NULL THEN null ELSE before END) AS befores, collect(f) AS more
MATCH (e:Entity {id: id})
RETURN id, known, weight, origins + befores AS origins, [edge IN edges + more | edge.count] AS edgeCounts,
       [edge IN edges + more | edge.docs] AS edgeDocs, e.name AS name, e.type AS type, e.windows AS windows, e.docs AS docs,
       COUNT { (e)-[:CO_OCCURS_WITH]-() } AS degree
ORDER BY known DESC, weight DESC, id
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
    store: GraphStore,
    entity_id: str,
    *,
    hops: int = HOPS,
    limit: int = LIMIT,
    degree_cap: int = DEGREE_CAP,
    values: bool = False,
) -> Neighbourhood:
    """Return the entities within some hops of one, at most ``limit`` new ones a hop, with the edges among them.

    A hop finds the neighbours of what the hop before found; kept are those that share most sentences with the entities they
    are found from, ties by id. An entity with more than ``degree_cap`` neighbours is not expanded, unless it is the centre.
    Hidden entities and those out of use are left out, and without ``values`` dates, amounts and other values. The edges are those of the centre and of every expanded entity to any
    entity here; what two entities have in common that were both not expanded is not read.

    Raises:
        UnknownEntityError: The graph has no entity of this id in use.

    """
    row = next(iter(store.stream(CENTRE, {"id": entity_id})), None)
    if row is None:
        raise UnknownEntityError(
            f"The graph has no entity {entity_id!r}; `graphmill entity NAME` shows the ids of those it has."
        )
    sentences = row.pop("sentences")
    found = {entity_id: NeighbourhoodEntity(**row, hops=0)}
    shared: dict[tuple[str, str], tuple[int, int]] = {}
    frontier, earlier = [entity_id], list[str]()
    for hop in range(1, hops + 1):
        rows = _step(store, frontier, earlier, list(found), limit, values=values)
        _note(shared, rows)
        new = [_entity(row, hop, degree_cap if hop < hops else None) for row in rows if not row["known"]]
        found |= {entity.id: entity for entity in new}
        earlier += frontier
        frontier = [entity.id for entity in new if not entity.capped]
        if not frontier:
            break
    total = sentence_count(store) if sentences is None else sentences
    edges = [
        NeighbourhoodEdge(a, b, count, docs, npmi(count, found[a].windows, found[b].windows, total))
        for (a, b), (count, docs) in shared.items()
    ]
    return Neighbourhood(tuple(found.values()), tuple(sorted(edges)))


def _step(
    store: GraphStore,
    frontier: Sequence[str],
    earlier: Sequence[str],
    known: Sequence[str],
    limit: int,
    *,
    values: bool,
) -> list[Row]:
    """Return the entities next to the frontier: those known, and the ``limit`` new ones with the largest weight.

    Edges of a new entity to those gone through earlier come after its edges to the frontier.
    """
    asked = {
        "ids": frontier,
        "earlier": earlier,
        "known": known,
        "most": len(known) + limit,
        "values": values,
    }
    rows = list(
        owned(
            store, "CO_OCCURS_WITH", store.stream(STEP, asked), ("name", "type", "windows", "docs", "weight")
        )
    )
    return rows[: sum(row["known"] for row in rows) + limit]


def _entity(row: Row, hop: int, degree_cap: int | None) -> NeighbourhoodEntity:
    told = {key: row[key] for key in ("id", "name", "type", "windows", "docs", "degree")}
    return NeighbourhoodEntity(**told, hops=hop, capped=degree_cap is not None and row["degree"] > degree_cap)


def _note(shared: dict[tuple[str, str], tuple[int, int]], rows: Iterable[Row]) -> None:
    for row in rows:
        for origin, count, docs in zip(row["origins"], row["edgeCounts"], row["edgeDocs"], strict=True):
            shared[min(origin, row["id"]), max(origin, row["id"])] = (count, docs)
