"""Questions that the command line asks of a graph.

Entities out of use (``docs = 0``) are no answers; those that a person hid are shown to who asks for them by name or id.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from extractors.segmentation.segments import readable
from graph.schema.labels import name_key
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Row

FUZZY_CUTOFF = 80.0
MOST_MATCHES = 50
REDIRECTS = 100

ENTITY = """
RETURN e.id AS id, e.name AS name, e.type AS type, e.aliases AS aliases, e.windows AS windows, e.docs AS docs,
       coalesce(e.kbIds, []) AS kbIds, coalesce(e.hidden, false) AS hidden
"""
BY_ID = f"MATCH (e:Entity {{id: $id}}) WHERE e.docs > 0 {ENTITY}"
BY_KB_ID = f"MATCH (e:Entity) WHERE e.docs > 0 AND $id IN coalesce(e.kbIds, []) {ENTITY}"
BY_KEY = f"MATCH (e:Entity {{nameKey: $key}}) WHERE e.docs > 0 {ENTITY}"
BY_ALIAS = f"MATCH (e:Entity) WHERE e.docs > 0 AND $name IN e.aliases {ENTITY}"
ALL = f"MATCH (e:Entity) WHERE e.docs > 0 AND NOT coalesce(e.hidden, false) {ENTITY}"
BY_PART = f"""
MATCH (e:Entity) WHERE e.docs > 0 AND NOT coalesce(e.hidden, false) AND e.nameKey CONTAINS $key
WITH e ORDER BY e.docs DESC, e.id LIMIT $limit {ENTITY}
"""
REDIRECT = "MATCH (e:Entity {id: $id}) WHERE e.docs = 0 RETURN e.mergedInto AS into"


@dataclass(frozen=True, slots=True)
class FoundEntity:
    """An entity that fits a name: ``match`` says how (id, knowledge base, name, alias, prefix, part, similar, words).

    ``kb_ids`` are the entries of knowledge bases that it is, as ``knowledge base:id``.
    """

    id: str
    name: str
    type: str
    aliases: tuple[str, ...]
    windows: int
    docs: int
    match: str
    kb_ids: tuple[str, ...] = ()
    hidden: bool = False


def find_entities(store: GraphStore, name: str, limit: int = MOST_MATCHES) -> list[FoundEntity]:
    """Return entities that fit a name or an id, the best first.

    An id, of the entity or of its entry in a knowledge base (``places:Q64``), or the very name comes first, then the name in another case, then aliases, then names that contain it; only
    where there is none of the first three, names and aliases that start with it, then that contain it, then that are similar to it. A redirected id leads to the
    entity it was merged into.
    """
    name = readable(name)

    def entities(text: str, parameters: Row | None = None) -> Iterator[Row]:
        return owned(store, "Entity", store.stream(text, parameters))

    found = [_found(row, "id") for row in entities(BY_ID, {"id": _redirected(store, name)})]
    found += [_found(row, "knowledge base") for row in entities(BY_KB_ID, {"id": name})]
    if found:
        return found
    key = name_key(name)
    named = [_found(row, "name") for row in entities(BY_KEY, {"key": key})]
    aliased = [_found(row, "alias") for row in entities(BY_ALIAS, {"name": name})]
    if named or aliased:
        parts = [_found(row, "part") for row in entities(BY_PART, {"key": key, "limit": limit})]
        best = _best(name, named, aliased)
        known = {entity.id for entity in best}
        return [*best, *(entity for entity in parts if entity.id not in known)][:limit]
    everything = list(entities(ALL))
    aliased = [_found(row, "alias") for row in everything if key in _keys(row)]
    if aliased:
        return _best(name, named, aliased)[:limit]
    prefixed = [_found(row, "prefix") for row in everything if any(n.startswith(key) for n in _keys(row))]
    if prefixed:
        return _ranked(prefixed)[:limit]
    inside = [_found(row, "part") for row in everything if any(key in n for n in _keys(row))]
    return _ranked(inside)[:limit] if inside else _similar(everything, key, limit)


def _redirected(store: GraphStore, entity_id: str) -> str:
    for _ in range(REDIRECTS):
        into = next((row["into"] for row in store.stream(REDIRECT, {"id": entity_id})), None)
        if into is None:
            break
        entity_id = into
    return entity_id


def entity_fields(row: Row) -> dict[str, Any]:
    """Return what a row with the columns of :data:`ENTITY` says of an entity, by the fields of :class:`FoundEntity`."""
    return {
        "id": row["id"],
        "name": row["name"],
        "type": row["type"],
        "aliases": tuple(row["aliases"]),
        "windows": row["windows"],
        "docs": row["docs"],
        "kb_ids": tuple(row["kbIds"]),
        "hidden": row["hidden"],
    }


def _found(row: Row, match: str) -> FoundEntity:
    return FoundEntity(match=match, **entity_fields(row))


def _keys(row: Row) -> list[str]:
    return [name_key(name) for name in (row["name"], *row["aliases"])]


def _best(name: str, named: list[FoundEntity], aliased: list[FoundEntity]) -> list[FoundEntity]:
    known = {entity.id for entity in named}
    first = sorted(named, key=lambda entity: (entity.name != name, -entity.docs, entity.id))
    return first + _ranked([entity for entity in aliased if entity.id not in known])


def _ranked(found: list[FoundEntity]) -> list[FoundEntity]:
    return sorted(found, key=lambda entity: (-entity.docs, entity.name, entity.id))


def _similar(rows: list[Row], key: str, limit: int) -> list[FoundEntity]:
    from rapidfuzz import fuzz, process

    names = [(name, place) for place, row in enumerate(rows) for name in _keys(row)]
    near = process.extract(
        key, [name for name, _ in names], scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF, limit=limit
    )
    places = dict.fromkeys(names[index][1] for _, _, index in near)
    return [_found(rows[place], "similar") for place in places]
