"""A query ends in time, its answer is cut or refused where it is too large, and a client that gives up ends it on the server."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from graph.errors import QueryFailedError
from graph.stores.bounds import Bounds, gather, size_of
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings

SLOW = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a, b WHERE a * b % 7 = 8 RETURN count(*) AS n"
ENDLESS = "UNWIND range(1, 1000000000) AS a UNWIND range(1, 1000000) AS b RETURN count(*)"
SHOWN = "SHOW TRANSACTIONS YIELD metaData, currentQuery WHERE metaData.app = 'graphmill query' RETURN coalesce(currentQuery, '') AS currentQuery"
BOUNDS = Bounds(seconds=60, rows=3, size=1_000, deadline=time.monotonic() + 3_600)


def test_a_query_of_minutes_ends_near_its_time(store: GraphStore) -> None:
    started = time.monotonic()
    with pytest.raises(QueryFailedError, match=r"longer than 1 s; narrow it, or raise query_timeout"):
        store.read_query(SLOW, timeout=1)
    assert time.monotonic() - started < 30
    assert store.read_query("RETURN 1 AS one").rows == [(1,)]


def test_the_settings_are_the_upper_bounds(store_settings: StoreSettings) -> None:
    tight = store_settings.model_copy(update={"query_rows": 5, "query_timeout": 0.5, "query_bytes": 2_000})
    with open_store(tight) as store:
        answer = store.read_query("UNWIND range(1, 100) AS x RETURN x", limit=50, timeout=600)
        assert (len(answer.rows), answer.truncated) == (5, True)
        with pytest.raises(QueryFailedError, match=r"longer than 0\.5 s"):
            store.read_query(SLOW, timeout=600)
        with pytest.raises(QueryFailedError, match="query_bytes"):
            store.read_query("RETURN range(1, 10000) AS l")


def test_rows_over_the_cap_are_cut(store: GraphStore) -> None:
    # A server makes rows as they are fetched; kglite makes all of them in this process, in a form of its own.
    many = 5_000_000 if store.settings.kind == "neo4j" else 200_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = store.read_query("UNWIND range(1, $many) AS x RETURN x", {"many": many}, limit=10)
    assert [row[0] for row in answer.rows] == list(range(1, 11))
    assert answer.truncated
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB


def test_rows_after_the_cap_are_not_asked_for() -> None:
    asked = []

    def rows() -> object:
        for number in range(100):
            asked.append(number)
            yield (number,)

    answer = gather(("x",), rows(), BOUNDS)  # type: ignore[arg-type]
    assert (len(answer.rows), answer.truncated, len(asked)) == (3, True, 4)


def test_an_answer_that_is_too_large_or_too_slow_names_its_remedy() -> None:
    with pytest.raises(QueryFailedError, match=r"at row 2.*query_bytes"):
        gather(("x",), [("a" * 500,), (["b" * 500],)], BOUNDS)
    late = Bounds(seconds=1, rows=3, size=1_000, deadline=time.monotonic() - 1)
    with pytest.raises(QueryFailedError, match="query_timeout"):
        gather(("x",), [(1,)], late)


def test_the_size_counts_what_is_nested() -> None:
    assert size_of([["a" * 100], {"key": "b" * 100}]) > 200
    assert size_of(list(range(1_000))) >= 8_000


@pytest.mark.neo4j
def test_a_client_that_is_interrupted_ends_its_query_on_the_server(
    empty_neo4j: StoreSettings, tmp_path: Path
) -> None:
    password = empty_neo4j.password.get_secret_value()
    environment = {**os.environ, "NEO4J_PASSWORD": password, "GRAPHMILL_STORE__URI": empty_neo4j.uri}
    command = [sys.executable, "-m", "flows.cli", "query", ENDLESS, "--store", "neo4j"]
    asking = subprocess.Popen(
        command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    with GraphDatabase.driver(empty_neo4j.uri, auth=(empty_neo4j.user, password)) as driver:

        def running() -> bool:
            found = driver.execute_query(SHOWN).records
            return any(record["currentQuery"].startswith("UNWIND") for record in found)

        try:
            deadline = time.monotonic() + 60
            while not running():
                assert time.monotonic() < deadline
                time.sleep(0.1)
            asking.send_signal(signal.SIGINT)
            asking.communicate(timeout=15)
        finally:
            asking.kill()
        assert asking.returncode != 0
        deadline = time.monotonic() + 10
        while running():
            assert time.monotonic() < deadline
            time.sleep(0.1)
