"""A Neo4j server that is killed while it is written to or asked, and comes back, or does not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from pydantic import SecretStr

from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.errors import StoreUnreachableError
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.writer import ChangeReport, apply_changes
from tests.conftest import start_neo4j
from tests.support.neo4j_server.launcher import Neo4jServer
from tests.support.synthetic import corpus

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """Start a server that these tests may kill."""
    started = start_neo4j(tmp_path_factory.mktemp("neo4j"))
    yield started
    started.remove()


def settings_of(server: Neo4jServer, *, retry_seconds: float) -> StoreSettings:
    return StoreSettings(
        kind="neo4j",
        uri=server.uri,
        user=server.user,
        password=SecretStr(server.password),
        retry_seconds=retry_seconds,
    )


def test_a_run_outlives_its_server_and_leads_to_the_same_graph(
    server: Neo4jServer, embedded_store: Callable[[str], GraphStore]
) -> None:
    settings = settings_of(server, retry_seconds=180)
    documents = corpus(60, seed=3)
    half_done = threading.Event()
    reports: list[ChangeReport] = []

    def progress(done: int, total: int) -> None:
        if done * 2 > total:
            half_done.set()

    def write() -> None:
        with open_store(settings) as store:
            reports.append(apply_changes(store, documents, batch_size=3, on_progress=progress))

    writer = threading.Thread(target=write)
    writer.start()
    assert half_done.wait(120)
    server.kill()
    server.run()
    writer.join(300)
    assert [report.added for report in reports] == [60]
    expected = embedded_store("expected")
    apply_changes(expected, documents)
    with open_store(settings) as store:
        assert audit(store).differences == ()
        assert snapshot(store).differences(snapshot(expected)) == []


def test_a_question_outlives_its_server(server: Neo4jServer) -> None:
    with open_store(settings_of(server, retry_seconds=180)) as store:
        assert store.read_query("RETURN 1 AS one").rows == [(1,)]
        server.kill()
        back = threading.Timer(1.0, server.run)
        back.start()
        assert store.read_query("RETURN 2 AS two").rows == [(2,)]
        back.join()


def test_a_question_to_a_server_that_stays_away_ends_with_words(server: Neo4jServer) -> None:
    with open_store(settings_of(server, retry_seconds=1)) as store:
        assert store.read_query("RETURN 1 AS one").rows == [(1,)]
        server.kill()
        with pytest.raises(StoreUnreachableError, match="No Neo4j server answers at "):
            store.read_query("RETURN 2 AS two")
