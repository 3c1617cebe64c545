"""What is remembered of sources, written: after the documents that it speaks of, and so that a crash leaves less, never more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import partial

from graph.contents.project import writing
from graph.contents.sources import (
    Places,
    RememberedItem,
    RememberedSource,
    SourceLedger,
    places_of,
    read_ledger,
)
from graph.stores.protocol import GraphStore, Row, Statement, WriteTransaction, run_rows

ITEMS_A_TRANSACTION = 5_000
PUT_SOURCES = Statement(
    "put sources",
    """
UNWIND $rows AS row
MERGE (s:GraphmillSource {id: row.id})
SET s.kind = row.kind, s.cursor = row.cursor, s.lookedAt = row.lookedAt, s.readAs = row.readAs
""",
)
DELETE_SOURCES = Statement(
    "delete sources",
    """
UNWIND $rows AS row
MATCH (s:GraphmillSource {id: row.id})
DETACH DELETE s
""",
)
PUT_ITEMS = Statement(
    "put items",
    """
UNWIND $rows AS row
MERGE (i:GraphmillItem {id: row.id})
SET i.source = row.source, i.key = row.key, i.uri = row.uri, i.version = row.version, i.mediaType = row.mediaType,
    i.readAs = row.readAs, i.hash = row.hash, i.holds = row.holds, i.documents = row.documents, i.goneSince = row.goneSince, i.again = row.again
""",
)
DELETE_ITEMS = Statement(
    "delete items",
    """
UNWIND $rows AS row
MATCH (i:GraphmillItem {id: row.id})
DETACH DELETE i
""",
)
READ_PLACES = """
MATCH (d:Document)
RETURN d.id AS id, d.uri AS uri, coalesce(d.places, []) AS places, coalesce(d.placeSources, []) AS placeSources
"""
PUT_PLACES = Statement(
    "put places",
    """
UNWIND $rows AS row
MATCH (d:Document {id: row.id})
SET d.places = row.places, d.placeSources = row.placeSources
RETURN count(*) AS n
""",
    matched=True,
)


def remember(store: GraphStore, before: SourceLedger, after: SourceLedger) -> None:
    """Write what differs between two states of the ledger, alone under the write lease; a second call changes nothing.

    Items come first and cursors last, in a transaction of their own with what several sources share and with the places of
    documents. So a run that is cut off repeats what it did, and loses nothing.

    Raises:
        OtherProjectError: The graph is of another project.
        StoreBusyError: Another writer holds the graph.

    """
    changed = [item for key, item in sorted(after.items.items()) if before.items.get(key) != item]
    leaving = [item for key, item in sorted(before.items.items()) if key not in after.items]
    shared = _shared(before) | _shared(after)

    def is_shared(item: RememberedItem) -> bool:
        former = before.items.get((item.source, item.key))
        return item.holds in shared or (former is not None and former.holds in shared)

    alone = [item for item in changed if not is_shared(item)]
    single = [item for item in leaving if not is_shared(item)]
    unknown = [
        RememberedSource(name, after.sources[name].kind)
        for name in sorted(after.sources.keys() - before.sources.keys())
    ]
    with writing(store):
        if unknown:
            rows = [_source_row(source) for source in unknown]
            store.write(partial(run_rows, statement=PUT_SOURCES, rows=rows))
        for first in range(0, len(alone), ITEMS_A_TRANSACTION):
            store.write(partial(_put_items, alone[first : first + ITEMS_A_TRANSACTION], ()))
        for first in range(0, len(single), ITEMS_A_TRANSACTION):
            store.write(partial(_put_items, (), single[first : first + ITEMS_A_TRANSACTION]))
        places = _changed_places(store, after)
        sources = [
            source for name, source in sorted(after.sources.items()) if before.sources.get(name) != source
        ]
        gone = sorted(before.sources.keys() - after.sources.keys())

        def rest(transaction: WriteTransaction) -> None:
            _put_items(
                [item for item in changed if is_shared(item)],
                [item for item in leaving if is_shared(item)],
                transaction,
            )
            run_rows(transaction, PUT_PLACES, places)
            run_rows(transaction, PUT_SOURCES, [_source_row(source) for source in sources])
            run_rows(transaction, DELETE_SOURCES, [{"id": name} for name in gone])

        store.write(rest)


def put_places(store: GraphStore) -> None:
    """Write the places of documents as the ledger has them, for a graph whose documents were written anew.

    The caller holds the write lease.
    """
    rows = _changed_places(store, read_ledger(store))
    for first in range(0, len(rows), ITEMS_A_TRANSACTION):
        store.write(partial(run_rows, statement=PUT_PLACES, rows=rows[first : first + ITEMS_A_TRANSACTION]))


def _shared(ledger: SourceLedger) -> set[str]:
    return {held for held, items in ledger.holders().items() if len(items) > 1}


def _put_items(
    items: Iterable[RememberedItem], leaving: Sequence[RememberedItem], transaction: WriteTransaction
) -> None:
    run_rows(transaction, PUT_ITEMS, sorted(map(_item_row, items), key=_id))
    run_rows(transaction, DELETE_ITEMS, sorted(({"id": item.id} for item in leaving), key=_id))


def _changed_places(store: GraphStore, ledger: SourceLedger) -> list[Row]:
    held = {row["uri"]: row for row in store.stream(READ_PLACES)}
    wanted = places_of(held, ledger)
    rows: list[Row] = []
    for uri, row in held.items():
        now = wanted.get(uri, Places())
        if (now.uris, now.sources) != (tuple(row["places"]), tuple(row["placeSources"])):
            # Without a second place there is no property.
            rows.append(
                {"id": row["id"], "places": list(now.uris) or None, "placeSources": list(now.sources) or None}
            )
    return sorted(rows, key=_id)


def _source_row(source: RememberedSource) -> Row:
    cursor = json.dumps(dict(source.cursor), sort_keys=True) if source.cursor else None
    return {
        "id": source.name,
        "kind": source.kind,
        "cursor": cursor,
        "lookedAt": source.looked_at or None,
        "readAs": source.read_as or None,
    }


def _item_row(item: RememberedItem) -> Row:
    return {
        "id": item.id,
        "source": item.source,
        "key": item.key,
        "uri": item.uri,
        "version": item.version or None,
        "mediaType": item.media_type or None,
        "readAs": item.read_as or None,
        "hash": item.hash or None,
        "holds": item.holds or None,
        "documents": item.documents or None,
        "goneSince": item.gone_since or None,
        "again": item.again or None,
    }


def _id(row: Row) -> str:
    return str(row["id"])
