"""A server that is slow to answer, and no other writer: the lease is waited for, and nobody is blamed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graph.errors import TransactionTimeoutError
from graph.stores.neo4j.lease import READ, Neo4jLease
from graph.stores.neo4j.store import Neo4jStore
from graph.stores.protocol import WriteTransaction
from graph.stores.settings import StoreSettings

pytestmark = pytest.mark.neo4j


def test_the_lease_of_a_slow_server_is_waited_for(empty_neo4j: StoreSettings) -> None:
    tries = 0
    with Neo4jStore(empty_neo4j) as store:

        def slow_at_first(unit: Callable[[WriteTransaction], Any], seconds: float) -> Any:
            nonlocal tries
            tries += 1
            if tries == 1:
                raise TransactionTimeoutError(f"longer than {seconds:g} s")
            return store.write(unit)

        lease = Neo4jLease(slow_at_first, empty_neo4j).acquire(0)
        try:
            assert tries == 3
            assert [row["token"] for row in store.stream(READ)] == [lease.token]
        finally:
            lease.release()
