from __future__ import annotations

from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from graph.writing.ledgers import Ledger, chunk_counts, delta_of, ledger_of

LOCALS = st.sampled_from(["l0", "l1", "l2", "l3", "l4"])
ENTITIES = st.sampled_from(["a", "b", "c"])
SENTENCES = st.dictionaries(LOCALS, st.lists(st.integers(0, 4), min_size=1, max_size=5))
ASSIGNMENTS = st.fixed_dictionaries({f"l{i}": ENTITIES for i in range(5)})
LEDGERS = st.builds(ledger_of, SENTENCES, ASSIGNMENTS)


@given(SENTENCES, ASSIGNMENTS)
def test_a_ledger_counts_sentences_with_an_entity_and_with_both(
    sentences: dict[str, list[int]], entity_of: dict[str, str]
) -> None:
    held: dict[int, set[str]] = {}
    for local, numbers in sentences.items():
        for number in numbers:
            held.setdefault(number, set()).add(entity_of[local])
    ledger = ledger_of(sentences, entity_of)
    assert ledger.entities == Counter(entity for entities in held.values() for entity in entities)
    pairs = Counter(f"{a}|{b}" for entities in held.values() for a, b in combinations(sorted(entities), 2))
    assert ledger.pairs == pairs


def test_two_aliases_of_one_entity_in_a_sentence_count_once() -> None:
    ledger = ledger_of({"l0": [0, 0], "l1": [0], "l2": [0]}, {"l0": "a", "l1": "a", "l2": "b"})
    assert ledger == Ledger({"a": 1, "b": 1}, {"a|b": 1})


@given(LEDGERS)
def test_a_ledger_survives_being_stored(ledger: Ledger) -> None:
    assert Ledger.loads(ledger.dumps()) == ledger


def test_a_document_without_a_ledger_has_added_nothing() -> None:
    assert Ledger.loads(None) == Ledger.loads("") == Ledger()


@given(st.lists(st.tuples(LEDGERS, LEDGERS), max_size=5))
def test_changes_applied_one_after_the_other_lead_to_the_sum_of_the_last_ledgers(
    steps: list[tuple[Ledger, Ledger]],
) -> None:
    counts: Counter[str] = Counter()
    stored: dict[int, Ledger] = {}
    for number, (first, second) in enumerate(steps):
        for document, ledger in ((number, first), (number // 2, second)):
            delta = delta_of([(stored.get(document, Ledger()), ledger)])
            stored[document] = ledger
            counts.update(delta.windows)
            counts.update(delta.counts)
    expected: Counter[str] = Counter()
    for ledger in stored.values():
        expected.update(ledger.entities)
        expected.update(ledger.pairs)
    assert +counts == expected
    assert all(value >= 0 for value in counts.values())


@given(LEDGERS)
def test_what_does_not_change_gives_no_rows(ledger: Ledger) -> None:
    delta = delta_of([(ledger, ledger)])
    assert not delta.windows
    assert not delta.counts


def test_an_entity_counts_a_sentence_of_a_chunk_once() -> None:
    sentences = {("l0", "c0"): [0, 1], ("l1", "c0"): [1], ("l1", "c1"): [2]}
    assert chunk_counts(sentences, {"l0": "a", "l1": "a"}) == {("a", "c0"): 2, ("a", "c1"): 1}
