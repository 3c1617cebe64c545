"""The review asks about people of one name: with the documents of both sides, and what each side speaks of."""

from __future__ import annotations

from extractors.documents import document_id
from graph.corrections.doubts import told_question
from linking.across_documents.resolution import resolve
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.guidance import Guidance
from linking.model import LocalEntity
from linking.review.handles import Bearers
from linking.review.namesakes import company_of, told_sides
from linking.review.queue import Doubt, Question, review_queue

VOSS = ("Peter Voss", "person")
SIDES = {
    "flight": ("Tern Airways", "Kestrel Field", "Gannet Club"),
    "court": ("Alder Chambers", "Milford", "Ashby"),
}
BRIDGES = ("Dunmore", "Port Ellis")


def corpus(*, in_doubt: bool) -> list[LocalEntity]:
    """Make four documents of a Peter Voss, two sides of two; in doubt, a document of each speaks of the same two places."""
    named: dict[str, list[tuple[str, str]]] = {}
    for side, company in SIDES.items():
        for number in (1, 2):
            beside = company + (BRIDGES if in_doubt and number == 1 else ())
            named[f"{side}{number}"] = [VOSS, *((each, "organization") for each in beside)]
    named |= {f"noise{number}": [(f"Nobody Number{number}", "person")] for number in range(20)}
    return [
        LocalEntity(f"{document_id(uri)}:{place}", document_id(uri), name, kind, (name,), place)
        for uri, names in named.items()
        for place, (name, kind) in enumerate(names)
    ]


URIS = {
    each.document_id: uri
    for uri in ("flight1", "flight2", "court1", "court2")
    for each in corpus(in_doubt=True)
    if each.document_id == document_id(uri)
}
LEFT = Handle(*VOSS, ("court1", "court2"))
RIGHT = Handle(*VOSS, ("flight1", "flight2"))


def queue(*decisions: Decision, in_doubt: bool) -> list[Doubt]:
    held, locals_ = Decisions(decisions), corpus(in_doubt=in_doubt)
    found = resolve(locals_, guidance=Guidance(held))
    entity_of = {each: why.entity_id for each, why in found.assignments.items()}
    uris = {each.document_id: URIS.get(each.document_id, each.document_id) for each in locals_}
    bearers = Bearers(locals_, entity_of, uris, held)
    return review_queue(found, locals_, bearers, lambda wanted: dict.fromkeys(wanted, 1))


def test_one_entity_that_may_be_two_is_asked_with_the_documents_of_both_sides() -> None:
    (doubt,) = queue(in_doubt=True)
    assert doubt.question is Question.SPLIT
    assert {doubt.left, doubt.right} == {LEFT, RIGHT}
    assert told_question(doubt).startswith("One entity at present: the documents of the one speak of ")
    assert "Alder Chambers" in told_question(doubt)
    assert "Tern Airways" in told_question(doubt)


def test_two_entities_that_were_told_apart_are_asked_as_well() -> None:
    (doubt,) = queue(in_doubt=False)
    assert doubt.question is Question.MERGE
    assert {doubt.left, doubt.right} == {LEFT, RIGHT}
    assert told_question(doubt).startswith("Two entities at present: ")


def test_what_was_answered_is_not_asked_again() -> None:
    for in_doubt in (True, False):
        for verdict in (Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE):
            answered = Decision("dec_1", "2024-05-17T09:30:00Z", "ann", verdict, LEFT, RIGHT)
            assert queue(answered, in_doubt=in_doubt) == []


def test_the_company_of_two_entities_can_be_told_later() -> None:
    locals_ = corpus(in_doubt=False)
    sides = [
        [each for each in locals_ if each.name == VOSS[0] and each.document_id in map(document_id, documents)]
        for documents in (("flight1", "flight2"), ("court1", "court2"))
    ]
    told = company_of(*sides, locals_)
    assert told == (tuple(sorted(SIDES["flight"])), tuple(sorted(SIDES["court"])))
    assert told_sides(*told) == (
        "the documents of the one speak of Gannet Club, Kestrel Field and Tern Airways, "
        "those of the other speak of Alder Chambers, Ashby and Milford"
    )


def test_a_side_that_nothing_holds_together_is_told_so() -> None:
    assert told_sides(("Tern Airways",), ()) == (
        "the documents of the one speak of Tern Airways, those of the other have no telling name in common"
    )
