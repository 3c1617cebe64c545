"""Metadata in the letters that queries look for: an earlier graphmill wrote all but ASCII as escapes of JSON."""

from __future__ import annotations

import json
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from graph.descriptions import metadata_json
from graph.store import Statement, run_rows

if TYPE_CHECKING:
    from graph.store import GraphStore

ROWS_A_TRANSACTION = 1_000
ESCAPED = "MATCH (d:Document) WHERE d.metadata CONTAINS $escape RETURN d.id AS id, d.metadata AS metadata"
REWRITE = Statement(
    "rewrite metadata",
    """
UNWIND $rows AS row
MATCH (d:Document {id: row.id})
SET d.metadata = row.metadata
RETURN count(*) AS n
""",
    matched=True,
)


def upgrade(store: GraphStore) -> None:
    """Rewrite the metadata of every document that has escapes in it; a second call changes nothing."""
    found = list(store.stream(ESCAPED, {"escape": "\\u"}))
    written = ({"id": row["id"], "metadata": _unescaped(row["metadata"])} for row in found)
    changed = (new for new, old in zip(written, found, strict=True) if new["metadata"] != old["metadata"])
    while part := sorted(islice(changed, ROWS_A_TRANSACTION), key=lambda row: row["id"]):
        store.write(partial(run_rows, statement=REWRITE, rows=part))


def _unescaped(metadata: str) -> str:
    try:
        return metadata_json(json.loads(metadata))
    except (ValueError, TypeError):
        return metadata  # damaged by hand; reading the document says so
