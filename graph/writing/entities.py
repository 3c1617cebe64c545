"""Entity nodes: which must be made or changed before documents can point to them, and which lost their members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from graph.contents.loading import StoredEntity, StoredGraph
from graph.schema.labels import name_key, node_label
from graph.schema.values import value_properties
from graph.stores.protocol import GraphStore, Row, WriteTransaction, run_rows
from graph.writing import statements
from linking.model import Entity, Resolution

ENTITIES_A_TRANSACTION = 5_000


@dataclass(frozen=True, slots=True)
class EntityChanges:
    """Rows of entities to put, of type labels to add and remove by type name, and of redirects; ids of new ones."""

    put: list[Row]
    created: list[str]
    labels_added: Mapping[str, list[Row]]
    labels_removed: Mapping[str, list[Row]]
    redirects: list[Row] = field(default_factory=list)


def entity_changes(stored: StoredGraph, resolution: Resolution, *, without: Set[str]) -> EntityChanges:
    """Return how the entity nodes must change for a resolution; the documents ``without`` are about to go."""
    put: list[Row] = []
    created: list[str] = []
    added: dict[str, list[Row]] = {}
    removed: dict[str, list[Row]] = {}
    for entity in sorted(resolution.entities.values()):
        old = stored.entities.get(entity.id)
        if old is not None and _is_current(old, entity):
            continue
        put.append(
            {
                "id": entity.id,
                "name": entity.name,
                "nameKey": name_key(entity.name),
                "type": entity.type,
                "aliases": list(entity.aliases),
                "kbIds": list(entity.kb_ids),
                "hidden": entity.hidden,
                **value_properties(entity.type, entity.value),
            }
        )
        label = node_label(entity.type)
        if old is None:
            created.append(entity.id)
        elif node_label(old.type) != label:
            removed.setdefault(old.type, []).append({"id": entity.id})
        if old is None or label not in old.labels:
            added.setdefault(entity.type, []).append({"id": entity.id})
    return EntityChanges(put, created, added, removed, _redirects(stored, resolution, without))


def put_entities(store: GraphStore, changes: EntityChanges, *, sentences: int) -> None:
    """Write the entity nodes, marking the graph as pending first: from here on a crash leaves work to be done.

    ``sentences`` are those that all documents have now, for a graph that does not keep their number yet.
    """
    parts = [
        changes.put[first : first + ENTITIES_A_TRANSACTION]
        for first in range(0, len(changes.put), ENTITIES_A_TRANSACTION)
    ]
    for part in parts or [[]]:
        held = {row["id"] for row in part}

        def unit(transaction: WriteTransaction, part: Sequence[Row] = part, held: Set[str] = held) -> None:
            transaction.run(statements.MARK_STATE, {"sentences": sentences})
            run_rows(transaction, statements.PUT_ENTITIES, part)
            for type_name, rows in changes.labels_removed.items():
                run_rows(transaction, statements.remove_type_label(type_name), _of(rows, held))
            for type_name, rows in changes.labels_added.items():
                run_rows(transaction, statements.add_type_label(type_name), _of(rows, held))

        store.write(unit)
    if changes.redirects:
        store.write(
            lambda transaction: run_rows(transaction, statements.REDIRECT_ENTITIES, changes.redirects)
        )


def _of(rows: Iterable[Row], ids: Set[str]) -> list[Row]:
    return [row for row in rows if row["id"] in ids]


def _is_current(old: StoredEntity, new: Entity) -> bool:
    return (
        (old.name, old.name_key, old.type, old.aliases, old.kb_ids, old.hidden)
        == (new.name, name_key(new.name), new.type, new.aliases, new.kb_ids, new.hidden)
        and old.value == value_properties(new.type, new.value)
        and old.merged_into is None
        and node_label(new.type) in old.labels
    )


def _redirects(stored: StoredGraph, resolution: Resolution, without: Set[str]) -> list[Row]:
    """Return where to look for entities that lose all members, if all the members that stay went to one other."""
    targets: dict[str, set[str]] = {}
    for local, why in stored.assignments.items():
        if (
            why.entity_id not in resolution.entities
            and stored.local_entities[local].document_id not in without
        ):
            targets.setdefault(why.entity_id, set()).add(resolution.assignments[local].entity_id)
    return [
        {"id": entity, "into": min(into)}
        for entity, into in sorted(targets.items())
        if len(into) == 1 and stored.entities[entity].merged_into not in into
    ]
