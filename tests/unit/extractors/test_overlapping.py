"""Pieces of a text in groups of those that overlap."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from extractors.overlapping import overlapping_groups

Span = tuple[int, int]
SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 6)).map(lambda each: (each[0], sum(each))))


def grouped(spans: list[Span]) -> list[list[Span]]:
    return list(overlapping_groups(spans, lambda each: each))


def test_what_touches_is_apart_and_what_a_third_joins_is_together() -> None:
    assert grouped([(4, 6), (0, 3), (2, 4), (6, 9), (10, 11)]) == [
        [(0, 3), (2, 4)],
        [(4, 6)],
        [(6, 9)],
        [(10, 11)],
    ]


@given(SPANS)
def test_groups_hold_all_pieces_in_order_and_share_no_character(spans: list[Span]) -> None:
    groups = grouped(spans)
    assert sorted(each for group in groups for each in group) == sorted(spans)
    assert all(
        max(end for _, end in one) <= min(start for start, _ in other) for one, other in pairwise(groups)
    )


@given(SPANS)
def test_no_group_falls_apart(spans: list[Span]) -> None:
    for group in grouped(spans):
        for place in range(min(start for start, _ in group) + 1, max(end for _, end in group)):
            assert any(start < place < end for start, end in group) or len(group) == 1
