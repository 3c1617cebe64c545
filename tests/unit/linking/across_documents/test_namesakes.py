"""People of one name are told apart by what their documents speak of, and only where that is plain."""

from __future__ import annotations

import pytest

from extractors.documents import document_id
from linking.across_documents.resolution import resolve
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.guidance import Guidance
from linking.knowledge_base.base import KnowledgeBase, KnowledgeBaseEntry
from linking.model import LocalEntity, Resolution

VOSS = "Peter Voss"
FLIGHT = ("Tern Airways", "Kestrel Field", "Nora Hale")
COURT = ("Alder Chambers", "Judge Ruane", "Milford Assizes")
BOATS = ("Heron Yard", "Salt Quay", "Colm Brodie")
NOISE = {f"noise{number}": (f"Nobody Number{number}", "Everywhere") for number in range(20)}
Documents = dict[str, tuple[str, ...]]
APART: Documents = {
    "flight1": (VOSS, *FLIGHT),
    "flight2": (VOSS, *FLIGHT),
    "court1": (VOSS, *COURT),
    "court2": (VOSS, *COURT),
    **NOISE,
}


def corpus(documents: Documents) -> list[LocalEntity]:
    """Make local entities: each document's first name is a person's, the others are organisations'."""
    return [
        LocalEntity(
            f"{document_id(uri)}:{start}",
            document_id(uri),
            name,
            "organization" if start else "person",
            (name,),
            start,
        )
        for uri, names in documents.items()
        for start, name in enumerate(names)
    ]


def linked(documents: Documents, *decisions: Decision, guidance: Guidance | None = None) -> Resolution:
    return resolve(corpus(documents), guidance=guidance or Guidance(Decisions(decisions)))


def bearers(documents: Documents, resolution: Resolution) -> list[set[str]]:
    """Return the documents of every entity that the first name of a document of people stands for."""
    held: dict[str, set[str]] = {}
    for uri in documents:
        if not uri.startswith("noise"):
            why = resolution.assignments[f"{document_id(uri)}:0"]
            held.setdefault(why.entity_id, set()).add(uri)
    return sorted(held.values(), key=sorted)


def people(documents: Documents, *decisions: Decision) -> list[set[str]]:
    return bearers(documents, linked(documents, *decisions))


def decided(verdict: Verdict, left: tuple[str, ...], right: tuple[str, ...]) -> Decision:
    handles = Handle(VOSS, "person", left), Handle(VOSS, "person", right)
    return Decision("dec_1", "2024-05-17T09:30:00Z", "ann", verdict, *handles)


@pytest.mark.parametrize(
    "name", [VOSS, "Иван Дорохов", "Νίκος Παππάς", "أحمد منصور", "王 伟", "Mr Peter Voss"]
)
def test_two_people_whose_documents_speak_of_different_things_are_two(name: str) -> None:
    documents = {uri: tuple(name if each == VOSS else each for each in held) for uri, held in APART.items()}
    found = linked(documents)
    assert bearers(documents, found) == [{"court1", "court2"}, {"flight1", "flight2"}]
    assert {found.assignments[f"{document_id(uri)}:0"].rule for uri in ("court1", "flight2")} == {"namesake"}
    (seen,) = found.namesakes
    assert {seen.left_company, seen.right_company} == {tuple(sorted(FLIGHT)), tuple(sorted(COURT))}


def test_three_people_are_three() -> None:
    boats = {"boats1": (VOSS, *BOATS), "boats2": (VOSS, *BOATS)}
    documents = APART | boats
    assert people(documents) == [{"boats1", "boats2"}, {"court1", "court2"}, {"flight1", "flight2"}]


ONE: dict[str, Documents] = {
    "what they speak of goes together in other documents": APART
    | {f"paper{number}": ("Ann Other", *FLIGHT, *COURT) for number in range(3)},
    "a document speaks of both": APART | {"both": (VOSS, *FLIGHT, *COURT)},
    "one side is a single document": {uri: held for uri, held in APART.items() if uri != "court2"},
    "nothing holds either side together": APART
    | {"flight2": (VOSS, "Swift Club"), "court2": (VOSS, "Larch House")},
    "the company is everywhere": {
        uri: held if held[0] == VOSS else (*held, *FLIGHT, *COURT) for uri, held in APART.items()
    },
    "the corpus is small": {uri: held for uri, held in APART.items() if held[0] == VOSS},
    "every document speaks of one thing more": {
        uri: (*held, "Dunmore", "Port Ellis", "Ashby") if held[0] == VOSS else held
        for uri, held in APART.items()
    },
}


