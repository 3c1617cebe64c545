"""Sentences that the kinds were not made on: how well the four kinds of contacts are found in them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from extractors.evaluation.gold import parse_marks
from extractors.rules.patterns import PatternRule, pattern_finder

KINDS = ("email", "telephone", "iban", "card")
REGIONS = "DE, AT, CH, US, GB, FR, ES, IT, NL, PL, SE, AU"
_MARK = re.compile(r"\[([^\[\]|\n]+)\|(email|telephone|iban|card|person|organization)\]")


@pytest.fixture(scope="module")
def counts() -> dict[str, Counter[str]]:
    finder = pattern_finder(
        [PatternRule(k, kind=k, region=REGIONS if k == "telephone" else "") for k in KINDS]
    )
    source = Path(__file__).with_name("held_out_contacts.txt").read_text(encoding="utf-8")
    counted = {kind: Counter[str]() for kind in KINDS}
    for text in source.split("\n%\n"):
        marked = parse_marks(_MARK.sub(r"[\1|\2|-]", text), "held_out_contacts.txt")
        gold = {(m.start, m.end, m.type) for m in marked.mentions if m.type in KINDS}
        found = {(f.start, f.end, f.type) for f in finder.find(marked.text)}
        for outcome, values in (("right", gold & found), ("missed", gold - found), ("wrong", found - gold)):
            for _, _, kind in values:
                counted[kind][outcome] += 1
    return counted


@pytest.mark.parametrize("kind", KINDS)
def test_contacts_are_found_in_sentences_not_seen_before(kind: str, counts: dict[str, Counter[str]]) -> None:
    count = counts[kind]
    assert count["right"] >= 5
    assert 2 * count["right"] / (2 * count["right"] + count["missed"] + count["wrong"]) >= 0.95
