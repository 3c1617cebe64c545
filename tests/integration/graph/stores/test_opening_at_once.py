"""Several programs that open one new database at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from graph.schema.labels import SCHEMA_VERSION
from graph.stores.migrations import stored_version
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings

DROP_ALL = "SHOW CONSTRAINTS YIELD name RETURN name", "DROP CONSTRAINT {} IF EXISTS"


def open_and_look(settings: StoreSettings) -> int:
    with open_store(settings) as store:
        return stored_version(store)


@pytest.mark.neo4j
def test_all_of_them_find_the_schema_made(empty_neo4j: StoreSettings) -> None:
    for _ in range(3):
        with open_store(empty_neo4j) as store:
            names, drop = DROP_ALL
            for row in list(store.stream(names)):
                store.define(drop.format(row["name"]))
            store.write(lambda transaction: transaction.run("MATCH (s:GraphmillSchema) DELETE s", {}))
        with ThreadPoolExecutor(6) as threads:
            versions = list(threads.map(open_and_look, [empty_neo4j] * 6))
        assert versions == [SCHEMA_VERSION] * 6
