"""Countries with several names are one place; names that are more than one country's are not touched."""

from __future__ import annotations

import pytest

from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.names.countries import standard_name
from linking.within_document.clustering import link_within_document


def places(*names: str, kind: str = "location") -> int:
    """Return the number of entities that names make, each in a document of its own."""
    found = [
        link_within_document(f"doc{number}", "v", "", [Mention(0, len(name), name, kind, 0.9)])[0].entity
        for number, name in enumerate(names)
    ]
    return len(resolve(found).entities)


@pytest.mark.parametrize(
    "names",
    [
        ("United States", "U.S.", "US", "USA", "the United States of America"),
        ("United Kingdom", "UK", "Britain", "Great Britain"),
        ("Myanmar", "Burma"),
        ("Côte d’Ivoire", "Ivory Coast"),
        ("Democratic Republic of Congo", "DR Congo", "DRC"),
    ],
)
def test_the_names_of_one_country_are_one_place(names: tuple[str, ...]) -> None:
    assert places(*names) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("North Korea", "South Korea", "Korea"),
        ("Republic of the Congo", "Democratic Republic of the Congo", "Congo"),
        ("China", "Taiwan"),
        ("England", "Scotland", "United Kingdom"),
    ],
)
def test_the_names_of_several_countries_stay_apart(names: tuple[str, ...]) -> None:
    assert places(*names) == len(names)


def test_two_names_of_one_country_in_one_document_are_one_place() -> None:
    text = "The UK left. Britain stayed."
    mentions = [Mention(4, 6, "UK", "location", 0.9), Mention(13, 20, "Britain", "location", 0.9)]
    (cluster,) = link_within_document("d", "v", text, mentions)
    assert cluster.entity.names == ("Britain", "UK")


def test_only_places_are_countries() -> None:
    assert places("US", "America", kind="organization") == 2


def test_other_names_have_no_country() -> None:
    assert standard_name("georgia") == standard_name("congo") == standard_name("paris") == ""
