"""The ingest flow while its Neo4j server stops, is killed, is away, may only be read, or has no memory left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.ingest import ingest
from flows.project.settings import Settings
from flows.project.stores import open_project_store, store_settings
from flows.runs import ingestion
from flows.runs.report import RunReport
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.extractions import stored_extractions
from graph.contents.loading import known_documents
from graph.errors import StoreError, StoreUnreachableError
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.conftest import start_neo4j
from tests.support.histories.machine import LINKING_ONLY
from tests.support.neo4j_server.launcher import Neo4jServer
from tests.support.synthetic import extraction, names

LARGE = [
    extraction(f"large/{number}.txt", [names(400, number)[first : first + 6] for first in range(395)])
    for number in range(12)
]
pytestmark = [pytest.mark.model, pytest.mark.neo4j]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """Start a server that these tests may stop."""
    started = start_neo4j(tmp_path_factory.mktemp("neo4j"))
    yield started
    started.remove()


@pytest.fixture
def settings(project: Settings, server: Neo4jServer, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return a project whose graph is on that server, every document a commit of its own."""
    monkeypatch.setenv("NEO4J_PASSWORD", server.password)
    store = {"kind": "neo4j", "uri": server.uri, "retry_seconds": 120.0}
    given = {
        # The tests of this module share one database, each from a folder of its own.
        "project": "failures",
        "store": store,
        "flow": {"batch_files": 2, "commit_documents": 1, "link_documents": 2, "retries": 0},
    }
    return Settings.model_validate(project.model_dump() | given)


def run(settings: Settings) -> RunReport:
    return ingest([str(settings.base / "corpus")], settings)


@pytest.fixture
def at_first_commit(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Do something as soon as a run has committed something, while it goes on."""

    def arrange(act: Callable[[], None]) -> None:
        done = threading.Event()

        def tell(phase: str, *_: object) -> None:
            if phase == "commit" and not done.is_set():
                done.set()
                act()

        monkeypatch.setattr(ingestion, "tell", tell)

    return arrange


def assert_complete(settings: Settings, tmp_path: Path) -> None:
    """Make sure that the graph is exact: that of its documents put into a fresh graph in one go."""
    with open_project_store(settings) as store:
        assert audit(store).differences == ()
        held = list(stored_extractions(store, known_documents(store).values()))
        with open_store(StoreSettings(path=tmp_path / "fresh.kgl")) as fresh:
            apply_changes(fresh, [each.extraction for each in held])
            assert snapshot(store).differences(snapshot(fresh)) == []


def change_corpus(settings: Settings, name: str) -> None:
    for path in (settings.base / "corpus").glob("*.txt"):
        path.write_text(f"{name} met Otto Hahn in Munich. {name} works for Siemens.", encoding="utf-8")
    (settings.base / "corpus" / "e.txt").write_text(f"{name} lives in London.", encoding="utf-8")


def test_a_run_waits_for_a_server_that_is_started_again_and_completes(
    settings: Settings,
    server: Neo4jServer,
    tmp_path: Path,
    at_first_commit: Callable[[Callable[[], None]], None],
) -> None:
    starting = threading.Thread(target=server.run)

    def stop_and_start() -> None:
        server.stop()
        starting.start()

    at_first_commit(stop_and_start)
    assert run(settings).documents_added == 5
    starting.join()
    assert_complete(settings, tmp_path)


def test_a_run_ends_when_a_killed_server_stays_away_and_the_next_one_completes(
    settings: Settings,
    server: Neo4jServer,
    tmp_path: Path,
    at_first_commit: Callable[[Callable[[], None]], None],
) -> None:
    change_corpus(settings, "Clara Immerwahr")
    hasty = impatient(settings)
    at_first_commit(server.kill)
    with pytest.raises(StoreUnreachableError, match=r"not back within 2 s .*run the command again"):
        run(hasty)
    with pytest.raises(
        StoreUnreachableError, match=r"No Neo4j server answers at bolt://.*: start it, or correct"
    ):
        run(hasty)
    server.run()
    assert run(settings).exit_code == 0
    assert_complete(settings, tmp_path)


def test_a_server_that_cannot_write_ends_the_run_and_keeps_the_graph_and_the_next_one_completes(
    settings: Settings, server: Neo4jServer, tmp_path: Path
) -> None:
    run(settings)
    with open_project_store(settings) as store:
        before = snapshot(store)
    change_corpus(settings, "Fritz Haber")
    try:
        restart(server, {"server.databases.default_to_read_only": "true"})
        with pytest.raises(StoreError, match=r"may only be read: .*run the command again"):
            run(settings)
        with open_project_store(settings) as store:
            assert snapshot(store) == before

        restart(server, {"dbms.memory.transaction.total.max": "10m"})
        with open_store(store_settings(impatient(settings))) as store:
            with pytest.raises(
                StoreError, match=r"has not the memory for a transaction.*run the command again"
            ):
                apply_changes(store, LARGE)
            assert {each.what for each in audit(store).differences} <= LINKING_ONLY
            assert known_documents(store).keys() == before.documents.keys()
    finally:
        restart(server, {})
    assert run(settings).exit_code == 0
    assert_complete(settings, tmp_path)


def impatient(settings: Settings) -> Settings:
    return settings.model_copy(update={"store": settings.store.model_copy(update={"retry_seconds": 2.0})})


def restart(server: Neo4jServer, configuration: dict[str, str]) -> None:
    # In order: what a killed server left to recover, one that may only read could not.
    server.stop()
    server.settings = configuration
    server.run()
