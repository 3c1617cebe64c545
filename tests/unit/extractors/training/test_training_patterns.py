from __future__ import annotations

import re
from collections import Counter

from extractors.training.recipe.patterns import (
    LONGEST_NAME,
    PATTERN_LABELS,
    RESERVED,
    name_rules,
    pattern_sentences,
    patterns,
)

BRACED = re.compile(r"\{([^{}]*)\}")


def test_every_slot_of_patterns_and_rules_names_a_rule_of_a_known_label() -> None:
    rules = name_rules()
    slots = {slot.split(":")[0] for pattern in patterns() for slot in BRACED.findall(pattern)}
    assert {slot.split(".")[0] for slot in slots} == set(PATTERN_LABELS)
    slots |= {slot for parts in rules.values() for part in parts for slot in BRACED.findall(part)}
    assert {slot if "." in slot else f"{slot}.any" for slot in slots} <= set(rules)


def test_patterns_are_many_unlike_and_balanced() -> None:
    assert len(set(patterns())) == len(patterns()) >= 240
    assert sum("{" not in pattern for pattern in patterns()) >= 40
    for text in (*patterns(), *(part for parts in name_rules().values() for part in parts)):
        plain = re.sub(r"<[^<>{}]*\|[^<>{}]*>", "", BRACED.sub("", text))
        assert not set(plain) & set("{}<>"), text


def test_brackets_quotes_and_commas_are_tokens_of_their_own() -> None:
    words = {word for row in pattern_sentences({}, 3000, 1) for word in row["tokens"]}
    assert {word for word in words if set('(),"') & set(word)} <= {"(", ")", ",", '"', "20,000"}


def test_rows_are_the_same_for_the_same_seed_only() -> None:
    names = {"person": [("Ada", "Byron")]}
    assert pattern_sentences(names, 200, 3) == pattern_sentences(names, 200, 3)
    assert pattern_sentences(names, 200, 3) != pattern_sentences(names, 200, 4)
    assert pattern_sentences(names, 50, 3) == pattern_sentences(names, 200, 3)[:50]


def test_spans_lie_within_the_sentence_apart_and_have_annotated_labels() -> None:
    rows = pattern_sentences({}, 3000, 0)
    assert sum(len(row["spans"]) for row in rows) > 3000
    for row in rows:
        end = -1
        for first, last, label in row["spans"]:
            assert end < first <= last < len(row["tokens"])
            assert label in row["labels"] == list(PATTERN_LABELS)
            end = last


def test_spans_quote_the_names_that_fill_the_slots() -> None:
    given = {label: [(f"Stubb{place}", "Name")] for place, label in enumerate(PATTERN_LABELS)}
    found: Counter[str] = Counter()
    for row in pattern_sentences(given, 4000, 5):
        places = {first: (last, label) for first, last, label in row["spans"]}
        for first, token in enumerate(row["tokens"]):
            if token.lower().startswith("stubb"):
                assert places[first] == (first + 1, PATTERN_LABELS[int(token[5:])])
                found[places[first][1]] += 1
    assert set(found) == set(PATTERN_LABELS)


def test_a_numbered_slot_repeats_its_name() -> None:
    rows = [row["tokens"] for row in pattern_sentences({}, 6000, 2)]
    repeated = [row for row in rows if {"was", "fun", "hope", "that", "comes"} <= set(row)]
    assert repeated
    for row in repeated:
        name = row[: row.index("was")]
        assert row[row.index("that") + 1 : row.index("comes")] == name


def test_reserved_and_overlong_names_of_the_caller_are_left_out() -> None:
    unfit = [("GLiNER2",), ("Neur", "IPS", "2030"), (), ("Fastino", "Labs"), ("Long",) * (LONGEST_NAME + 1)]
    rows = pattern_sentences({"product": unfit, "event": unfit, "organization": unfit}, 3000, 6)
    assert len(rows) == 3000
    for row in rows:
        text = "".join(row["tokens"]).lower()
        assert not any(word in text for word in RESERVED)
        assert row["tokens"].count("Long") == 0


def test_a_tenth_of_the_rows_has_no_capitals() -> None:
    rows = pattern_sentences({}, 5000, 7)
    lowered = sum(" ".join(row["tokens"]).islower() for row in rows) / len(rows)
    assert 0.05 < lowered < 0.15
