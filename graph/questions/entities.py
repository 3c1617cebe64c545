"""Questions that the command line asks of a graph.

Entities out of use (``docs = 0``) are no answers; those that a person hid are shown to who asks for them by name or id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from extractors.segmentation.segments import readable
from graph.schema.labels import name_key
from graph.schema.values import is_value
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Row

FUZZY_CUTOFF = 80.0
MOST_MATCHES = 50
REDIRECTS = 100
MOST_OF_OTHER_TYPES = 1_000

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
WITH e ORDER BY CASE WHEN e.valueKind IS NULL THEN 0 ELSE 1 END, e.docs DESC, e.id LIMIT $limit {ENTITY}
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


class Names(Protocol):
    """Where names are looked up; keys are those of :func:`graph.schema.labels.name_key`.

    The first four also give hidden entities. A name's keys are those of an entity's name and of its aliases.
    """

    def by_id(self, entity_id: str) -> Iterable[Row]:
        """Return the entity of an id, or the one it was merged into."""
        ...

    def by_kb_id(self, kb_id: str) -> Iterable[Row]:
        """Return the entities that are an entry of a knowledge base."""
        ...

    def by_key(self, key: str) -> Iterable[Row]:
        """Return the entities whose name has a key."""
        ...

    def by_alias(self, name: str) -> Iterable[Row]:
        """Return the entities with an alias, to the letter."""
        ...

    def by_part(self, key: str, limit: int) -> Iterable[Row]:
        """Return the entities whose name contains a key, those of most documents first."""
        ...

    def with_key(self, key: str) -> list[Row]:
        """Return the entities that have a key."""
        ...

    def starting_with(self, key: str) -> list[Row]:
        """Return the entities a key of which starts with another."""
        ...

    def containing(self, key: str) -> list[Row]:
        """Return the entities a key of which contains another."""
        ...

    def similar_to(self, key: str, limit: int) -> list[Row]:
        """Return the entities a key of which is like another, the most alike first."""
        ...


class StoredNames:
    """Names as the store looks them up; what it cannot look up is found by going through all of them."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    def by_id(self, entity_id: str) -> Iterable[Row]:
        """Return the entity of an id, or the one it was merged into."""
        return self._rows(BY_ID, {"id": _redirected(self._store, entity_id)})

    def by_kb_id(self, kb_id: str) -> Iterable[Row]:
        """Return the entities that are an entry of a knowledge base."""
        return self._rows(BY_KB_ID, {"id": kb_id})

    def by_key(self, key: str) -> Iterable[Row]:
        """Return the entities whose name has a key."""
        return self._rows(BY_KEY, {"key": key})

    def by_alias(self, name: str) -> Iterable[Row]:
        """Return the entities with an alias, to the letter."""
        return self._rows(BY_ALIAS, {"name": name})

    def by_part(self, key: str, limit: int) -> Iterable[Row]:
        """Return the entities whose name contains a key, those of most documents first."""
        return self._rows(BY_PART, {"key": key, "limit": limit})

    def with_key(self, key: str) -> list[Row]:
        """Return the entities that have a key."""
        return [row for row in self._everything if key in keys_of(row)]

    def starting_with(self, key: str) -> list[Row]:
        """Return the entities a key of which starts with another."""
        return [row for row in self._everything if any(each.startswith(key) for each in keys_of(row))]

    def containing(self, key: str) -> list[Row]:
        """Return the entities a key of which contains another."""
        return [row for row in self._everything if any(key in each for each in keys_of(row))]

    def similar_to(self, key: str, limit: int) -> list[Row]:
        """Return the entities a key of which is like another, the most alike first."""
        names = [(name, place) for place, row in enumerate(self._everything) for name in keys_of(row)]
        places = similar([name for name, _ in names], key, limit)
        return [self._everything[place] for place in dict.fromkeys(names[each][1] for each in places)]

    @cached_property
    def _everything(self) -> list[Row]:
        # Of names that are as like another, the one of most documents comes first, on every store, and values last.
        return sorted(self._rows(ALL), key=lambda row: (is_value(row["type"]), -row["docs"], row["id"]))

    def _rows(self, text: str, parameters: Row | None = None) -> Iterator[Row]:
        return owned(self._store, "Entity", self._store.stream(text, parameters))


