"""Metadata in the letters that queries look for, and dates that stood among them.

An earlier graphmill wrote all but ASCII as escapes of JSON, and knew a document's date only as a field ``date`` of its metadata.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from extractors.readers.dates import iso_date
from graph.schema.descriptions import metadata_json
from graph.stores.protocol import Row, Statement, run_rows

if TYPE_CHECKING:
    from graph.stores.protocol import GraphStore

ROWS_A_TRANSACTION = 1_000
FIELD = "date"
READ = """
MATCH (d:Document)
WHERE d.contentHash IS NOT NULL AND (d.metadata CONTAINS $escape OR (d.metadata CONTAINS $field AND d.date IS NULL))
RETURN d.id AS id, d.metadata AS metadata, d.date AS date, d.dateFrom AS dateFrom
ORDER BY id
"""
REWRITE = Statement(
    "rewrite metadata",
    """
UNWIND $rows AS row
MATCH (d:Document {id: row.id})
SET d.metadata = row.metadata, d.date = row.date, d.dateFrom = row.dateFrom
RETURN count(*) AS n
""",
    matched=True,
)


def upgrade(store: GraphStore) -> None:
    """Rewrite the metadata of every document that has escapes in it, and take dates out of them; a second call changes nothing."""
    rows = _rewritten(list(store.stream(READ, {"escape": "\\u", "field": f'"{FIELD}"'})))
    while part := list(islice(rows, ROWS_A_TRANSACTION)):
        store.write(partial(run_rows, statement=REWRITE, rows=part))


def _rewritten(found: Iterable[Row]) -> Iterator[Row]:
    for row in found:
        try:
            metadata = json.loads(row["metadata"])
            written = row | {"metadata": metadata_json(metadata)}
        except (ValueError, TypeError):
            continue  # damaged by hand; reading the document says so
        if not row["date"] and (date := iso_date(str(metadata.get(FIELD, "")))):
            written |= {"date": date, "dateFrom": f"field {FIELD}"}
        if written != row:
            yield written
