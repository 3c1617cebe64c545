"""Words in lower case around a name: which are no part of it."""

from __future__ import annotations

import pytest

from linking.names.excess_words import cores, without_first_words
from linking.names.families import Family


@pytest.mark.parametrize(
    ("surface", "name"),
    [
        ("muore Sam Greenhill", "Sam Greenhill"),
        ("la cantante Mira Dolan", "Mira Dolan"),
        ("rapper Ad van Dolan", "Ad van Dolan"),
        ("ο πρόεδρος Νίκος Βλάχος", "Νίκος Βλάχος"),
        ("певец Иван Дорохов", "Иван Дорохов"),
        # What stays as it is: particles, what would leave one word, names without capitals, other scripts.
        ("van der Dolan", "van der Dolan"),
        ("comte de Martelle", "comte de Martelle"),
        ("genannt Rilk", "genannt Rilk"),
        ("mira dolan", "mira dolan"),
        ("Kim Dae jun", "Kim Dae jun"),
        ("سالم ناصر", "سالم ناصر"),
        ("山田太郎", "山田太郎"),
    ],
)
def test_a_person_s_name_begins_with_its_first_capital_or_particle(surface: str, name: str) -> None:
    assert without_first_words(surface) == name


@pytest.mark.parametrize(
    ("surface", "family", "found"),
    [
        ("pat žinomo kaip Rilk", Family.PERSON, ["Rilk"]),
        ("Mira Dolan sagt", Family.PERSON, ["Mira Dolan"]),
        ("sagt Mira Dolan heute", Family.PERSON, ["Mira Dolan heute", "sagt Mira Dolan", "Mira Dolan"]),
        ("nach Vardo", Family.LOCATION, ["Vardo"]),
        ("in der Vardo", Family.LOCATION, ["Vardo"]),
        # A brand may begin in lower case, and what comes behind says what it is.
        ("adidas Group", Family.ORGANIZATION, []),
        ("Vardo airport", Family.LOCATION, []),
        ("the 1990s", Family.VALUE, []),
    ],
)
def test_what_a_name_may_be_without_such_words(surface: str, family: Family, found: list[str]) -> None:
    assert cores(surface, family) == found
