"""The last step of a bulk import: what files of comma-separated values cannot say is set when the graph is first opened.

An import leaves out empty lists and cannot tell a list of one empty text from none. The export puts such values into nodes
beside the mark of an unfinished import; they are set here, and the nodes go in the same transaction.
"""

from __future__ import annotations

import json
from functools import partial

from graph.errors import SchemaError
from graph.schema.labels import LINK_KINDS, NODE_LABELS, SCHEMA_VERSION
from graph.stores.protocol import GraphStore, Row, Statement, WriteTransaction, run_rows
from graph.stores.unfinished import Mark, remove_mark

REST_PREFIX = "import:"
READ_REST = """
MATCH (s:GraphmillState) WHERE s.id STARTS WITH 'import:' RETURN s.id AS id ORDER BY id
"""
READ_ONE = """
MATCH (s:GraphmillState {id: $id}) RETURN s.kind AS kind, s.key AS key, s.values AS values
"""
REMOVE_ONE = """
MATCH (s:GraphmillState {id: $id}) DELETE s
"""


def complete_import(store: GraphStore, mark: Mark) -> None:
    """Complete the bulk import that the graph comes from, as its mark says; a second call does nothing.

    Raises:
        SchemaError: The files were exported by a newer graphmill.
        StoreBusyError: Another process is completing it.

    """
    if (mark.schema or 0) > SCHEMA_VERSION:
        raise SchemaError(
            f"The files that this graph was imported from have schema version {mark.schema}, this graphmill knows up to "
            f"{SCHEMA_VERSION}: upgrade graphmill."
        )
    with store.lease():
        for id_ in [row["id"] for row in store.stream(READ_REST)]:
            store.write(partial(_set_values, id_))
        remove_mark(store)


def _set_values(id_: str, transaction: WriteTransaction) -> None:
    for row in transaction.run(READ_ONE, {"id": id_}).rows:
        values: list[Row] = json.loads(row["values"])
        run_rows(transaction, _statement(row["kind"], row["key"]), values)
    transaction.run(REMOVE_ONE, {"id": id_})


def _statement(kind: str, key: str) -> Statement:
    """Return the statement that sets one property of nodes of a label, or of relationships of a type."""
    links = {link.type: link for link in LINK_KINDS}
    if kind in NODE_LABELS:
        pattern = f"MATCH (x:{kind} {{id: row.id}})"
    else:
        link = links[kind]
        pattern = f"MATCH (:{link.start} {{id: row.a}})-[x:{kind}]->(:{link.end} {{id: row.b}})"
    return Statement(
        f"set {key} of {kind}",
        f"UNWIND $rows AS row {pattern} SET x.`{key}` = row.value RETURN count(*) AS n",
        matched=True,
    )
