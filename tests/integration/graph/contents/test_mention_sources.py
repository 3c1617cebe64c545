"""What found each mention is kept with it in the graph, on either store, and goes where the mention goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.mentions import GAZETTEER, MODEL, PATTERN, SOURCES, Extraction
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.extractions import stored_extractions
from graph.contents.loading import known_documents
from graph.errors import EvidenceError
from graph.export.jsonl import export_lines
from graph.questions.mentions import mentions
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.upkeep.copying import copy_graph
from graph.upkeep.rebuilding import rebuild
from graph.writing.writer import apply_changes
from tests.support import first_release
from tests.support.synthetic import extraction

ADA, GRACE, OSAKA = ("Ada Lovelace", "person"), ("Grace Hopper", "person"), ("Osaka", "location")


def by_all(fingerprint: str = "") -> Extraction:
    """Return a document whose mentions come from each source in turn."""
    made = extraction("a.txt", [[ADA, GRACE], [ADA], [OSAKA, ADA]])
    found = tuple(
        replace(mention, source=SOURCES[number % 3]) for number, mention in enumerate(made.mentions)
    )
    return replace(made, mentions=found, fingerprint=fingerprint or made.fingerprint)


def sources(store: GraphStore) -> list[tuple[str, str]]:
    return [(row["text"], row["source"]) for row in mentions(store)]


EXPECTED = [
    ("Ada Lovelace", MODEL),
    ("Grace Hopper", PATTERN),
    ("Ada Lovelace", GAZETTEER),
    ("Osaka", MODEL),
    ("Ada Lovelace", PATTERN),
]


def test_each_mention_is_read_back_with_its_source(store: GraphStore) -> None:
    made = by_all()
    apply_changes(store, [made])
    assert sources(store) == EXPECTED
    held = next(stored_extractions(store, known_documents(store).values()))
    assert held.extraction == made
    assert audit(store).differences == ()


def test_sources_stand_beside_types_and_scores_for_queries(store: GraphStore) -> None:
    apply_changes(store, [by_all()])
    rows = store.read_query(
        "MATCH (:LocalEntity {name: 'Ada Lovelace'})-[m:MENTIONED_IN]->(:Chunk) "
        "UNWIND range(0, size(m.types) - 1) AS place RETURN m.types[place] AS type, m.sources[place] AS source ORDER BY source"
    ).rows
    assert rows == [("person", GAZETTEER), ("person", MODEL), ("person", PATTERN)]
    counted = store.read_query(
        "MATCH (:LocalEntity)-[m:MENTIONED_IN]->(:Chunk) UNWIND m.sources AS source RETURN source, count(*) AS n ORDER BY source"
    ).rows
    assert counted == [(GAZETTEER, 1), (MODEL, 2), (PATTERN, 2)]


def test_sources_go_with_copies_rebuilds_and_exports(
    store_settings: StoreSettings, embedded_store: Callable[[str], GraphStore], tmp_path: Path
) -> None:
    with open_store(store_settings) as store:
        apply_changes(store, [by_all()])
        before = snapshot(store)
        target = StoreSettings(path=tmp_path / "target" / "graph.kgl")
        with open_store(target, resuming="copy") as copy:
            copy_graph(store, copy)
            assert sources(copy) == EXPECTED
        export_lines(store, tmp_path / "graph.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "graph.jsonl").read_text(encoding="utf-8").splitlines()]
    told = [each["source"] for line in lines for each in line.get("mentions", ())]
    assert told == [source for _, source in EXPECTED]
    with open_store(store_settings, resuming="rebuild") as store:
        rebuild(store, tmp_path / "aside")
        assert snapshot(store).differences(before) == []
        assert sources(store) == EXPECTED


def test_a_graph_that_says_no_sources_holds_mentions_of_the_model(store_settings: StoreSettings) -> None:
    first_release.restore(store_settings)
    with open_store(store_settings) as store:
        assert {source for _, source in sources(store)} == {MODEL}
        first = by_all()
        apply_changes(store, [first])
        assert audit(store).differences == ()
        assert {source for _, source in sources(store)} == set(SOURCES)


def test_an_audit_sees_a_source_that_there_is_not(store: GraphStore) -> None:
    apply_changes(store, [by_all()])
    damage = "MATCH (l:LocalEntity {name: 'Osaka'})-[m:MENTIONED_IN]->(:Chunk) SET m.sources = ['hearsay']"
    store.write(lambda transaction: transaction.run(damage, {}))
    found = audit(store).differences
    assert [(each.what, each.found) for each in found] == [("sources of mentions", ["hearsay"])]


def test_a_mention_of_no_known_source_is_refused(store: GraphStore) -> None:
    made = by_all()
    wrong = replace(made, mentions=(replace(made.mentions[0], source="hearsay"),))
    with pytest.raises(EvidenceError, match="'hearsay': name one of model, pattern, gazetteer"):
        apply_changes(store, [wrong])


def test_another_source_of_the_same_mentions_is_a_change(store: GraphStore) -> None:
    apply_changes(store, [extraction("a.txt", [[ADA, GRACE], [ADA], [OSAKA, ADA]])])
    alone = snapshot(store)
    apply_changes(store, [by_all("0123456789abcdef")])
    assert snapshot(store).differences(alone)
    assert sources(store) == EXPECTED
