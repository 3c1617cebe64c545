"""A Neo4j server that is killed while it is written to, and comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph.audit import audit
from graph.canonical import snapshot
from graph.store import GraphStore, StoreSettings, open_store
from graph.writer import ChangeReport, apply_changes
from tests.conftest import start_neo4j
from tests.neo4j_server.launcher import Neo4jServer
from tests.synthetic import corpus


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Neo4jServer]:
    """Start a server that this test may kill."""
    started = start_neo4j(tmp_path / "neo4j")
    yield started
    started.stop()


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
def test_a_run_outlives_its_server_and_leads_to_the_same_graph(
    server: Neo4jServer, embedded_store: Callable[[str], GraphStore]
) -> None:
    settings = StoreSettings(
        kind="neo4j",
        uri=server.uri,
        user=server.user,
        password=SecretStr(server.password),
        retry_seconds=180,
    )
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
