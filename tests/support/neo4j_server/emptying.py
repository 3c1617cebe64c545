"""A server's database made empty again."""

from __future__ import annotations

from graph.stores.migrations import migrate
from graph.stores.neo4j.store import Neo4jStore
from graph.stores.protocol import WriteTransaction
from graph.stores.settings import StoreSettings

WIPE = """
MATCH (n) WHERE NOT n:GraphmillTests AND NOT n:GraphmillSchema
WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS n
"""


def emptied(store: Neo4jStore) -> StoreSettings:
    """Leave nothing in a server's database but its schema, and return how to open it."""

    def wipe(transaction: WriteTransaction) -> int:
        return int(transaction.run(WIPE, {}).rows[0]["n"])

    while store.write(wipe):
        pass
    migrate(store)
    return store.settings
