"""The ledger of sources in the graph: written once however often, in any order, carried along, recounted."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.mentions import Extraction
from graph.checks.audit import audit
from graph.contents.sources import (
    Places,
    RememberedItem,
    RememberedSource,
    SourceLedger,
    places_of,
    read_ledger,
)
from graph.export.neo4j_admin import export_for_bulk_import
from graph.questions.status import status
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.upkeep.copying import copy_graph
from graph.upkeep.rebuilding import rebuild
from graph.writing import sources as writing_sources
from graph.writing.sources import remember
from graph.writing.writer import apply_changes
from tests.support.failing_store import FailingStore, RepeatingStore, StoppedError
from tests.support.raw_graph import raw_graph
from tests.support.synthetic import extraction

EMPTY = SourceLedger()


def item(source: str, key: str, holds: str = "", **given: str) -> RememberedItem:
    return RememberedItem(
        source,
        key,
        key,
        version="1",
        media_type="text/plain",
        hash=f"h-{holds or key}",
        holds=holds or key,
        documents=1,
        **given,
    )


def ledger(*items: RememberedItem, cursor: int = 1) -> SourceLedger:
    names = {each.source for each in items}
    return SourceLedger(
        {
            name: RememberedSource(name, "files", {"next": cursor}, "2026-01-01T00:00:00+00:00")
            for name in names
        },
        {(each.source, each.key): each for each in items},
    )


TEXTS = {
    name: extraction(name, [[("Ada Lovelace", "person"), ("Lisbon", "location")]], title=name)
    for name in ("a.txt", "b.txt")
}
RECORD = extraction("r.jsonl#1", [[("Bruno Taut", "person"), ("Berlin", "location")]], title="r")
HELD = ledger(
    item("inbox", "a.txt"),
    item("press", "copy.txt", "a.txt"),
    item("inbox", "b.txt", gone_since="2026-01-01T00:00:00+00:00"),
    item("inbox", "r.jsonl"),
    item("press", "s.jsonl", "r.jsonl"),
    RememberedItem("wire", "7", "wire://7", again='{"location": "x.txt"}'),
)
EXPECTED = {
    "a.txt": (["a.txt", "copy.txt"], ["inbox", "press"]),
    "r.jsonl#1": (["r.jsonl#1", "s.jsonl#1"], ["inbox", "press"]),
}


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    apply_changes(store, [*TEXTS.values(), RECORD])
    return store


def places(store: GraphStore) -> dict[str, tuple[list[str], list[str]]]:
    rows = store.stream(
        "MATCH (d:Document) WHERE d.places IS NOT NULL RETURN d.uri AS uri, d.places AS places, d.placeSources AS sources"
    )
    return {row["uri"]: (row["places"], row["sources"]) for row in rows}


def test_what_is_remembered_is_read_back_and_stands_in_the_documents(filled: GraphStore) -> None:
    before = status(filled)
    remember(filled, EMPTY, HELD)
    assert read_ledger(filled) == HELD
    assert places(filled) == EXPECTED
    assert audit(filled).differences == ()
    assert status(filled) == before
    found = filled.read_query("MATCH (d:Document) WHERE 'copy.txt' IN d.places RETURN d.uri AS uri")
    assert (found.rows, found.warnings) == ([("a.txt",)], ())


def test_remembering_twice_is_as_once(filled: GraphStore) -> None:
    remember(RepeatingStore(filled), EMPTY, HELD)
    once = raw_graph(filled)
    remember(filled, EMPTY, HELD)
    remember(filled, HELD, HELD)
    assert raw_graph(filled) == once


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_changes_leads_to_the_same_ledger(filled: GraphStore, seed: int) -> None:
    steps = [*HELD.items.items()]
    random.Random(seed).shuffle(steps)  # noqa: S311
    at = EMPTY
    for key, each in steps:
        after = SourceLedger(HELD.sources, {**at.items, key: each})
        remember(filled, at, after)
        at = after
        assert audit(filled).differences == ()
    assert read_ledger(filled) == HELD
    assert places(filled) == EXPECTED
    for key, _ in steps:
        after = SourceLedger(HELD.sources, {of: each for of, each in at.items.items() if of != key})
        remember(filled, at, after)
        at = after
        assert audit(filled).differences == ()
    assert (dict(read_ledger(filled).items), places(filled)) == ({}, {})


def test_a_run_that_is_cut_off_anywhere_leaves_a_sound_ledger_without_the_new_cursor(
    filled: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing_sources, "ITEMS_A_TRANSACTION", 1)
    remember(filled, EMPTY, HELD)
    changed = {key: replace(each, version="2") for key, each in HELD.items.items()} | {
        ("inbox", "c.txt"): item("inbox", "c.txt"),
        ("press", "copy.txt"): item("press", "copy.txt"),
    }
    del changed["inbox", "b.txt"]
    new = RememberedSource("other", "files", {"next": 1}, "2026-01-02T00:00:00+00:00")
    sources = {name: replace(each, cursor={"next": 2}) for name, each in HELD.sources.items()} | {
        "other": new
    }
    after = SourceLedger(sources, changed)
    number = 0
    while True:
        number += 1
        failing = FailingStore(filled, number)
        try:
            remember(failing, read_ledger(filled), after)
            break
        except StoppedError:
            assert audit(filled).differences == ()
            left = read_ledger(filled)
            assert {each.cursor.get("next", 0) for each in left.sources.values()} <= {0, 1}
            remember(filled, left, HELD)
    assert number > 6
    assert read_ledger(filled) == after
    assert audit(filled).differences == ()


def test_the_audit_tells_a_place_that_is_wrong_and_an_item_of_no_source(filled: GraphStore) -> None:
    remember(filled, EMPTY, HELD)
    for text, told in (
        ("MATCH (d:Document) WHERE d.uri = 'a.txt' SET d.places = ['x', 'y']", ("places", "a.txt")),
        (
            "MATCH (s:GraphmillSource {id: 'wire'}) DETACH DELETE s",
            ("source of an item", item("wire", "7").id),
        ),
    ):
        filled.write(lambda transaction, text=text: transaction.run(text, {}))
        found = audit(filled).differences
        assert [(each.what, each.where) for each in found][:1] == [told]
        remember(filled, EMPTY, HELD)


def test_a_cursor_that_was_damaged_is_none(filled: GraphStore) -> None:
    remember(filled, EMPTY, HELD)
    text = "MATCH (s:GraphmillSource {id: 'press'}) SET s.cursor = $cursor"
    for damaged in ("{", "[1]"):
        filled.write(lambda transaction, damaged=damaged: transaction.run(text, {"cursor": damaged}))
        assert read_ledger(filled).sources["press"].cursor == {}


def test_a_copy_carries_it(filled: GraphStore, tmp_path: Path) -> None:
    remember(filled, EMPTY, HELD)
    with open_store(StoreSettings(path=tmp_path / "copy.kgl"), resuming="copy") as target:
        copy_graph(filled, target)
    with open_store(StoreSettings(path=tmp_path / "copy.kgl")) as copied:
        assert read_ledger(copied) == HELD
        assert raw_graph(copied) == raw_graph(filled)


def test_an_export_for_bulk_import_holds_it(filled: GraphStore, tmp_path: Path) -> None:
    remember(filled, EMPTY, HELD)
    export_for_bulk_import(filled, tmp_path / "files")
    lines = (tmp_path / "files" / "GraphmillItem.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(HELD.items)
    assert '"wire"' in (tmp_path / "files" / "GraphmillSource.csv").read_text(encoding="utf-8")


def test_a_graph_that_is_built_again_keeps_it(store_settings: StoreSettings, tmp_path: Path) -> None:
    with open_store(store_settings) as store:
        apply_changes(store, [*TEXTS.values(), RECORD])
        remember(store, EMPTY, HELD)
    with open_store(store_settings, resuming="rebuild") as store:
        rebuild(store, tmp_path / "aside")
        assert read_ledger(store) == HELD
        assert places(store) == EXPECTED
        assert audit(store).differences == ()


def test_a_document_that_comes_anew_keeps_its_places(filled: GraphStore) -> None:
    remember(filled, EMPTY, HELD)
    changed: Extraction = extraction("a.txt", [[("Ada Lovelace", "person")]], title="other")
    apply_changes(filled, [changed])
    assert places(filled) == EXPECTED
    assert audit(filled).differences == ()


def test_places_are_told_only_of_what_lies_at_several() -> None:
    assert places_of(["a.txt", "b.txt", "r.jsonl#1", "x#y"], HELD) == {
        "a.txt": Places(("a.txt", "copy.txt"), ("inbox", "press")),
        "r.jsonl#1": Places(("r.jsonl#1", "s.jsonl#1"), ("inbox", "press")),
    }
    assert HELD.lost == {"b.txt"}
