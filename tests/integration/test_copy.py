"""A copied graph is the same to the last property, in either direction, also after a copy that was cut off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import known_documents, load_resolution
from graph.contents.records import holdings
from graph.errors import (
    ForeignDataError,
    NotEmptyError,
    SchemaError,
    StoreBusyError,
    StoreError,
    UnfinishedError,
)
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.upkeep import copying
from graph.upkeep.copying import copy_graph
from graph.upkeep.tidying import remove_everything
from graph.writing.writer import apply_changes, forget
from tests import first_release
from tests.failing_store import FailingStore, RepeatingStore, StoppedError
from tests.raw_graph import raw_graph
from tests.synthetic import corpus, extraction

ADA, BARE = ("Ada Lovelace", "person"), ("Lovelace", "person")


def history(store: GraphStore) -> None:
    """Leave redirects, entities out of use, replaced documents, figures of an analysis, and a document without text."""
    full = [extraction(f"full{n}.txt", [[ADA]]) for n in range(3)]
    apply_changes(store, [extraction("bare.txt", [[BARE]]), *full, *corpus(9, seed=1)])
    explains = [extraction(f"explains{n}.txt", [[ADA], [BARE]]) for n in range(3)]
    apply_changes(store, [*explains, extraction("empty.txt", [])])
    forget(store, [each.document.id for each in corpus(9, seed=1)[:3]])
    figures = "MATCH (e:Entity) WHERE e.docs > 2 SET e.pageRank = 0.25, e.community = 3, e.topics = []"
    store.write(lambda transaction: transaction.run(figures, {}))
    entities = load_resolution(store).entities.values()
    assert any(each.merged_into for each in entities)
    assert any(not each.docs for each in entities)


@pytest.fixture
def target(tmp_path: Path) -> StoreSettings:
    return StoreSettings(path=tmp_path / "target" / "graph.kgl", retry_seconds=5)


def test_a_graph_is_copied_from_either_store_and_back(
    store_settings: StoreSettings, target: StoreSettings, tmp_path: Path
) -> None:
    with open_store(store_settings) as source, open_store(target, resuming="copy") as copy:
        history(source)
        expected, sound = raw_graph(source), snapshot(source)
        seen: list[tuple[int, int]] = []
        report = copy_graph(source, copy, on_progress=lambda done, total: seen.append((done, total)))
        assert raw_graph(copy) == expected
        assert (report.nodes + report.relationships,) * 2 == seen[-1]
        assert [done for done, _ in seen] == sorted({done for done, _ in seen})
        assert audit(copy).differences == ()
        assert snapshot(copy).differences(sound) == []
        assert load_resolution(copy) == load_resolution(source)
        remove_everything(source)
        assert holdings(source).is_empty
    with open_store(target) as copy, open_store(store_settings, resuming="copy") as back:
        copy_graph(copy, back)
        assert raw_graph(back) == expected
        # The two go on as one graph would.
        for each in (copy, back):
            apply_changes(each, corpus(4, seed=6), [corpus(9, seed=1)[4].document.id])
            assert audit(each).differences == ()
        assert snapshot(back).differences(snapshot(copy)) == []
        assert load_resolution(back).current() == load_resolution(copy).current()


def test_a_copy_that_is_cut_off_anywhere_is_begun_afresh(
    store_settings: StoreSettings,
    embedded_store: Callable[[str], GraphStore],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(copying, "ROWS_A_TRANSACTION", 60)
    source = embedded_store("source")
    history(source)
    statement = cut_off = 0
    while True:
        statement += 7
        with open_store(store_settings, resuming="copy") as store:
            failing = FailingStore(store, statement)
            try:
                report = copy_graph(source, failing)
            except StoppedError:
                cut_off += 1
            else:
                break
        if statement > 7:
            with pytest.raises(UnfinishedError, match="graphmill copy"):
                open_store(store_settings)
            with pytest.raises(UnfinishedError):
                open_store(store_settings, resuming="rebuild")
    assert cut_off > 5
    assert report.began_afresh
    with open_store(store_settings) as store:
        assert raw_graph(store) == raw_graph(source)


KILLED = """
import os, signal, sys
from pathlib import Path
from graph.upkeep import copying
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
copying.ROWS_A_TRANSACTION = 20
left, put = 5, copying._put_links
def dying(*arguments):
    global left
    put(*arguments)
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
copying._put_links = dying
with open_store(StoreSettings(path=Path(sys.argv[1]))) as source:
    with open_store(StoreSettings(path=Path(sys.argv[2])), resuming="copy") as target:
        copying.copy_graph(source, target)
