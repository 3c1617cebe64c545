"""Names that only the other entities of their documents can tell apart: surnames, initials, and the organs of states."""

from __future__ import annotations

import pytest

from linking.across_documents.resolution import resolve
from linking.across_documents.state_organs import country_of, is_state_organ
from linking.model import LocalEntity, Resolution
from linking.names.families import Family
from linking.names.form import take_apart

KINDS = {"p": "person", "o": "organization", "l": "location"}


def corpus(**documents: str) -> list[LocalEntity]:
    """Make local entities of documents written like ``"p:Ann Smith, l:Paris"``, in the order of their mentions."""
    return [
        LocalEntity(f"{document}:v:{place}", document, name, KINDS[kind], (name,), place * 10)
        for document, told in documents.items()
        for place, (kind, _, name) in enumerate(each.strip().partition(":") for each in told.split(","))
    ]


def told(resolution: Resolution, local: str) -> tuple[str, str]:
    """Return the name of the entity that a local entity belongs to, and the rule."""
    assignment = resolution.assignments[local]
    return resolution.entities[assignment.entity_id].name, assignment.rule


def background(count: int) -> dict[str, str]:
    """Make documents about other things, so that what two documents share tells something."""
    return {
        f"z{number}": f"p:Person {chr(97 + number)}x, l:Town {chr(97 + number)}x" for number in range(count)
    }


TWO_BEARERS = corpus(
    a="p:Thomas Mueller, o:Bayern Munich, p:Manuel Neuer",
    b="p:Thomas Mueller, o:Bayern Munich, p:Philipp Lahm",
    c="p:Kayla Mueller, o:Doctors Without Borders, l:Prescott",
    d="p:Mueller, o:Bayern Munich, p:Manuel Neuer, p:Philipp Lahm",
    e="p:Mueller, l:Prescott, o:Doctors Without Borders",
    f="p:Mueller, l:Hamburg",
    **background(12),
)


def test_a_surname_means_the_bearer_of_whom_the_document_tells():
    resolution = resolve(TWO_BEARERS)
    assert told(resolution, "d:v:0") == ("Thomas Mueller", "context")
    assert told(resolution, "e:v:0") == ("Kayla Mueller", "context")


def test_a_document_that_tells_of_no_bearer_keeps_its_surname():
    resolution = resolve(TWO_BEARERS)
    entity = resolution.assignments["f:v:0"].entity_id
    assert [local for local, each in resolution.assignments.items() if each.entity_id == entity] == ["f:v:0"]


def test_a_document_that_tells_of_both_bearers_keeps_its_surname():
    both = corpus(
        g="p:Mueller, o:Bayern Munich, p:Manuel Neuer, p:Philipp Lahm, l:Prescott, o:Doctors Without Borders"
    )
    resolution = resolve([*TWO_BEARERS, *both])
    assert told(resolution, "g:v:0")[0] == "Mueller"


def test_what_every_document_holds_tells_nothing():
    everywhere = corpus(
        a="p:Thomas Mueller, l:Berlin",
        b="p:Mueller, l:Berlin",
        **{name: f"{entities}, l:Berlin" for name, entities in background(12).items()},
    )
    assert told(resolve(everywhere), "b:v:0") == ("Mueller", "exact")


def test_a_middle_name_and_an_initial_are_told_by_the_context():
    resolution = resolve(
        corpus(
            a="p:Hillary Rodham Clinton, p:Bernie Sanders, l:Philadelphia",
            b="p:Hillary Clinton, p:Bernie Sanders, l:Philadelphia",
            c="p:H. Clinton, p:Bernie Sanders, l:Philadelphia",
            d="p:Hillary Clinton, l:Oslo",
            **background(12),
        )
    )
    assert (
        len({resolution.assignments[local].entity_id for local in ("a:v:0", "b:v:0", "c:v:0", "d:v:0")}) == 1
    )


def test_a_document_that_holds_a_bearer_keeps_the_surname_apart():
    resolution = resolve(
        [*TWO_BEARERS, *corpus(h="p:Thomas Mueller, p:Mueller, o:Bayern Munich, p:Manuel Neuer")]
    )
    assert resolution.assignments["h:v:0"].entity_id != resolution.assignments["h:v:1"].entity_id


def test_the_order_of_the_documents_changes_nothing():
    assert resolve(TWO_BEARERS).assignments == resolve(TWO_BEARERS[::-1]).assignments


def test_every_state_has_a_supreme_court():
    resolution = resolve(
        corpus(
            a="l:India, o:Supreme Court",
            b="l:Delhi, l:India, o:Supreme Court, l:US",
            c="l:US, o:Supreme Court",
            d="l:Washington, o:Supreme Court",
            e="l:Sri Lanka, o:Supreme Court, l:US",
        )
    )
    courts = {
        frozenset(local[0] for local, each in resolution.assignments.items() if each.entity_id == entity)
        for entity, found in resolution.entities.items()
        if found.name == "Supreme Court"
    }
    assert courts == {frozenset("ab"), frozenset("cd"), frozenset("e")}


def test_a_document_that_names_no_country_stays_with_most_others():
    resolution = resolve(
        corpus(
            a="l:France, o:Senate", b="l:France, o:Senate", c="l:Italy, o:Senate", d="o:Senate, p:Ann Smith"
        )
    )
    of = {
        local[0]: each.entity_id
        for local, each in resolution.assignments.items()
        if "Senate" in told(resolution, local)
    }
    assert of["a"] == of["b"] == of["d"] != of["c"]


@pytest.mark.parametrize(
    "name", ["Supreme Court", "Foreign Ministry", "Ministry of the Interior", "Parliament"]
)
def test_a_state_organ_says_not_of_which_state(name):
    assert is_state_organ(take_apart(name, Family.ORGANIZATION))


@pytest.mark.parametrize(
    "name", ["German Foreign Ministry", "Ministry of Sound", "Bundestag", "Deutsche Bank", "Foreign Affairs"]
)
def test_other_organizations_are_one(name):
    assert not is_state_organ(take_apart(name, Family.ORGANIZATION))


@pytest.mark.parametrize(
    ("name", "country"),
    [("US", "us"), ("Britain", "gb"), ("Texas", "us"), ("German", "de"), ("Moscow", "ru"), ("Atlantis", "")],
)
def test_places_and_demonyms_have_a_country(name, country):
    assert country_of(take_apart(name, Family.LOCATION)) == country


def test_a_nickname_is_told_by_the_context():
    corpora = corpus(
        a="p:Thomas Farrier, o:Merrow Lock, p:Arthur Tull",
        b="p:Thomas Farrier, o:Merrow Lock, p:Arthur Tull",
        c="p:Tom Farrier, o:Merrow Lock, p:Arthur Tull",
        d="p:Tim Farrier, l:Merrow",
        **background(12),
    )
    resolution = resolve(corpora)
    assert told(resolution, "c:v:0") == ("Thomas Farrier", "context")
    assert told(resolution, "d:v:0")[0] == "Tim Farrier"
