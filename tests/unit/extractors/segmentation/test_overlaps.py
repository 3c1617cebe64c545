"""Overlap resolution and trimming: which of the spans a model proposes are kept, and with which edges."""

from __future__ import annotations

from itertools import permutations

import pytest

from extractors.segmentation.overlaps import Candidate, resolve, trim


def test_the_better_score_wins() -> None:
    low, high = Candidate(0, 10, "a", 0.6), Candidate(5, 12, "b", 0.7)
    assert resolve([low, high]) == [high]


def test_with_equal_scores_the_longer_wins_then_the_earlier_then_the_type() -> None:
    assert resolve([Candidate(5, 9, "a", 0.6), Candidate(0, 9, "a", 0.6)]) == [Candidate(0, 9, "a", 0.6)]
    assert resolve([Candidate(3, 9, "a", 0.6), Candidate(0, 6, "a", 0.6)]) == [Candidate(0, 6, "a", 0.6)]
    assert resolve([Candidate(0, 6, "b", 0.6), Candidate(0, 6, "a", 0.6)]) == [Candidate(0, 6, "a", 0.6)]


def test_a_span_seen_in_two_windows_counts_once_with_its_better_score() -> None:
    assert resolve([Candidate(0, 6, "a", 0.6), Candidate(0, 6, "a", 0.8), Candidate(0, 6, "a", 0.6)]) == [
        Candidate(0, 6, "a", 0.8)
    ]


def test_touching_spans_are_both_kept_in_order() -> None:
    second, first = Candidate(4, 8, "a", 0.9), Candidate(0, 4, "a", 0.5)
    assert resolve([second, first]) == [first, second]


def test_a_doubtful_span_is_kept_only_where_nothing_better_overlaps() -> None:
    half, whole = Candidate(4, 8, "a", 0.99, doubtful=True), Candidate(0, 8, "a", 0.5)
    alone = Candidate(20, 24, "a", 0.5, doubtful=True)
    assert resolve([half, whole, alone]) == [whole, alone]


def test_the_order_of_candidates_does_not_matter() -> None:
    candidates = [
        Candidate(0, 4, "a", 0.5),
        Candidate(2, 6, "a", 0.5),
        Candidate(2, 6, "b", 0.5),
        Candidate(5, 9, "c", 0.5, doubtful=True),
        Candidate(5, 7, "c", 0.4),
    ]
    results = {tuple(resolve(order)) for order in permutations(candidates)}
    assert results == {(Candidate(0, 4, "a", 0.5), Candidate(5, 7, "c", 0.4))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Acme” ", "Acme"),
        ("Acme Inc.", "Acme Inc."),
        ("U.S.", "U.S."),
        ("Yahoo!", "Yahoo!"),
        ("(Acme", "Acme"),
        ("Acme (France)", "Acme (France)"),
        ("Acme)", "Acme"),
        ("\u200bAcme,\ufeff", "Acme"),
        ("e\u0301toile", "e\u0301toile"),
        ("nai\u0308f cafe\u0301", "nai\u0308f cafe\u0301"),
        ("「東京」", "東京"),
    ],
)
def test_edges_lose_what_is_no_part_of_a_name(text: str, expected: str) -> None:
    candidate = trim(text, Candidate(0, len(text), "a", 0.5))
    assert candidate is not None
    assert text[candidate.start : candidate.end] == expected


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("some cobalt(II) was", "cobalt(II", "cobalt(II)"),
        ("poly(vinyl alcohol) is", "poly(vinyl alcohol", "poly(vinyl alcohol)"),
        ("Corvid [UK] won", "Corvid [UK", "Corvid [UK]"),
        ("(Acme) won", "Acme", "Acme"),
        ("(see cobalt(II)) was", "cobalt(II", "cobalt(II)"),
        ("Newport (Wales, UK", "Newport (Wales", "Newport (Wales"),
    ],
)
def test_a_bracket_that_opened_within_a_name_closes_in_it(text: str, found: str, expected: str) -> None:
    start = text.index(found)
    candidate = trim(text, Candidate(start, start + len(found), "a", 0.5))
    assert candidate is not None
    assert text[candidate.start : candidate.end] == expected


@pytest.mark.parametrize("text", ['"," ', "@", "@ #", "--", "¿?"])
def test_nothing_is_left_of_signs_alone(text: str) -> None:
    assert trim(text, Candidate(0, len(text), "a", 0.5)) is None
