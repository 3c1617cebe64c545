"""Types that documents mean against the vote of the corpus, and types that are slips."""

from __future__ import annotations

from linking.across_documents.resolution import resolve
from linking.model import LocalEntity

PLACES = ("Norland", "Sudland", "Ostland", "Westland")


def local(document: str, name: str, kind: str) -> LocalEntity:
    return LocalEntity(f"{document}:{name}:{kind}", document, name, kind, (name,), 0)


def entities(corpus: list[LocalEntity], *names: str) -> list[set[str]]:
    """Return for each name the documents of its entities."""
    found: dict[str, set[str]] = {}
    for each in corpus:
        if each.name in names:
            found.setdefault(resolve(corpus).assignments[each.id].entity_id, set()).add(each.document_id)
    return sorted(found.values(), key=sorted)


def atlas(documents: int) -> list[LocalEntity]:
    return [local(f"a{number}", name, "location") for number in range(documents) for name in PLACES]


def test_a_report_that_calls_all_countries_teams_means_teams() -> None:
    corpus = atlas(9) + [local("cup", name, "organization") for name in PLACES]
    assert entities(corpus, "Norland") == [{f"a{number}" for number in range(9)}, {"cup"}]


def test_one_place_called_an_organisation_is_a_slip() -> None:
    corpus = [*atlas(9), local("b", "Norland", "organization")]
    corpus += [local("b", name, "location") for name in PLACES[1:]]
    assert len(entities(corpus, "Norland")) == 1


def test_teams_that_a_list_calls_places_mean_places() -> None:
    corpus = [
        local(document, name, kind.replace("location", "organization") if document != "map" else "location")
        for document in ("m1", "m2", "m3", "m4", "map")
        for name, kind in ((place, "location") for place in PLACES)
    ]
    assert entities(corpus, "Ostland") == [{"m1", "m2", "m3", "m4"}, {"map"}]


def test_a_wrong_type_is_taken_for_what_its_document_calls_the_name() -> None:
    """France, a country in most documents and a team in some, once called a person where it is the team."""
    corpus = [local(f"a{number}", "Norland", "location") for number in range(9)]
    corpus += [local(f"t{number}", "Norland", "organization") for number in range(5)]
    corpus += [local("t1", "NORLAND", "person")]
    assert entities(corpus, "NORLAND", "Norland") == [
        {f"a{number}" for number in range(9)},
        {f"t{number}" for number in range(5)},
    ]


def test_a_place_rarely_called_a_person_is_a_place() -> None:
    corpus = [local(f"a{number}", "Norland", "location") for number in range(12)]
    corpus += [local("b", "Norland", "person"), local("c", "Norland", "person")]
    assert len(entities(corpus, "Norland")) == 1


def test_americans_are_of_the_united_states() -> None:
    for country in ("U.S.", "United States", "America"):
        corpus = [local("a", country, "location"), local("b", "American", "location")]
        assert len(entities(corpus, country, "American")) == 1
    corpus = [local("a", "U.S.", "location"), local("b", "Americas", "location")]
    assert len(entities(corpus, "U.S.", "Americas")) == 2