class NamesOfType:
    """The names of one type of entities among others."""

    def __init__(self, names: Names, type_name: str) -> None:
        self._names = names
        self._type = type_name

    def by_id(self, entity_id: str) -> Iterable[Row]:
        """Return the entity of an id, or the one it was merged into."""
        return self._taken(self._names.by_id(entity_id))

    def by_kb_id(self, kb_id: str) -> Iterable[Row]:
        """Return the entities that are an entry of a knowledge base."""
        return self._taken(self._names.by_kb_id(kb_id))

    def by_key(self, key: str) -> Iterable[Row]:
        """Return the entities whose name has a key."""
        return self._taken(self._names.by_key(key))

    def by_alias(self, name: str) -> Iterable[Row]:
        """Return the entities with an alias, to the letter."""
        return self._taken(self._names.by_alias(name))

    def by_part(self, key: str, limit: int) -> Iterable[Row]:
        """Return the entities whose name contains a key, those of most documents first; of very many, not all are seen."""
        return self._taken(self._names.by_part(key, max(limit, MOST_OF_OTHER_TYPES)))[:limit]

    def with_key(self, key: str) -> list[Row]:
        """Return the entities that have a key."""
        return self._taken(self._names.with_key(key))

    def starting_with(self, key: str) -> list[Row]:
        """Return the entities a key of which starts with another."""
        return self._taken(self._names.starting_with(key))

    def containing(self, key: str) -> list[Row]:
        """Return the entities a key of which contains another."""
        return self._taken(self._names.containing(key))

    def similar_to(self, key: str, limit: int) -> list[Row]:
        """Return the entities a key of which is like another, the most alike first; of very many, not all are seen."""
        return self._taken(self._names.similar_to(key, max(limit, MOST_OF_OTHER_TYPES)))[:limit]

    def _taken(self, rows: Iterable[Row]) -> list[Row]:
        return [row for row in rows if row["type"] == self._type]


def find_entities(store: GraphStore, name: str, limit: int = MOST_MATCHES) -> list[FoundEntity]:
    """Return entities that fit a name or an id, the best first.

    An id, of the entity or of its entry in a knowledge base (``places:Q64``), or the very name comes first, then the name in another case, then aliases, then names that contain it; only
    where there is none of the first three, names and aliases that start with it, then that contain it, then that are similar to it. A redirected id leads to the
    entity it was merged into.
    """
    return find_among(StoredNames(store), name, limit)


def find_among(names: Names, name: str, limit: int = MOST_MATCHES) -> list[FoundEntity]:
    """Return the entities that :func:`find_entities` does, with names looked up where they are kept."""
    name = readable(name)
    found = [_found(row, "id") for row in names.by_id(name)]
    found += [_found(row, "knowledge base") for row in names.by_kb_id(name)]
    if found:
        return found
    key = name_key(name)
    named = [_found(row, "name") for row in names.by_key(key)]
    aliased = [_found(row, "alias") for row in names.by_alias(name)]
    if named or aliased:
        parts = [_found(row, "part") for row in names.by_part(key, limit)]
        best = _best(name, named, aliased)
        known = {entity.id for entity in best}
        return [*best, *(entity for entity in parts if entity.id not in known)][:limit]
    aliased = [_found(row, "alias") for row in names.with_key(key)]
    if aliased:
        return _best(name, named, aliased)[:limit]
    prefixed = [_found(row, "prefix") for row in names.starting_with(key)]
    if prefixed:
        return _ranked(prefixed)[:limit]
    inside = [_found(row, "part") for row in names.containing(key)]
    return (
        _ranked(inside)[:limit]
        if inside
        else [_found(row, "similar") for row in names.similar_to(key, limit)]
    )


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


def keys_of(row: Row) -> list[str]:
    """Return the keys of an entity's name and of its aliases."""
    return [name_key(name) for name in (row["name"], *row["aliases"])]


def _best(name: str, named: list[FoundEntity], aliased: list[FoundEntity]) -> list[FoundEntity]:
    known = {entity.id for entity in named}
    first = sorted(
        named, key=lambda entity: (entity.name != name, is_value(entity.type), -entity.docs, entity.id)
    )
    return first + _ranked([entity for entity in aliased if entity.id not in known])


def _ranked(found: list[FoundEntity]) -> list[FoundEntity]:
    return sorted(found, key=lambda entity: (is_value(entity.type), -entity.docs, entity.name, entity.id))


def similar(keys: Sequence[str], key: str, limit: int) -> list[int]:
    """Return the places of the keys that are like another, the most alike first."""
    from rapidfuzz import fuzz, process

    near = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF, limit=limit)
    return [index for _, _, index in near]
