"""The measure of linking to a knowledge base: what counts as right, as known, as reachable, and as rightly left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.linking.knowledge_base import METHODS, entries_of, judge, measure
from linking.evaluation.gold import LinkingGold, read_linking_gold
from linking.within_document.clustering import link_within_document

KNOWN = [
    ("k1", "Angela Merkel", "person", "merkel"),
    ("k2", "Angela Merkel", "person", "merkel"),
    ("k2", "Chancellor Merkel", "person", "merkel"),
    ("k2", "Berlin", "location", "berlin"),
]
ASKED = [
    ("a1", "Angela Merkel", "person", "merkel"),
    ("a1", "Merkel", "person", "merkel"),
    ("a1", "Spree Athens", "location", "berlin"),
    ("a1", "Angela Merkle", "person", None),
    ("a1", "Bern", "location", "bern"),
]


@pytest.fixture
def gold(tmp_path: Path) -> LinkingGold:
    lines = [
        {"doc": doc, "start": 50 * i, "end": 50 * i + len(text), "text": text, "type": kind, "link": link}
        for i, (doc, text, kind, link) in enumerate([*KNOWN, *ASKED])
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return read_linking_gold(path)


def test_entries_have_the_most_frequent_name_the_other_surfaces_and_their_count(gold: LinkingGold) -> None:
    known = [document for document in gold.documents if document.name.startswith("k")]
    berlin, merkel = entries_of(known, gold.across)
    assert (merkel.id, merkel.name, merkel.type, merkel.prior) == ("merkel", "Angela Merkel", "person", 3.0)
    assert merkel.aliases == ("Chancellor Merkel",)
    assert (berlin.name, berlin.aliases, berlin.prior) == ("Berlin", (), 1.0)


def test_mentions_are_judged_by_what_the_knowledge_base_has(gold: LinkingGold) -> None:
    known = [document for document in gold.documents if document.name.startswith("k")]
    entries = entries_of(known, gold.across)
    clusters = {
        "a1": link_within_document("a1", "1", "", next(d.mentions for d in gold.documents if d.name == "a1"))
    }
    tally = judge(METHODS["exact name"](entries, clusters), entries, clusters, gold)
    assert (tally.known, tally.reachable, tally.unknown) == (3, 2, 2)
    assert (tally.links, tally.right, tally.reached, tally.left_alone) == (1, 1, 1, 2)
    tally = judge(METHODS["graphmill"](entries, clusters), entries, clusters, gold)
    assert (tally.right, tally.reached) == (2, 2)
    tally = judge(METHODS["exact name, else WRatio >= 90"](entries, clusters), entries, clusters, gold)
    assert tally.left_alone < 2


@pytest.mark.parametrize("method", list(METHODS))
def test_every_method_runs_on_both_halves_and_gives_the_same_twice(gold: LinkingGold, method: str) -> None:
    (row,) = measure("invented", gold, [method], seeds=2)
    assert row.runs == 4
    assert all(0.0 <= row.worst[name] <= row.means[name] <= 1.0 for name in row.means)
    assert measure("invented", gold, [method], seeds=2) == [row]