"""


def test_a_copy_that_is_killed_is_begun_afresh(target: StoreSettings, tmp_path: Path) -> None:
    origin = StoreSettings(path=tmp_path / "source.kgl", retry_seconds=5)
    with open_store(origin) as source:
        history(source)
    command = [sys.executable, "-c", KILLED, str(origin.path), str(target.path)]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    with pytest.raises(UnfinishedError):
        open_store(target)
    with open_store(origin) as source, open_store(target, resuming="copy") as copy:
        assert copy_graph(source, copy).began_afresh
        assert raw_graph(copy) == raw_graph(source)


def test_a_commit_whose_answer_was_lost_is_not_done_twice(
    store_settings: StoreSettings, embedded_store: Callable[[str], GraphStore]
) -> None:
    source = embedded_store("source")
    history(source)
    with open_store(store_settings, resuming="copy") as store:
        copy_graph(source, RepeatingStore(store))
        assert raw_graph(store) == raw_graph(source)


def test_a_store_that_holds_a_graph_is_left_alone(
    store: GraphStore, embedded_store: Callable[[str], GraphStore]
) -> None:
    source = embedded_store("source")
    apply_changes(source, corpus(3))
    apply_changes(store, corpus(2, seed=5))
    before = raw_graph(store)
    with pytest.raises(NotEmptyError, match="holds a graph already"):
        copy_graph(source, store)
    assert raw_graph(store) == before
    forget(store, list(known_documents(store)))
    with pytest.raises(NotEmptyError):
        copy_graph(source, store)


def test_nothing_is_copied_from_a_graph_that_is_being_written_nor_into_one(
    store: GraphStore, embedded_store: Callable[[str], GraphStore]
) -> None:
    other = embedded_store("other")
    for source, target in ((store, other), (other, store)):
        with store.lease(), pytest.raises(StoreBusyError):
            copy_graph(source, target)
        assert holdings(target).is_empty


def test_what_another_program_wrote_stays_where_it_is_and_is_told(
    store: GraphStore, embedded_store: Callable[[str], GraphStore]
) -> None:
    apply_changes(store, corpus(2))
    others = holdings(store).other_nodes
    store.write(lambda transaction: transaction.run("CREATE (n:Note {text: 'mine'})", {}))
    text = "MATCH (n:Note) MATCH (e:Entity) WITH n, e LIMIT 1 CREATE (n)-[:ABOUT]->(e)"
    store.write(lambda transaction: transaction.run(text, {}))
    report = copy_graph(store, embedded_store("copy"))
    assert (report.left_out_nodes, report.left_out_relationships) == (others + 1, 1)
    assert audit(embedded_store("copy")).differences == ()


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ("SET e.seen = date('2030-01-01')", StoreError, "'seen'"),
        ("SET e.`my key` = 1", StoreError, "'my key'"),
        ("SET e:`My Label`", (StoreError, SchemaError), "My Label"),
        ("REMOVE e.id", ForeignDataError, "1 :Entity"),
    ],
)
def test_what_cannot_be_moved_is_named(
    empty_neo4j: StoreSettings,
    target: StoreSettings,
    change: str,
    error: type[Exception],
    message: str,
) -> None:
    with open_store(empty_neo4j) as source, open_store(target, resuming="copy") as copy:
        apply_changes(source, corpus(2))
        source.write(lambda transaction: transaction.run(f"MATCH (e:Entity) WITH e LIMIT 1 {change}", {}))
        with pytest.raises(error, match=message):
            copy_graph(source, copy)


def test_a_graph_of_the_first_release_is_copied_as_it_is(
    store_settings: StoreSettings, tmp_path: Path
) -> None:
    old = StoreSettings(path=tmp_path / "old" / "graph.kgl")
    first_release.restore(old)
    with open_store(old) as source, open_store(store_settings, resuming="copy") as store:
        copy_graph(source, store)
        assert raw_graph(store) == raw_graph(source)
        apply_changes(store, ())
        assert audit(store).differences == ()
