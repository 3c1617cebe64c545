"""An index of names gives for a name those that it may be, the best first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.linking.invented_names import Inventor
from linking.blocking.index import Match, NameIndex
from linking.blocking.pairs import candidate_pairs
from linking.comparison.whole_names import REVIEW, compare_names
from linking.names.families import family_of
from linking.names.form import take_apart

NAMES = [
    ("Angela Dorothea Merkel", "person"),
    ("Keller, Olga", "person"),
    ("Vladimir Putin", "person"),
    ("Robert Müller", "person"),
    ("Siemens AG", "organization"),
    ("Olga Keller", "organization"),
    ("William Turner", "person"),
]
INDEX = NameIndex(NAMES)
INVENTED = Inventor(seed=4).names(150)


def best(name: str, kind: str = "person") -> Match:
    (matches,) = INDEX.match([(name, kind)])
    return matches.found[0]


@pytest.mark.parametrize(
    ("asked", "kind", "number", "rule"),
    [
        ("Olga Keller", "person", 1, "exact"),
        ("Olga Keller", "company", 5, "exact"),
        ("Siemens", "organization", 4, "exact"),
        ("Владимир Путин", "person", 2, "spelling"),
        ("Robert Mueller", "person", 3, "spelling"),
        ("Angela Merkel", "person", 0, "missing"),
        ("A. Dorothea Merkel", "person", 0, "initial"),
        ("Bill Turner", "person", 6, "nickname"),
    ],
)
def test_a_name_is_found_by_another_form_of_it(asked, kind, number, rule):
    found = best(asked, kind)
    assert (found.number, found.rule) == (number, rule)


@pytest.mark.parametrize(
    "asked", ["Keller Olga", "Olga Kelller", "Olga Klara Keller", "Olag Keler", "O. Keller"]
)
def test_a_deviating_name_is_found_and_scores_less(asked):
    found = best(asked)
    assert found.number == 1
    assert REVIEW <= found.score < 1.0


def test_a_name_that_nobody_bears_is_not_found():
    assert INDEX.match([("Konrad Adenauer", "person")])[0].found == ()
    assert NameIndex([]).match([("Konrad Adenauer", "person")])[0].found == ()
    assert INDEX.match([]) == []


def test_what_is_not_compared_is_counted():
    index = NameIndex([(f"{given} Keller", "person") for given in ("Anna", "Olga", "Ivan", "Jean", "Lars")])
    (matches,) = index.match([("Keller", "person")], least=0.0, compared=2)
    assert [match.number for match in matches.found] == [0, 1]
    assert matches.passed_over == 3


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.sampled_from(INVENTED), max_size=30, unique=True),
    st.lists(st.sampled_from(INVENTED), max_size=30, unique=True),
)
def test_the_index_finds_what_blocking_pairs(known, asked):
    index = NameIndex(known)
    forms = [take_apart(surface, family_of(kind)) for surface, kind in (*known, *asked)]
    expected: dict[int, set[tuple[int, float]]] = {row: set() for row in range(len(asked))}
    for left, right in candidate_pairs(forms):
        if left < len(known) <= right:
            score = compare_names(forms[left], forms[right]).score
            if score >= REVIEW:
                expected[right - len(known)].add((left, score))
    for row, matches in enumerate(index.match(asked, compared=1000)):
        found = {(match.number, match.score) for match in matches.found}
        assert found >= expected[row]
        assert [match.score for match in matches.found] == sorted((s for _, s in found), reverse=True)
        assert matches.passed_over == 0
        assert any(known[number] == asked[row] for number, _ in found) == (asked[row] in known)
