"""Entities that stand in sentences together, the strongest first."""

from __future__ import annotations

from dataclasses import dataclass

from graph.questions.association import NPMI, sentence_count
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore

NEIGHBOURS = f"""
MATCH (a:Entity {{id: $id}})-[r:CO_OCCURS_WITH]-(b:Entity)
WHERE r.count >= $least AND NOT coalesce(b.hidden, false) AND ($values OR b.valueKind IS NULL)
WITH b, r, 1.0 * r.count / $total AS both, 1.0 * a.windows / $total AS one, 1.0 * b.windows / $total AS other
RETURN b.id AS id, b.name AS name, b.type AS type, r.count AS count, r.docs AS docs,
       {NPMI} AS npmi
ORDER BY npmi DESC, count DESC, id
LIMIT $limit
"""

FIRST_ENTITIES = """
MATCH (e:Entity)
WHERE e.docs > 0 AND NOT coalesce(e.hidden, false) AND e.valueKind IS NULL
RETURN e.id AS id, e.windows AS windows
ORDER BY windows DESC, id
LIMIT $limit
"""
_AS_EDGES = """
RETURN a.id AS a_id, a.name AS a_name, a.type AS a_type, b.id AS b_id, b.name AS b_name, b.type AS b_type,
       r.count AS count, r.docs AS docs
ORDER BY count DESC, docs DESC, a_name, b_name, a_id, b_id
LIMIT $limit
"""
STRONGEST = f"""
MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity)
WHERE NOT coalesce(a.hidden, false) AND NOT coalesce(b.hidden, false) AND a.valueKind IS NULL AND b.valueKind IS NULL
{_AS_EDGES}
"""
STRONGEST_AMONG = f"""
UNWIND $ids AS id
MATCH (a:Entity {{id: id}})-[r:CO_OCCURS_WITH]->(b:Entity)
WHERE b.id IN $ids
{_AS_EDGES}
"""
LOOKS = (100, 400, 1_600)
"""Among as many entities, those of most sentences, the strongest edges are looked for before all are."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An entity that shares ``count`` sentences in ``docs`` documents with another, and their NPMI (-1 to 1)."""

    id: str
    name: str
    type: str
    count: int
    docs: int
    npmi: float


@dataclass(frozen=True, slots=True)
class Edge:
    """Two entities that share ``count`` sentences in ``docs`` documents."""

    a_id: str
    a_name: str
    a_type: str
    b_id: str
    b_name: str
    b_type: str
    count: int
    docs: int


def neighbours(
    store: GraphStore, entity_id: str, limit: int = 20, *, least: int = 1, values: bool = False
) -> list[Neighbour]:
    """Return the entities most telling of another, by NPMI over sentences; ``least`` sentences they must share.

    With ``values`` dates, amounts and other values are among them.
    """
    asked = {
        "id": entity_id,
        "least": least,
        "values": values,
        "limit": limit,
        "total": sentence_count(store),
    }
    rows = owned(store, "CO_OCCURS_WITH", store.stream(NEIGHBOURS, asked))
    return [Neighbour(**row) for row in rows]


def most_telling(store: GraphStore, entity_id: str, limit: int, *, values: bool = False) -> list[Neighbour]:
    """Return the entities most telling of another; NPMI alone puts what was seen once first, here what shares two sentences goes before.

    With ``values`` dates, amounts and other values are among them.
    """
    near = neighbours(store, entity_id, limit=limit, least=2, values=values)
    seen = {neighbour.id for neighbour in near}
    more = neighbours(store, entity_id, limit=2 * limit, values=values)
    near += [each for each in more if each.id not in seen]
    return near[:limit]


def strongest_edges(store: GraphStore, limit: int = 20) -> list[Edge]:
    """Return the edges between names with most sentences.

    An edge has no more sentences than either of its ends. So the strongest among the entities of most sentences are the strongest of
    all, where the weakest of them has more sentences than any entity that was not looked at.
    """
    for size in LOOKS:
        first = list(store.stream(FIRST_ENTITIES, {"limit": size + 1}))
        asked = {"ids": [row["id"] for row in first[:size]], "limit": limit}
        found = [Edge(**row) for row in store.stream(STRONGEST_AMONG, asked)]
        if len(first) <= size or (len(found) == limit and found[-1].count > first[size]["windows"]):
            return found
    return [Edge(**row) for row in store.stream(STRONGEST, {"limit": limit})]
