"""Circles that are put side by side."""

from __future__ import annotations

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.explorer.answers.circles import Circle, packed, sunflower

SIZES = st.lists(st.integers(2, 5_000), max_size=60).map(lambda sizes: sorted(sizes, reverse=True))


@given(sizes=SIZES)
def test_circles_touch_no_other_and_lie_in_the_square_the_largest_in_the_middle(sizes: list[int]) -> None:
    circles = packed(sizes)
    for one, other in combinations(circles, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= one.r + other.r
    assert all(each.r <= each.x <= 1 - each.r and each.r <= each.y <= 1 - each.r for each in circles)
    assert [(each.x, each.y) for each in circles[:1]] == [(0.5, 0.5)][: len(circles)]
    assert packed(sizes) == circles


@given(sizes=SIZES)
def test_areas_are_in_proportion_to_the_sizes(sizes: list[int]) -> None:
    for size, circle in zip(sizes, packed(sizes), strict=True):
        assert circle.r**2 / packed(sizes)[0].r ** 2 == pytest.approx(size / sizes[0])


def test_circles_fill_a_good_part_of_their_disc() -> None:
    circles = packed([50] * 100)
    assert sum(each.r**2 for each in circles) / 0.43**2 > 0.5


@given(of=st.integers(1, 500), inner=st.floats(0, 0.4))
def test_places_in_a_circle_are_apart_and_the_first_is_nearest_to_the_middle(of: int, inner: float) -> None:
    circle = Circle(0.5, 0.5, 0.5)
    places = [sunflower(number, of, circle, inner) for number in range(of)]
    distances = [hypot(x - 0.5, y - 0.5) for x, y in places]
    assert distances == sorted(distances)
    assert inner <= distances[0]
    assert distances[-1] <= 0.5
    assert len(set(places)) == of
