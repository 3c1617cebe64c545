"""What is shown of several writings, whatever they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linking.names.families import Family
from linking.names.shown_name import best_writing

WORDS = st.sampled_from(["Mira", "MIRA", "mira", "Dolan", "DOLAN", "van", "muore", "Νίκος", "ناصر", "山田"])
WRITINGS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
USES = st.dictionaries(WRITINGS, st.integers(1, 9), min_size=1, max_size=5)
FAMILIES = st.sampled_from(list(Family))


@given(USES, FAMILIES, st.dictionaries(WRITINGS, st.integers(1, 9), max_size=3))
def test_one_of_the_writings_is_shown_and_the_same_from_any_order_of_the_shorter_names(
    uses: dict[str, int], family: Family, shorter: dict[str, int]
) -> None:
    shown = best_writing(uses, family, shorter)
    assert shown in uses
    assert best_writing(uses, family, dict(reversed(shorter.items()))) == shown


@given(USES, FAMILIES, WRITINGS)
def test_more_uses_of_what_is_shown_change_nothing(uses: dict[str, int], family: Family, other: str) -> None:
    shown = best_writing(uses, family)
    assert best_writing({**uses, shown: uses[shown] + 1}, family) == shown
    assert best_writing({**uses, other: 50 * sum(uses.values())}, family) in {shown, other}
