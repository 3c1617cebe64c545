"""Strengths in columns are those of pairs one by one."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.questions.association import npmi
from graph.questions.strength import strength_column


@st.composite
def pairs(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """Draw the sentences of both, of one, of the other, and of all."""
    both = draw(st.integers(1, 50))
    one, other = both + draw(st.integers(0, 50)), both + draw(st.integers(0, 50))
    return both, one, other, one + other - both + draw(st.integers(0, 500))


def g2(both: int, one: int, other: int, total: int) -> float:
    """Return the log-likelihood ratio by its definition: observed against expected in the four cells."""
    seen = [both, one - both, other - both, total - one - other + both]
    expected = [
        one * other / total,
        one * (total - other) / total,
        (total - one) * other / total,
        (total - one) * (total - other) / total,
    ]
    found = 2 * sum(o * log(o / e) for o, e in zip(seen, expected, strict=True) if o)
    return -found if both < expected[0] else found


@given(asked=pairs())
def test_each_measure_is_what_it_is_for_one_pair(asked: tuple[int, int, int, int]) -> None:
    both, one, other, total = asked
    for by, expected in (("npmi", npmi(*asked)), ("g2", g2(*asked)), ("count", both)):
        (found,) = strength_column(by, [both], one, [other], total).tolist()  # type: ignore[arg-type]
        assert found == pytest.approx(expected, abs=1e-6)


def test_columns_may_be_empty() -> None:
    for by in ("npmi", "g2", "count"):
        assert strength_column(by, [], 3, [], 10).tolist() == []  # type: ignore[arg-type]
