"""The page beside an ingest, beside other programs, and when the graph goes away: answers go on, and what they are of is said."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import pytest

from graph.errors import QueryTimeoutError, StoreBusyError, StoreError
from graph.explorer.project import ExplorerProject
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.support.explored_project import (
    ADA,
    DOCUMENTS,
    OSAKA,
    Visitor,
    answer,
    asked,
    entity_of,
    explored_project,
    failure,
)
from tests.support.root import ROOT
from tests.support.synthetic import corpus, extraction

PATIENCE = 60.0


@pytest.fixture
def project(empty_embedded: StoreSettings, tmp_path: Path) -> ExplorerProject:
    return explored_project(empty_embedded, tmp_path)


@pytest.fixture
def either(store_settings: StoreSettings, tmp_path: Path) -> ExplorerProject:
    """Give a project, once for each kind of store."""
    return explored_project(store_settings, tmp_path)


@contextmanager
def ingest(settings: StoreSettings) -> Iterator[TextIO]:
    """Give what another process tells that puts documents into the graph and rests while it has the graph open."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.support.writer_process"),
            *(settings.model_dump_json(), "--last", "2", "--step", "2", "--rest", "600"),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def until(told: TextIO, word: str) -> None:
    for line in told:
        if line.strip() == word:
            return
    pytest.fail(f"The writer ended before it told {word!r}.")


def seen(client: Visitor, wanted: Callable[[Any], bool]) -> Any:
    """Return the first pulse that is as wanted."""
    deadline = time.monotonic() + PATIENCE
    while not wanted(pulse := answer(client.get("/api/pulse"))):
        assert time.monotonic() < deadline, pulse
        time.sleep(0.05)
    return pulse


def documents_of(client: Visitor) -> int:
    found: int = answer(client.get("/api/overview"))["counts"]["documents"]
    return found


def test_an_ingest_takes_the_graph_while_the_page_answers_and_the_page_follows(
    project: ExplorerProject,
) -> None:
    with asked(project) as client:
        before = seen(client, lambda pulse: pulse["state"] == "current")
        with ingest(project.store) as told:
            until(told, "resting")
            behind = seen(client, lambda pulse: pulse["state"] == "behind")
            assert behind["revision"] == before["revision"]
            assert behind["as_of"]
            assert "process" in behind["message"]
            assert behind["as_of"] in behind["message"]
            assert documents_of(client) == len(DOCUMENTS)
            assert answer(client.get("/api/names", params={"id": entity_of(client, "Osaka")}))["rows"]
        # Killed with its work in the log alone: that is read from there.
        after = seen(client, lambda pulse: pulse["state"] == "current")
        assert after["revision"] != before["revision"]
        assert documents_of(client) == len(DOCUMENTS) + 1


def test_the_page_keeps_no_program_out(either: ExplorerProject) -> None:
    with asked(either) as client:
        for number in range(3):
            with open_store(either.store) as store:
                apply_changes(store, [extraction(f"new{number}.txt", [[ADA, OSAKA]])])
            seen(client, lambda pulse: pulse["state"] == "current")
        last = answer(client.get("/api/pulse"))["revision"]
        deadline = time.monotonic() + PATIENCE
        while documents_of(client) != len(DOCUMENTS) + 3:
            assert time.monotonic() < deadline, last
            time.sleep(0.05)


def test_a_page_that_is_started_during_an_ingest_shows_what_was_there_before(
    project: ExplorerProject,
) -> None:
    with ingest(project.store) as told:
        until(told, "resting")
        with asked(project) as client:
            pulse = answer(client.get("/api/pulse"))
            assert pulse["state"] == "behind"
            assert documents_of(client) == len(DOCUMENTS)


def test_a_page_that_is_started_before_anything_was_ever_written_out_is_refused_with_the_holder(
    empty_embedded: StoreSettings, tmp_path: Path
) -> None:
    project = explored_project(StoreSettings(path=tmp_path / "other.kgl"), tmp_path)
    with ingest(empty_embedded) as told:
        until(told, "resting")
        assert not empty_embedded.path.exists()
        with pytest.raises(StoreBusyError, match="in use by process"), asked(project, store=empty_embedded):
            pass


def test_nothing_is_decided_while_an_ingest_has_the_graph_and_nothing_is_lost(
    project: ExplorerProject,
) -> None:
    with asked(project) as client:
        act = {"act": "hide", "a": entity_of(client, "Osaka"), "by": "", "why": ""}
        with ingest(project.store) as told:
            until(told, "resting")
            status, words = failure(client.post("/api/decide", json=act))
            assert status == 409
            assert "in use by process" in words
            assert "wait for it" in words
            assert not project.decisions_path.exists()
        assert answer(client.post("/api/decide", json=act))["followed"]


def test_a_graph_that_goes_away_is_said_to_be_lost_and_comes_back(
    project: ExplorerProject, tmp_path: Path
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    with asked(project) as client:
        osaka = entity_of(client, "Osaka")
        files = list(project.store.path.parent.glob("graph.kgl*"))
        for each in files:
            each.rename(aside / each.name)
        lost = seen(client, lambda pulse: pulse["state"] == "lost")
        assert "graphmill ingest" in lost["message"]
        assert (
            failure(client.post("/api/decide", json={"act": "hide", "a": osaka, "by": "", "why": ""}))[0]
            == 503
        )
        for each in files:
            (aside / each.name).rename(each)
        seen(client, lambda pulse: pulse["state"] == "current")
        assert entity_of(client, "Osaka") == osaka


def test_a_graph_that_is_damaged_is_said_to_be_lost_while_the_page_goes_on(project: ExplorerProject) -> None:
    with asked(project) as client:
        project.store.path.write_bytes(b"no graph")
        lost = seen(client, lambda pulse: pulse["state"] == "lost")
        assert "restore a backup" in lost["message"]
        assert documents_of(client) == len(DOCUMENTS)


def test_many_ask_at_once_while_the_graph_changes(either: ExplorerProject) -> None:
    failed: list[str] = []

    def ask(client: Visitor) -> None:
        for _ in range(15):
            for path in ("overview", "pulse", "project", "decisions"):
                found = client.get(f"/api/{path}")
                if found.status_code != 200:
                    failed.append(found.text)

    with asked(either) as client:
        threads = [threading.Thread(target=ask, args=(client,)) for _ in range(6)]
        for each in threads:
            each.start()
        for number, document in enumerate(corpus(6, seed=4)):
            with open_store(either.store.model_copy(update={"wait_seconds": PATIENCE})) as store:
                apply_changes(store, [document])
            if number % 2:
                client.application.state.workplace.look()
        for each in threads:
            each.join()
    assert failed == []


def test_a_copy_takes_no_writes(project: ExplorerProject) -> None:
    with asked(project) as client, client.application.state.workplace.reading() as copy:
        with pytest.raises(StoreError, match="only to be read"):
            copy.write(lambda transaction: transaction.run("CREATE (:Document {id: 'x'})", {}))
        with pytest.raises(StoreError, match="only to be read"):
            apply_changes(copy, [DOCUMENTS[0]])
        assert copy.read_query("MATCH (d:Document) RETURN count(d)").rows == [(len(DOCUMENTS),)]


def test_a_statement_that_takes_too_long_is_ended(project: ExplorerProject) -> None:
    short = project.store.model_copy(update={"query_timeout": 0.001})
    endless = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(a * b) AS n"
    with (
        asked(project, store=short) as client,
        client.application.state.workplace.reading() as copy,
        pytest.raises(QueryTimeoutError, match=r"took longer than 0\.001 s"),
    ):
        list(copy.stream(endless))
