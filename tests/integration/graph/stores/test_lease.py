"""One writer a graph: who is shut out, who takes over, and that nobody writes without the lease."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.errors import LeaseLostError, StoreBusyError
from graph.stores.neo4j.lease import READ
from graph.stores.neo4j.lease import _holder as told
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.support.root import ROOT
from tests.support.synthetic import corpus

HOLD = """
import sys, time
from pydantic import SecretStr
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
settings = StoreSettings.model_validate_json(sys.argv[1])
store = open_store(settings)
with store.lease():
    print("held", flush=True)
    time.sleep(600)
"""


@contextmanager
def another_process_holding(settings: StoreSettings) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
        "PYTHONPATH": str(ROOT),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, settings.model_dump_json()],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def neo4j_store(empty_neo4j: StoreSettings) -> Iterator[GraphStore]:
    with open_store(empty_neo4j) as store:
        yield store


def test_a_second_process_is_told_who_holds_the_embedded_graph_and_since_when(tmp_path: Path) -> None:
    settings = StoreSettings(path=tmp_path / "graph.kgl", wait_seconds=0)
    with (
        another_process_holding(settings) as process,
        pytest.raises(StoreBusyError, match="in use by") as caught,
    ):
        open_store(settings)
    assert str(process.pid) in str(caught.value)
    assert "since 20" in caught.value.holder


def test_an_embedded_graph_whose_process_was_killed_is_free_at_once(tmp_path: Path) -> None:
    settings = StoreSettings(path=tmp_path / "graph.kgl")
    with another_process_holding(settings) as process:
        process.kill()
        process.wait()
        with open_store(settings) as store:
            assert apply_changes(store, corpus(2)).added == 2


def test_opening_an_embedded_graph_waits_as_long_as_it_is_told_to(tmp_path: Path) -> None:
    settings = StoreSettings(path=tmp_path / "graph.kgl", wait_seconds=30)
    with another_process_holding(settings) as process:
        threading.Timer(0.7, process.kill).start()
        with open_store(settings) as store:
            assert apply_changes(store, corpus(1)).added == 1


def test_the_same_process_is_told_that_it_has_the_graph_open_itself(tmp_path: Path) -> None:
    settings = StoreSettings(path=tmp_path / "graph.kgl", wait_seconds=0)
    with open_store(settings), pytest.raises(StoreBusyError, match="this process"):
        open_store(settings)


def test_the_lease_is_given_to_one_at_a_time(store: GraphStore) -> None:
    with store.lease(), pytest.raises(StoreBusyError), store.lease():
        pytest.fail("the lease was given twice")
    with store.lease():
        pass


@pytest.mark.neo4j
class TestServer:
    def test_a_second_writer_is_told_who_holds_the_lease(
        self, neo4j_store: GraphStore, empty_neo4j: StoreSettings
    ) -> None:
        with another_process_holding(empty_neo4j) as process:
            with pytest.raises(StoreBusyError, match="is being written by") as caught:
                apply_changes(neo4j_store, corpus(1))
            assert f"process {process.pid} on " in caught.value.holder
            assert neo4j_store.read_query("MATCH (d:Document) RETURN count(d)").rows == [(0,)]

    def test_the_lease_of_a_process_that_died_on_this_machine_is_taken_over_at_once(
        self, neo4j_store: GraphStore, empty_neo4j: StoreSettings
    ) -> None:
        with another_process_holding(empty_neo4j) as process:
            process.kill()
            process.wait()
            assert apply_changes(neo4j_store, corpus(1)).added == 1

    def test_the_lease_of_another_machine_is_waited_for_until_it_runs_out(
        self, neo4j_store: GraphStore
    ) -> None:
        hold = """
        MERGE (l:GraphmillLease {id: 'writer'})
        SET l.token = 'theirs', l.host = 'elsewhere', l.pid = 1, l.since = timestamp(), l.expires = timestamp() + 1500
        """
        neo4j_store.write(lambda transaction: transaction.run(hold, {}))
        with pytest.raises(StoreBusyError, match="process 1 on elsewhere"), neo4j_store.lease():
            pytest.fail("the lease has not run out")
        with neo4j_store.lease(wait=20):
            assert holder(neo4j_store) != "theirs"

    def test_a_writer_that_lost_its_lease_writes_nothing_more(self, neo4j_store: GraphStore) -> None:
        steal = (
            "MATCH (l:GraphmillLease {id: 'writer'}) SET l.token = 'theirs', l.host = 'elsewhere', l.pid = 7"
        )
        with neo4j_store.lease():
            neo4j_store.write(lambda transaction: transaction.run(steal, {}))
            with pytest.raises(LeaseLostError, match="went to process 7 on elsewhere"):
                neo4j_store.write(lambda transaction: transaction.run("CREATE (d:Document {id: 'late'})", {}))
        assert neo4j_store.read_query("MATCH (d:Document) RETURN count(d)").rows == [(0,)]
        assert holder(neo4j_store) == "theirs", "what another holds is not released"

    def test_the_heartbeat_keeps_a_lease_beyond_its_life(
        self, neo4j_store: GraphStore, empty_neo4j: StoreSettings
    ) -> None:
        short = empty_neo4j.model_copy(update={"lease_seconds": 3.0})
        with open_store(short) as other, other.lease():
            time.sleep(5)
            with pytest.raises(StoreBusyError), neo4j_store.lease():
                pytest.fail("the lease was let run out")

    def test_a_released_lease_is_free(self, neo4j_store: GraphStore, empty_neo4j: StoreSettings) -> None:
        with neo4j_store.lease():
            pass
        with open_store(empty_neo4j) as other, other.lease():
            assert holder(neo4j_store) is not None


def test_a_holder_that_lets_go_while_it_is_read_is_nobody() -> None:
    row = {"token": "theirs", "host": "elsewhere", "pid": 7, "since": None, "expires": None}
    assert told(row) == "nobody"
    assert told(row | {"since": 0}) == "process 7 on elsewhere (since 1970-01-01T00:00:00+00:00)"


def holder(store: GraphStore) -> str | None:
    found: str | None = next(iter(store.stream(READ)))["token"]
    return found
