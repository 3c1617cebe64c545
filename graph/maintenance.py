"""Upkeep that no run needs: tidying away what earlier changes left behind."""

from __future__ import annotations

from functools import partial

from graph import statements
from graph.loading import StoredEntity, load_entities
from graph.store import GraphStore, Row, WriteTransaction, run_rows

ENTITIES_A_TRANSACTION = 5_000


def remove_unused_entities(store: GraphStore) -> int:
    """Delete entities that no document names and that lead to none that is named; return how many.

    An entity that leads by ``mergedInto`` to one in use stays, so that its id can still be followed. An entity that is
    deleted gets its id again when its founding mention comes back.

    Raises:
        StoreBusyError: A writer is at work.

    """
    with store.lease():
        entities = load_entities(store)
        rows = [
            {"id": entity.id}
            for entity in sorted(entities.values(), key=lambda entity: entity.id)
            if not _leads_to_one_in_use(entity, entities)
        ]
        for first in range(0, len(rows), ENTITIES_A_TRANSACTION):
            store.write(partial(_delete, rows[first : first + ENTITIES_A_TRANSACTION]))
    return len(rows)


def _delete(rows: list[Row], transaction: WriteTransaction) -> None:
    run_rows(transaction, statements.DELETE_UNUSED_ENTITIES, rows)


def _leads_to_one_in_use(entity: StoredEntity, entities: dict[str, StoredEntity]) -> bool:
    seen: set[str] = set()
    at: StoredEntity | None = entity
    while at is not None and at.id not in seen:
        if at.docs > 0:
            return True
        seen.add(at.id)
        at = entities.get(at.merged_into or "")
    return False
