"""What a name says in brackets: an abbreviation, which of several bearers it means, or a part of the name."""

from __future__ import annotations

import pytest

from linking.across_documents.resolution import resolve
from linking.comparison.whole_names import MERGE, compare_names
from linking.names.brackets import are_two_things
from linking.names.families import Family, family_of
from linking.names.form import take_apart
from tests.unit.linking.names.test_numerals import are_one, entities

TWO = [
    ("Newport (Wales)", "Newport (Oregon)", "location"),
    ("Newport [Wales]", "Newport [Oregon]", "location"),
    ("Newport（Wales）", "Newport（Oregon）", "location"),
    ("東雲（東京）", "東雲（大阪）", "location"),
    ("東雲【東京】", "東雲【大阪】", "location"),
    ("القاهرة (مصر)", "القاهرة (إلينوي)", "location"),
    ("Αθήνα (Ελλάδα)", "Αθήνα (Τζόρτζια)", "location"),
    ("John Holloway (judge)", "John Holloway (actor)", "person"),
    ("John Holloway (British politician)", "John Holloway (Irish rower)", "person"),
    ("John Holloway (judge)", "Jon Holloway (actor)", "person"),
    ("Hans Müller (judge)", "Hans Mueller (actor)", "person"),
    ("Иван Дорохов (судья)", "Иван Дорохов (актёр)", "person"),
    ("Tern (v1)", "Tern (v2)", "product"),
    ("Tern Games (2019)", "Tern Games (2020)", "event"),
    ("Ministry of Fish (Wales)", "Ministry of Fish (Scotland)", "organization"),
    ("Labour Party (UK)", "Labour Party (US)", "organization"),
    ("cobalt(II)", "cobalt(III)", "chemical"),
    ("poly(vinyl alcohol)", "poly(vinyl acetate)", "chemical"),
]
ONE = [
    ("World Health Organization (WHO)", "World Health Organization", "organization"),
    ("Doctors Without Borders (MSF)", "Doctors Without Borders", "organization"),
    ("Tern UG (haftungsbeschränkt)", "Tern UG", "organization"),
    ("Tern AB (publ)", "Tern", "organization"),
    ("Hague (The)", "The Hague", "location"),
    ("Newport (Wales)", "Newport （WALES）", "location"),
]
SAYS_MORE = [
    ("Newport (Wales)", "Newport", "location"),
    ("John Holloway (judge)", "John Holloway", "person"),
    ("John Holloway (British politician)", "John Holloway (politician)", "person"),
    ("Tern (v1)", "Tern", "product"),
    ("Newport (Wales)", "New Port", "location"),
]


@pytest.mark.parametrize(("one", "other", "kind"), TWO)
def test_what_differs_in_brackets_is_two_things(one, other, kind):
    assert are_one(one, other, kind) == (False, False)
    assert not resolve([*entities("a", kind, one), *entities("b", kind, other)]).review


@pytest.mark.parametrize(("one", "other", "kind"), ONE)
def test_abbreviations_and_legal_forms_in_brackets_are_the_name_s(one, other, kind):
    assert are_one(one, other, kind) == (True, True)


@pytest.mark.parametrize(("one", "other", "kind"), SAYS_MORE)
def test_brackets_that_say_more_are_one_in_a_text_and_a_question_across_texts(one, other, kind):
    assert are_one(one, other, kind) == (True, False)
    (question,) = resolve([*entities("a", kind, one), *entities("b", kind, other)]).review
    assert (question.rule, question.score) == ("qualified", 0.9)


def test_a_name_alone_beside_two_with_brackets_is_neither_for_certain():
    names = ("Newport (Wales)", "Newport (Oregon)", "Newport")
    assert [each.names for each in entities("a", "location", *names)] == [(name,) for name in names]


def test_an_entity_is_called_by_the_name_that_says_more():
    (only,) = entities("a", "person", "John Holloway", "John Holloway", "John Holloway (judge)")
    assert only.name == "John Holloway (judge)"
    (body,) = entities(
        "a",
        "organization",
        "World Health Organization",
        "World Health Organization (WHO)",
        "World Health Organization",
    )
    assert body.name == "World Health Organization"


def test_what_brackets_differ_in_is_said():
    judge, actor, slip = (
        take_apart(name, Family.PERSON)
        for name in ("John Holloway (judge)", "John Holloway (actor)", "John Hollowey")
    )
    assert compare_names(judge, actor).vetoes == ("what they say in brackets differs: actor, judge",)
    assert (
        compare_names(actor, judge).score
        == compare_names(judge, actor).score
        < compare_names(judge, slip).score
        < MERGE
    )


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        ("judge", "actor", True),
        ("politician", "british politician", False),
        ("ger", "germany", False),
        ("judge", "", False),
        ("", "", False),
    ],
)
def test_what_says_more_of_the_same_does_not_contradict(one, other, two):
    assert are_two_things(one, other) is are_two_things(other, one) is two


@pytest.mark.parametrize(
    ("name", "kind", "bracketed", "qualifier"),
    [
        ("World Health Organization (WHO)", "organization", "who", ""),
        ("John Holloway (MP)", "person", "", "mp"),
        ("Tern (1)", "product", "", ""),
        ("Tern (", "product", "", ""),
        ("(Tern)", "product", "", ""),
        ("iron(III)", "chemical", "", ""),
        ("Newport()", "location", "", ""),
    ],
)
def test_what_stands_in_brackets(name, kind, bracketed, qualifier):
    form = take_apart(name, family_of(kind))
    assert (form.bracketed, form.qualifier) == (bracketed, qualifier)
