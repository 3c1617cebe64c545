"""Which type of a graph a person means, by name or by label."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.contents.entity_types import match_type
from graph.errors import UnknownTypeError
from graph.schema.labels import node_label
from graph.schema.nearest import nearest

TYPES = ["date of birth", "location", "organization", "person"]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("person", "person"),
        ("Person", "person"),
        ("PERSON", "person"),
        (" person ", "person"),
        ("date of birth", "date of birth"),
        ("date_of_birth", "date of birth"),
        ("date-of-birth", "date of birth"),
        ("DateOfBirth", "date of birth"),
        ("DATE_OF_BIRTH", "date of birth"),
    ],
)
def test_a_type_is_meant_by_its_name_or_its_label_however_it_is_written(given: str, meant: str) -> None:
    assert match_type(given, TYPES) == meant


@given(st.from_regex(r"[A-Za-z]{1,8}([ _-][A-Za-z0-9]{1,8}){0,3}", fullmatch=True))
def test_every_type_is_found_by_the_label_that_it_gives(name: str) -> None:
    assert match_type(node_label(f"{name} type"), [f"{name} type"]) == f"{name} type"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            "persn",
            "There is no type 'persn'; the nearest is person. The types of the graph: date of birth, location, o",
        ),
        ("Organisation", "There is no type 'Organisation'; the nearest is organization. The types"),
        ("zzz", "There is no type 'zzz'. The types of the graph: date of birth, location"),
        ("", "There is no type ''. The types"),
        ("persoñ", "There is no type 'persoñ'; the nearest is person. The types"),
        ("people", "There is no type 'people'"),
    ],
)
def test_what_is_no_type_is_refused_with_those_there_are_and_the_nearest(given: str, message: str) -> None:
    with pytest.raises(UnknownTypeError) as refused:
        match_type(given, TYPES)
    assert str(refused.value).startswith(message)


def test_of_types_that_are_written_alike_the_very_name_is_meant_and_nothing_is_guessed() -> None:
    alike = ["hiv", "HIV", "date of birth", "date_of_birth"]
    assert [match_type(name, alike) for name in alike] == alike
    with pytest.raises(UnknownTypeError, match="'Hiv' may be any of the types HIV, hiv: write the one"):
        match_type("Hiv", alike)


def test_names_of_a_default_count_though_the_graph_has_none_such() -> None:
    assert match_type("Date", TYPES, others=["date", "money"]) == "date"
    assert match_type("Person", TYPES, others=["PERSON"]) == "person"
    with pytest.raises(UnknownTypeError, match="'age'"):
        match_type("age", TYPES, others=["date"])


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Persn", "Person"),
        ("person", "Person"),
        ("CO_OCCURS", "CO_OCCURS_WITH"),
        ("OCCURS_WITH", "CO_OCCURS_WITH"),
        ("nam", "name"),
        ("nmae", "name"),
        ("Evil", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_one_that_a_person_could_have_meant(name: str, near: str | None) -> None:
    assert (
        nearest(name, ["Person", "Entity", "CO_OCCURS_WITH", "MENTIONED_IN", "name", "names", "docs"]) == near
    )
