"""Lists of people with the surname first, and rivers and mountains by their name alone."""

from __future__ import annotations

import pytest

from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.model import LocalCluster
from linking.within_document.clustering import link_within_document


def linked(text: str, *names: str, kind: str = "person") -> tuple[LocalCluster, ...]:
    """Link names of a text, given in the order in which they stand there."""
    mentions, start = [], 0
    for name in names:
        start = text.index(name, start)
        mentions.append(Mention(start, start + len(name), name, kind, 1.0))
        start += len(name)
    return link_within_document("d", "v1", text, mentions)


def groups(text: str, *names: str, kind: str = "person") -> list[list[str]]:
    """Return the surfaces of each entity of a text."""
    return [[mention.surface for mention in each.mentions] for each in linked(text, *names, kind=kind)]


def test_a_list_with_the_surnames_first_is_of_as_many_people_as_it_names() -> None:
    found = linked(
        "Present: Holloway, Nadia; Erben, Tomas; and Raman, Priya.",
        *("Holloway", "Nadia", "Erben", "Tomas", "Raman", "Priya"),
    )
    assert [each.entity.name for each in found] == ["Holloway, Nadia", "Erben, Tomas", "Raman, Priya"]
    assert found[0].entity.names == ("Holloway", "Nadia")
    assert found[0].rules == ("inverted", "inverted")


def test_a_person_of_such_a_list_is_the_one_of_that_name_elsewhere() -> None:
    listed = linked(
        "Holloway, Nadia; Erben, Tomas; Raman, Priya",
        *("Holloway", "Nadia", "Erben", "Tomas", "Raman", "Priya"),
    )
    told = link_within_document("e", "v1", "Tomas Erben", [Mention(0, 11, "Tomas Erben", "person", 1.0)])
    found = resolve(each.entity for each in (*listed, *told))
    assert len(found.entities) == 3


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Holloway, N; Erben, Tomas", ("Holloway", "N", "Erben", "Tomas")),
        (
            "Holloway, Nadia; Erben, Tomas. Tomas Erben spoke.",
            ("Holloway", "Nadia", "Erben", "Tomas", "Tomas Erben"),
        ),
        ("Дорохов, Иван; Белова, Анна; Орлов, Пётр", ("Дорохов", "Иван", "Белова", "Анна", "Орлов", "Пётр")),
    ],
)
def test_two_people_suffice_where_something_tells_which_half_is_the_given_name(
    text: str, names: tuple[str, ...]
) -> None:
    assert groups(text, *names)[0] == list(names[:2])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Holloway, Erben; Raman, Feld", ("Holloway", "Erben", "Raman", "Feld")),
        (
            "Kant; Holloway, Erben; Raman, Feld; Brandt, Lindgren",
            ("Kant", "Holloway", "Erben", "Raman", "Feld", "Brandt", "Lindgren"),
        ),
        (
            "Holloway, Erben, Kant; Raman, Feld; Brandt, Lindgren; Pryce, Kerr, Aziz",
            ("Holloway", "Erben", "Kant", "Raman", "Feld", "Brandt", "Lindgren", "Pryce", "Kerr", "Aziz"),
        ),
        ("Nadia, Tomas and Priya", ("Nadia", "Tomas", "Priya")),
    ],
)
def test_surnames_side_by_side_are_people_of_their_own(text: str, names: tuple[str, ...]) -> None:
    assert groups(text, *names) == [[name] for name in names]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The Hudson River is deep. In Hudson, New York, it floods.",
            ("Hudson River", "Hudson", "New York"),
        ),
        (
            "The Hudson River is deep. In Hudson, New York it floods. Hudson is cold.",
            ("Hudson River", "Hudson, New York", "Hudson"),
        ),
        (
            "The Tern River leaves the Tern Valley. Tern is wet.",
            ("Tern River", "Tern Valley", "Tern"),
        ),
    ],
)
def test_a_river_has_no_short_name_beside_another_place_of_it(text: str, names: tuple[str, ...]) -> None:
    assert sorted(groups(text, *names, kind="location")) == sorted([name] for name in names)


def test_a_river_is_called_by_its_name_alone() -> None:
    text = "The River Tern is deep. The Tern floods, and nobody lives on the Tern."
    assert groups(text, "River Tern", "Tern", "Tern", kind="location") == [["River Tern", "Tern", "Tern"]]


def test_a_guess_that_fits_two_names_of_a_text_joins_neither() -> None:
    text = "The Harbour Commission met the Harbour Committee. The Harbour Comm. was late."
    names = ("Harbour Commission", "Harbour Committee", "Harbour Comm.")
    assert groups(text, *names, kind="organization") == [[name] for name in names]
