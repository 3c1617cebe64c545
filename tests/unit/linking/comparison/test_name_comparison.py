"""Two names side by side: the score, the rule, the words in pairs, and what forbids a merge."""

from __future__ import annotations

import pytest

from linking.comparison.whole_names import MERGE, REVIEW, TokenPair, compare_names
from linking.names.families import Family
from linking.names.form import take_apart


def compared(one: str, other: str, family: Family = Family.PERSON):
    return compare_names(take_apart(one, family), take_apart(other, family))


@pytest.mark.parametrize(
    ("one", "other", "family", "rule"),
    [
        ("Angela Merkel", "MERKEL, Angela", Family.PERSON, "exact"),
        ("Jürgen Müller", "Juergen Mueller", Family.PERSON, "spelling"),
        ("Владимир Путин", "Vladimir Putin", Family.PERSON, "spelling"),
        ("Volodymyr Zelenskyy", "Volodymyr Zelensky", Family.PERSON, "typo"),
        ("South Korean", "South Korea", Family.LOCATION, "inflection"),
        ("Siemens AG", "Siemens", Family.ORGANIZATION, "exact"),
    ],
)
def test_one_name_written_differently_merges(one, other, family, rule):
    found = compared(one, other, family)
    assert found.score >= MERGE
    assert found.rule == rule
    assert found.vetoes == ()


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("Sergey Viktorovich Lavrov", "Sergey Lavrov", "missing"),
        ("Lavrov Sergey", "Sergey Lavrov", "swapped"),
        ("V. Putin", "Vladimir Putin", "initial"),
        ("Bill Cates", "Bill Gates", "slip"),
        ("Tom Farrier", "Thomas Farrier", "nickname"),
        ("Hassan Rohani", "Hasan Rouhani", "typo"),
        ("Barack Obama", "Барак Хусеин Обама", "missing"),
        ("JC Juncker", "Jean-Claude Juncker", "initial"),
    ],
)
def test_a_deviation_is_a_question_for_a_person(one, other, rule):
    found = compared(one, other)
    assert REVIEW <= found.score < MERGE
    assert found.rule == rule


@pytest.mark.parametrize(
    ("one", "other", "family"),
    [
        ("George H. W. Bush", "George W. Bush", Family.PERSON),
        ("Micheál Mahon", "Micheál Martin", Family.PERSON),
        ("Murad Khasanovich Margoshvili", "Murad Iraklievich Margoshvili", Family.PERSON),
        ("Banco Santander", "Banco Santander Chile", Family.ORGANIZATION),
        ("BNP Paribas Securities Services", "BNP Paribas Personal Finance", Family.ORGANIZATION),
        ("Iran", "Iraq", Family.LOCATION),
        ("1998", "1999", Family.VALUE),
    ],
)
def test_different_names_are_apart(one, other, family):
    assert compared(one, other, family).score < REVIEW


@pytest.mark.parametrize(
    ("one", "other", "family", "word"),
    [
        ("John Smith Jr.", "John Smith Sr.", Family.PERSON, "generations"),
        ("Mr. Jo Smith", "Mrs. Jo Smith", Family.PERSON, "titles"),
        ("Deutsche Bank AG", "Deutsche Bank GmbH", Family.ORGANIZATION, "legal forms"),
        ("Fund II", "Fund III", Family.ORGANIZATION, "numerals"),
    ],
)
def test_a_veto_says_why(one, other, family, word):
    found = compared(one, other, family)
    assert found.score < REVIEW
    assert found.rule == ""
    assert any(word in veto for veto in found.vetoes)


def test_the_words_are_told_in_pairs():
    found = compared("Sergey Viktorovich Lavrov", "Lavrow Sergey")
    assert set(found.tokens) == {
        TokenPair("sergey", "sergey", "equal"),
        TokenPair("lavrov", "lavrow", "sound"),
        TokenPair("viktorovich", "", "missing"),
    }
