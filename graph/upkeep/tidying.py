"""Upkeep that no run needs: tidying away what earlier changes left behind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from graph.contents.loading import StoredEntity, load_entities
from graph.contents.project import writing
from graph.schema.labels import LINK_KINDS, NODE_LABELS
from graph.stores.protocol import GraphStore, Row, WriteTransaction, run_rows
from graph.stores.unfinished import MARK_ID
from graph.writing import statements

ENTITIES_A_TRANSACTION = 5_000
REMOVED_A_TRANSACTION = 10_000


def remove_unused_entities(store: GraphStore) -> int:
    """Delete entities that no document names and that lead to none that is named; return how many.

    An entity that leads by ``mergedInto`` to one in use stays, so that its id can still be followed. An entity that is
    deleted gets its id again when its founding mention comes back.

    Raises:
        OtherProjectError: The graph is of another project.
        StoreBusyError: A writer is at work.

    """
    with writing(store):
        entities = load_entities(store)
        rows = [
            {"id": entity.id}
            for entity in sorted(entities.values(), key=lambda entity: entity.id)
            if not _leads_to_one_in_use(entity, entities)
        ]
        for first in range(0, len(rows), ENTITIES_A_TRANSACTION):
            store.write(partial(_delete, rows[first : first + ENTITIES_A_TRANSACTION]))
    return len(rows)


def remove_everything(
    store: GraphStore, *, keep: Sequence[str] = (), keep_labels: Collection[str] = ()
) -> None:
    """Delete the whole graph but its schema, the mark of the work at hand, other records by id (``keep``) and by label.

    The caller holds the write lease.

    Relationships go first: a node with hundreds of thousands of them is too much for one transaction.
    """
    parameters = {"limit": REMOVED_A_TRANSACTION, "kept": [MARK_ID, *keep]}
    texts = [
        f"MATCH (:{kind.start})-[r:{kind.type}]->(:{kind.end}) WITH r LIMIT $limit DELETE r RETURN count(*) AS n"
        for kind in LINK_KINDS
    ]
    texts += [
        f"MATCH (n:{label}) WHERE n.id IS NULL OR NOT n.id IN $kept WITH n LIMIT $limit DETACH DELETE n RETURN count(*) AS n"
        for label in NODE_LABELS
        if label not in keep_labels
    ]
    for text in texts:
        while store.write(partial(_remove_some, text, parameters)):
            pass


def _remove_some(text: str, parameters: Row, transaction: WriteTransaction) -> int:
    return int(transaction.run(text, parameters).rows[0]["n"])


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
