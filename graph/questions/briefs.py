"""What is told of an entity or a document wherever it is listed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from graph.errors import UnknownEntityError
from graph.questions.entities import REDIRECTS
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Row

ENTITY_COLUMNS = """e.id AS id, e.name AS name, e.type AS type, e.windows AS windows, e.docs AS docs,
       coalesce(e.hidden, false) AS hidden"""
ENTITIES = f"""
UNWIND $ids AS id
MATCH (e:Entity {{id: id}}) WHERE e.docs > 0
RETURN {ENTITY_COLUMNS}
"""
IN_USE = "MATCH (e:Entity {id: $id}) RETURN e.docs AS docs, e.mergedInto AS into"
STRONGEST = f"""
MATCH (e:Entity) WHERE e.docs > 0 AND NOT coalesce(e.hidden, false) AND e.type = $type
RETURN {ENTITY_COLUMNS}
ORDER BY windows DESC, docs DESC, name, id
LIMIT $limit
"""


@dataclass(frozen=True, slots=True)
class EntityBrief:
    """An entity as lists show it; ``windows`` sentences in ``docs`` documents name it."""

    id: str
    name: str
    type: str
    windows: int
    docs: int
    hidden: bool


def entity_briefs(store: GraphStore, ids: Collection[str]) -> dict[str, EntityBrief]:
    """Return entities in use by id; an id that none has is left out."""
    rows = store.stream(ENTITIES, {"ids": sorted(set(ids))}) if ids else iter(())
    return {row["id"]: brief_of(row) for row in owned(store, "Entity", rows)}


def brief_of(row: Row) -> EntityBrief:
    """Return the entity of a row that has the columns of :data:`ENTITY_COLUMNS`, and perhaps others."""
    return EntityBrief(row["id"], row["name"], row["type"], row["windows"], row["docs"], row["hidden"])


def current_id(store: GraphStore, entity_id: str) -> str:
    """Return the id that an entity has now: its own, or that of the one it was merged into.

    Raises:
        UnknownEntityError: The graph has no entity of this id in use.

    """
    found = entity_id
    for _ in range(REDIRECTS):
        row = next(iter(store.stream(IN_USE, {"id": found})), None)
        if row is None:
            break
        if row["docs"] > 0:
            return found
        if row["into"] is None:
            break
        found = row["into"]
    raise UnknownEntityError(f"The graph has no entity {entity_id!r} in use. Search for its name.")


def current_ids(store: GraphStore, ids: Sequence[str]) -> list[str]:
    """Return the ids that entities have now, each once, in the order given; what is no entity's any more is left out."""
    in_use = entity_briefs(store, ids)
    found: list[str] = []
    for each in ids:
        try:
            now = each if each in in_use else current_id(store, each)
        except UnknownEntityError:
            continue
        if now not in found:
            found.append(now)
    return found


def strongest_entities(store: GraphStore, type_name: str, limit: int) -> list[EntityBrief]:
    """Return the entities of a type that most sentences name."""
    rows = store.stream(STRONGEST, {"type": type_name, "limit": limit})
    return [brief_of(row) for row in owned(store, "Entity", rows)]