@pytest.mark.parametrize("documents", ONE.values(), ids=ONE)
def test_a_name_is_one_person_where_the_evidence_is_thin(documents: Documents) -> None:
    named = {uri: held for uri, held in documents.items() if not uri.startswith("paper")}
    found = linked(documents)
    assert len(bearers(named, found)) == 1
    assert found.namesakes == ()


ASKED: dict[str, Documents] = {
    "both sides have something in common": APART
    | {
        "flight1": (*APART["flight1"], "Dunmore", "Port Ellis"),
        "court1": (*APART["court1"], "Dunmore", "Port Ellis"),
    },
    "nothing holds the documents of the other side together": APART
    | {
        "court2": (VOSS, "Larch House"),
        "noise0": ("Nobody Number0", "Larch House"),
        "noise1": ("Nobody Number1", *COURT),
    },
}


@pytest.mark.parametrize("documents", ASKED.values(), ids=ASKED)
def test_a_person_is_asked_where_the_evidence_is_good_but_not_strong(documents: Documents) -> None:
    found = linked(documents)
    assert len(bearers(documents, found)) == 1
    (seen,) = found.namesakes
    sides = [{each.partition(":")[0] for each in side} for side in (seen.left, seen.right)]
    assert sorted(sides, key=sorted) == sorted(
        [{document_id(f"{side}1"), document_id(f"{side}2")} for side in ("flight", "court")], key=sorted
    )


def test_only_people_are_told_apart() -> None:
    documents = {uri: (uri, *held) for uri, held in APART.items()}
    found = linked(documents)
    assert len({found.assignments[f"{document_id(uri)}:1"].entity_id for uri in ("court1", "flight1")}) == 1


def test_a_surname_goes_to_the_one_whose_company_its_document_has() -> None:
    documents = APART | {"short": ("Voss", *FLIGHT)}
    assert people(documents) == [{"court1", "court2"}, {"flight1", "flight2", "short"}]


def test_another_spelling_joins_neither_of_two() -> None:
    documents = {
        uri: tuple("Hans Müller" if each == VOSS else each for each in held) for uri, held in APART.items()
    } | {"spelt": ("Hans Mueller", "Larch House")}
    assert {"spelt"} in people(documents)


def test_what_a_person_said_is_one_stays_one_when_documents_come() -> None:
    same = decided(Verdict.SAME, ("court1", "court2"), ("flight1", "flight2"))
    assert len(people(APART, same)) == 1
    later = APART | {"court3": (VOSS, *COURT), "flight3": (VOSS, *FLIGHT)}
    assert len(people(later, same)) == 1
    assert linked(later, same).namesakes == ()


def test_what_a_person_said_is_two_stays_two_when_documents_come() -> None:
    different = decided(Verdict.DIFFERENT, ("court1", "court2"), ("flight1", "flight2"))
    later = APART | {
        "court3": (VOSS, *COURT),
        **{f"paper{number}": ("Ann Other", *FLIGHT, *COURT) for number in range(3)},
    }
    assert {"court1", "court2", "court3", "flight1", "flight2"} in people(later)
    found = people(later, different)
    for side in ({"court1", "court2"}, {"flight1", "flight2"}):
        assert [side <= each for each in found if each & side] == [True]
    assert not any({"court1", "flight1"} <= each for each in found)


def test_a_new_name_for_one_of_two_leaves_them_two() -> None:
    renamed = Decision(
        "dec_1",
        "2024-05-17T09:30:00Z",
        "ann",
        Verdict.RENAME,
        Handle(VOSS, "person", ("court1", "court2")),
        value="Peter Voss (counsel)",
    )
    found = linked(APART, renamed)
    assert bearers(APART, found) == [{"court1", "court2"}, {"flight1", "flight2"}]
    assert {each.name for each in found.entities.values() if "Voss" in each.name} == {
        VOSS,
        "Peter Voss (counsel)",
    }


def test_a_knowledge_base_that_knows_one_person_of_the_name_goes_before() -> None:
    entries = KnowledgeBase("staff", (KnowledgeBaseEntry("7", VOSS, "person", (), ()),), "f")
    found = linked(APART, guidance=Guidance(Decisions(), (entries,)))
    assert len(bearers(APART, found)) == 1
    assert found.namesakes == ()
