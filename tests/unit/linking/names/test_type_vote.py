"""The vote on the type of a name: in one document, over documents, and by the names that are kin to it."""

from __future__ import annotations

import pytest

from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.model import LocalEntity
from linking.names.types import MISLABELLED, vote
from linking.within_document.clustering import link_within_document


def link(*names: tuple[str, str]) -> list[set[str]]:
    """Link names that follow one another in a document; return the clusters as sets of surfaces."""
    mentions, start = [], 0
    for name, kind in names:
        mentions.append(Mention(start, start + len(name), name, kind, 0.9))
        start += len(name) + 1
    text = " ".join(name for name, _ in names)
    return [
        {mention.surface for mention in each.mentions}
        for each in link_within_document("d", "v", text, mentions)
    ]


def entities_of(*documents: tuple[tuple[str, str], ...]) -> int:
    """Return how many entities documents make, each a list of names with types."""
    local = [
        LocalEntity(f"{number}:v:{place}", f"{number}", name, kind, (name,), place)
        for number, names in enumerate(documents)
        for place, (name, kind) in enumerate(names)
    ]
    return len(resolve(local).entities)


def test_the_majority_overrules_several_wrong_types_one_by_one():
    assert vote({"person": 6, "location": 2, "event": 2, "organization": 2}) == dict.fromkeys(
        ["person", "location", "event", "organization"], "person"
    )


def test_a_name_can_be_two_things():
    assert vote({"person": 3, "location": 2}) == {"person": "person", "location": "location"}


def test_many_documents_are_no_mistake():
    assert vote({"location": 90, "organization": 9}, MISLABELLED)["organization"] == "organization"
    assert vote({"location": 90, "organization": 2}, MISLABELLED)["organization"] == "location"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("person", "organization", True), ("event", "organization", True), ("location", "organization", False)],
)
def test_a_name_of_several_words_is_one_thing_unless_it_is_a_place_and_its_team(one, other, same):
    ballots = {one: 1, other: 1}
    assert (len(set(vote(ballots, MISLABELLED, several_words=True).values())) == 1) is same
    assert len(set(vote(ballots, MISLABELLED).values())) == 2


def test_a_full_name_takes_its_type_from_the_surname():
    assert link(("Lech Walesa", "person"), ("Lech Walesa", "person"), ("Walesa", "event")) == [
        {"Lech Walesa", "Walesa"}
    ]
    assert link(("Walesa", "person"), ("Lech Walesa", "event"), ("Walesa", "person")) == [
        {"Lech Walesa", "Walesa"}
    ]


def test_the_type_that_makes_names_kin_needs_no_more_votes():
    """A surname is a person's, and an abbreviation an organisation's; the other way round nothing is said."""
    assert link(("Walesa", "person"), ("Lech Walesa", "event")) == [{"Lech Walesa", "Walesa"}]
    assert link(("CDU", "organization"), ("Christian Democratic Union", "event")) == [
        {"CDU", "Christian Democratic Union"}
    ]
    assert len(link(("Walesa", "event"), ("Lech Walesa", "person"))) == 2


@pytest.mark.parametrize(
    "names",
    [
        (("Washington", "location"), ("George Washington", "person")),
        (("Paris", "location"), ("Paris", "location"), ("Paris Hilton", "person")),
        (("House of Orange", "organization"), ("Orange", "person"), ("Orange", "person")),
        (("York", "location"), ("York", "location"), ("New York", "location")),
    ],
)
def test_other_names_do_not_persuade(names):
    assert len(link(*names)) == 2


def test_an_abbreviation_takes_its_type_from_the_long_form():
    names = [("Christian Democratic Union", "organization")] * 2 + [("CDU", "event")]
    assert link(*names) == [{"Christian Democratic Union", "CDU"}]


def test_across_documents_the_aliases_vote_too():
    known = ("Angela Merkel", "person")
    mistaken = [(("Merkel", "organization"),)]
    full = [(known,)] * 4
    local = [
        LocalEntity(f"{number}:v:0", f"{number}", name, kind, (name, "Merkel"), 0)
        for number, ((name, kind),) in enumerate([*full, *mistaken])
    ]
    assert len(resolve(local).entities) == 1
    assert entities_of((("Merkel", "organization"),), (known,)) == 2


def test_a_wrong_type_keeps_no_alias_away():
    """One document calls the full name a place: it did not keep the two names apart for what they are."""
    explained = LocalEntity("a:v:0", "a", "European Union", "organization", ("European Union", "EU"), 0)
    others = [
        LocalEntity(f"{name}:v:0", name, "European Union", "organization", ("European Union",), 0)
        for name in "bcd"
    ]
    odd = [
        LocalEntity("e:v:0", "e", "European Union", "location", ("European Union",), 0),
        LocalEntity("e:v:1", "e", "EU", "organization", ("EU",), 20),
    ]
    assert len(resolve([explained, *others, *odd]).entities) == 1


def test_the_other_names_of_a_country_do_not_bring_its_team_to_it():
    country = [
        LocalEntity(f"c{number}:v:0", f"c{number}", "US", "location", ("US", "United States"), 0)
        for number in range(4)
    ]
    plain = [
        LocalEntity(f"p{number}:v:0", f"p{number}", "United States", "location", ("United States",), 0)
        for number in range(4)
    ]
    team = [
        LocalEntity(f"t{number}:v:0", f"t{number}", "United States", "organization", ("United States",), 0)
        for number in range(4)
    ]
    resolution = resolve([*country, *plain, *team])
    ids = {local[0]: each.entity_id for local, each in resolution.assignments.items()}
    assert ids["c"] == ids["p"] != ids["t"]


def test_an_abbreviation_of_two_types_in_one_document_is_one_entity_after_the_vote():
    others = [LocalEntity(f"{name}:v:0", name, "NATO", "organization", ("NATO",), 0) for name in "bcdefg"]
    torn = [
        LocalEntity("a:v:0", "a", "NATO", "organization", ("NATO",), 0),
        LocalEntity("a:v:1", "a", "NATO", "event", ("NATO",), 20),
    ]
    assert len(resolve([*others, *torn]).entities) == 1
