"""The page over a Neo4j server: it follows every commit of others, says when the server is gone, and goes on when it is back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from graph.errors import QueryTimeoutError
from graph.explorer.connected_graph import MOST, SIGNS, ConnectedGraph
from graph.stores.neo4j.store import Neo4jStore
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes, forget
from tests.conftest import start_neo4j
from tests.support.explored_project import (
    ADA,
    OSAKA,
    Visitor,
    answer,
    asked,
    entity_of,
    explored_project,
    failure,
)
from tests.support.neo4j_server.launcher import Neo4jServer
from tests.support.query_plans import operator_of
from tests.support.synthetic import extraction

pytestmark = pytest.mark.neo4j
PATIENCE = 120.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """Start a server that these tests may kill."""
    started = start_neo4j(tmp_path_factory.mktemp("neo4j"))
    yield started
    started.remove()


def seen(client: Visitor, wanted: Callable[[Any], bool]) -> Any:
    """Return the first pulse that is as wanted."""
    deadline = time.monotonic() + PATIENCE
    while not wanted(pulse := answer(client.get("/api/pulse"))):
        assert time.monotonic() < deadline, pulse
        time.sleep(0.05)
    return pulse


def test_every_kind_of_change_by_another_program_is_seen(empty_neo4j: StoreSettings, tmp_path: Path) -> None:
    changes: list[str] = []
    explored_project(empty_neo4j, tmp_path)
    graph = ConnectedGraph(empty_neo4j, lambda: changes.append("changed"))
    graph.open()
    with open_store(empty_neo4j) as store:

        def seen_after(change: Callable[[], object]) -> int:
            changes.clear()
            change()
            graph.look()
            return len(changes)

        assert seen_after(lambda: None) == 0
        new = extraction("new.txt", [[ADA, OSAKA]])
        assert seen_after(lambda: apply_changes(store, [new])) == 1
        assert seen_after(lambda: apply_changes(store, [new])) == 0
        assert seen_after(lambda: apply_changes(store, [extraction("new.txt", [[ADA], [OSAKA]])])) == 1
        assert seen_after(lambda: forget(store, [new.document.id])) == 1
    graph.close()


def test_whether_anything_has_changed_is_told_without_a_scan(
    empty_neo4j: StoreSettings, tmp_path: Path
) -> None:
    explored_project(empty_neo4j, tmp_path)
    with open_store(empty_neo4j) as store:
        assert isinstance(store, Neo4jStore)
        with store._session(read=True) as session:
            plan = session.run(f"EXPLAIN {SIGNS}").consume().plan
    assert plan is not None
    names = {each.name.partition("@")[0] for each in operator_of(plan).all()}
    assert {"NodeCountFromCountStore", "RelationshipCountFromCountStore"} <= names
    assert [each for each in names if "Scan" in each or "Expand" in each] == []


def test_a_statement_that_takes_too_long_is_ended_on_the_server(
    empty_neo4j: StoreSettings, tmp_path: Path
) -> None:
    explored_project(empty_neo4j, tmp_path)
    graph = ConnectedGraph(empty_neo4j, lambda: None)
    graph.open()
    endless = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b % 7) AS n"
    with pytest.raises(QueryTimeoutError, match="longer than 1 s"), graph.reading(1) as store:
        list(store.stream(endless))
    graph.close()


def test_connections_are_few_kept_and_given_to_one_at_a_time(
    empty_neo4j: StoreSettings, tmp_path: Path
) -> None:
    explored_project(empty_neo4j, tmp_path)
    graph = ConnectedGraph(empty_neo4j, lambda: None)
    graph.open()
    with graph.reading(30) as one, graph.reading(30) as other:
        assert one is not other
    with graph.reading(30) as again:
        assert again in (one, other)
    assert MOST >= 2
    graph.close()


def test_a_server_that_goes_away_is_said_to_be_lost_and_found_again_when_it_is_back(
    server: Neo4jServer, tmp_path: Path
) -> None:
    settings = StoreSettings(
        kind="neo4j", uri=server.uri, user=server.user, password=SecretStr(server.password), retry_seconds=5
    )
    project = explored_project(settings, tmp_path)
    with asked(project) as client:
        osaka = entity_of(client, "Osaka")
        server.kill()
        lost = seen(client, lambda pulse: pulse["state"] == "lost")
        assert settings.uri in lost["message"]
        status, told = failure(client.get("/api/names", params={"id": osaka}))
        assert (status, settings.uri in told) == (503, True)
        act = {"act": "hide", "a": osaka, "by": "", "why": ""}
        assert failure(client.post("/api/decide", json=act))[0] == 503
        assert not project.decisions_path.exists()
        server.run()
        seen(client, lambda pulse: pulse["state"] == "current")
        assert entity_of(client, "Osaka") == osaka
        assert answer(client.post("/api/decide", json=act))["followed"]
