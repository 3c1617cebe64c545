"""Comparing names: symmetric, bounded, and never surer than the rules that linking follows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from linking.comparison.whole_names import MERGE, REVIEW, compare_names
from linking.comparison.words import word_relation
from linking.names.families import Family
from linking.names.form import take_apart

FAMILIES = st.sampled_from(sorted(Family))
PIECES = """Anna Anne Maria Mario Petersen Peterson Smith Smyth II III 7 7th First Путин Putin Πούτιν al von H. W. AG GmbH
Group"""
WORDS = st.sampled_from(PIECES.split())
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join) | st.text(min_size=1, max_size=12)


@settings(deadline=None)
@given(NAMES, NAMES, FAMILIES, FAMILIES)
def test_the_score_is_the_same_both_ways(one, other, family, another):
    a, b = take_apart(one, family), take_apart(other, another)
    found, back = compare_names(a, b), compare_names(b, a)
    assert found.score == back.score
    assert found.rule == back.rule
    assert sorted((pair.left, pair.right) for pair in found.tokens) == sorted(
        (pair.right, pair.left) for pair in back.tokens
    )


@settings(deadline=None)
@given(NAMES, NAMES, FAMILIES)
def test_scores_rules_and_vetoes_agree(one, other, family):
    found = compare_names(take_apart(one, family), take_apart(other, family))
    assert 0.0 <= found.score <= 1.0
    if found.vetoes:
        assert found.score < REVIEW
    if found.score >= REVIEW:
        assert found.rule
    if found.score >= MERGE:
        assert found.rule in {"exact", "spelling", "typo", "inflection"}


@settings(deadline=None)
@given(NAMES, FAMILIES)
def test_a_name_is_itself(name, family):
    form = take_apart(name, family)
    assert compare_names(form, form).score == 1.0


@settings(deadline=None)
@given(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8))
def test_words_of_any_script_are_related_both_ways(one, other):
    assert word_relation(one, other) == word_relation(other, one)
