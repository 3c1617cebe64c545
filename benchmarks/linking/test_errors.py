"""The list of the most expensive pairs: what a pair costs, and why it is together or apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.linking.errors import LinkedMention, joined_pairs, linked_mentions, main, missed_pairs
from linking.evaluation.clusterings import b_cubed
from linking.evaluation.gold import read_linking_gold


def mention(number: int, name: str, found: str, gold: str, kind: str = "person") -> LinkedMention:
    return LinkedMention((name, kind), f"d{number}", found, gold, "canonical/exact")


MENTIONS = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from("pqr"), st.sampled_from("xyz")), min_size=1, max_size=12
).map(lambda rows: [mention(number, *row) for number, row in enumerate(rows)])


@given(MENTIONS)
def test_the_costs_of_all_pairs_are_what_b_cubed_lacks(mentions: list[LinkedMention]) -> None:
    score = b_cubed(
        {each.document: each.found for each in mentions}, {each.document: each.gold for each in mentions}
    )
    assert sum(pair.cost for pair in joined_pairs(mentions)) == pytest.approx(1 - score.precision)
    assert sum(pair.cost for pair in missed_pairs(mentions)) == pytest.approx(1 - score.recall)


def test_the_most_expensive_pair_goes_first() -> None:
    mentions = [mention(number, "Mira Dolan", "e1", "Q1") for number in range(4)]
    mentions += [mention(4, "M. Dolan", "e2", "Q1"), mention(5, "Dolan", "e3", "Q1")]
    mentions += [mention(number, "Dolan", "e4", "Q1") for number in (6, 7)]
    first, second, *_ = missed_pairs(mentions)
    assert (first.one[0], first.other[0], first.mentions) == ("Dolan", "Mira Dolan", (3, 4))
    assert (second.one[0], second.other[0]) == ("M. Dolan", "Mira Dolan")


def test_a_missed_pair_says_what_relates_the_names() -> None:
    mentions = [
        mention(0, "Mira Dolan", "e1", "Q1"),
        mention(1, "M. Dolan", "e2", "Q1"),
        mention(2, "Mira Dolan", "e3", "Q1", "organization"),
        mention(3, "Mira Dolan", "e4", "Q1"),
    ]
    said = {(pair.one, pair.other): pair.why.partition("; ")[2] for pair in missed_pairs(mentions)}
    person, short, firm = ("Mira Dolan", "person"), ("M. Dolan", "person"), ("Mira Dolan", "organization")
    assert said[short, person] == "initial 0.89"
    assert said[firm, person] == "other types"
    assert said[person, person] == "one name in several entities"


def test_a_pair_says_which_rules_its_mentions_have_and_how_many_documents_hold_both() -> None:
    mentions = [
        LinkedMention(("Mira Dolan", "person"), "a", "e1", "Q1", "canonical/exact"),
        LinkedMention(("Dolan", "person"), "a", "e1", "Q2", "surname/exact"),
        LinkedMention(("Dolan", "person"), "b", "e1", "Q2", "canonical/alias"),
        LinkedMention(("Dolan", "person"), "c", "e1", "Q2", "canonical/alias"),
    ]
    (pair,) = joined_pairs(mentions)
    assert pair.why == "canonical/alias + canonical/exact"
    assert pair.shared == 1


def test_mentions_without_a_link_are_linked_and_not_judged(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    rows = [("a", 0, "Mira Dolan", "Q1"), ("a", 20, "Dolan", None), ("b", 0, "Mira Dolan", "Q1")]
    path.write_text(
        "".join(
            json.dumps(
                {
                    "doc": doc,
                    "start": start,
                    "end": start + len(text),
                    "text": text,
                    "type": "person",
                    "link": link,
                }
            )
            + "\n"
            for doc, start, text, link in rows
        )
    )
    found = linked_mentions(read_linking_gold(path))
    assert [(each.name, each.document, each.rules) for each in found] == [
        (("Mira Dolan", "person"), "a", "canonical/exact"),
        (("Mira Dolan", "person"), "b", "canonical/exact"),
    ]


def test_the_command_lists_what_each_file_loses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("a", "Mira Dolan", "Q1"), ("b", "Ivo Kant", "Q1"), ("c", "Mira Dolan", "Q2")]
    (tmp_path / "aida_dev.jsonl").write_text(
        "".join(
            json.dumps(
                {"doc": doc, "start": 0, "end": len(text), "text": text, "type": "person", "link": link}
            )
            + "\n"
            for doc, text, link in rows
        )
    )
    main(["--data", str(tmp_path), "--sets", "aida_dev.jsonl", "--top", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "aida_dev, joined: 0.3333 lost in 1 pairs of names"
    assert "Mira Dolan (person, 2) | Mira Dolan (person, 2)" in lines[1]
    assert lines[2] == "aida_dev, missed: 0.3333 lost in 1 pairs of names"
    assert "Ivo Kant (person, 1) | Mira Dolan (person, 1)" in lines[3]
