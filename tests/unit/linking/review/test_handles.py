"""Handles: an entity named by what documents write, so that nothing else is meant, and found again by it."""

from __future__ import annotations

import pytest

from extractors.documents import document_id
from linking.across_documents.resolution import resolve
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.guidance import Guidance
from linking.model import LocalEntity, Resolution
from linking.review.handles import Bearers

Row = tuple[str, str, str]


def local(number: int, document: str, name: str, kind: str, *names: str) -> LocalEntity:
    held = document_id(document)
    return LocalEntity(f"{held}:v1:{number}", held, name, kind, names or (name,), number * 10)


def different(left: Handle, right: Handle) -> Decisions:
    return Decisions((Decision("dec_1", "2024-05-17T09:30:00Z", "ann", Verdict.DIFFERENT, left, right),))


class World:
    """A corpus, resolved."""

    def __init__(self, *rows: Row, decisions: Decisions = Decisions()) -> None:  # noqa: B008 - it is frozen
        self.locals = [local(number, *row) for number, row in enumerate(rows)]
        self.resolution: Resolution = resolve(self.locals, guidance=Guidance(decisions))
        self.uris = {document_id(document): document for document, _, _ in rows}
        self.bearers = Bearers(
            self.locals,
            {each: why.entity_id for each, why in self.resolution.assignments.items()},
            self.uris,
            decisions,
        )

    def entity(self, row: int) -> str:
        return self.resolution.assignments[self.locals[row].id].entity_id

    def handles(self, row: int) -> list[Handle]:
        return [part.handle for part in self.bearers.parts(self.entity(row))]


def test_a_name_that_one_entity_bears_needs_no_documents() -> None:
    world = World(
        ("a", "Ada Lovelace", "person"), ("b", "Ada Lovelace", "person"), ("b", "Osaka", "location")
    )
    assert world.handles(0) == [Handle("Ada Lovelace", "person")]
    assert world.bearers.entities_of(Handle("ADA LOVELACE", "scientist")) == [world.entity(0)]


def test_an_entity_has_a_handle_for_each_of_its_names_the_most_frequent_first() -> None:
    world = World(
        ("a", "Angela Merkle", "person"), ("b", "Angela Merkel", "person"), ("c", "Angela Merkel", "person")
    )
    assert world.handles(0) == [Handle("Angela Merkel", "person"), Handle("Angela Merkle", "person")]


def test_two_bearers_of_one_name_are_told_apart_by_their_documents() -> None:
    apart = different(Handle("Jordan Hill", "person", ("a",)), Handle("Jordan Hill", "person"))
    world = World(
        ("a", "Jordan Hill", "person"),
        ("b", "Jordan Hill", "person"),
        ("c", "Jordan Hill", "person"),
        decisions=apart,
    )
    assert world.entity(0) != world.entity(1)
    assert world.handles(0) == [Handle("Jordan Hill", "person", ("a",))]
    assert world.handles(1) == [Handle("Jordan Hill", "person")], "the others are what nobody claims"
    for row in (0, 1):
        (handle,) = world.handles(row)
        assert world.bearers.entities_of(handle) == [world.entity(row)]


def test_a_name_left_alone_in_each_document_is_named_by_its_document() -> None:
    world = World(
        ("a", "Bill Clinton", "person"),
        ("b", "Hillary Clinton", "person"),
        ("c", "Mr. Clinton", "person"),
        ("c", "Mrs. Clinton", "person"),
        ("d", "Mr. Clinton", "person"),
    )
    mr, mrs = world.handles(2), world.handles(3)
    assert mr != mrs
    assert world.entity(2) in world.bearers.entities_of(mr[0])
    assert world.entity(3) not in world.bearers.entities_of(mr[0])


def test_a_person_and_a_place_of_one_name_are_told_apart_by_type() -> None:
    rows = [(f"p{n}", "Washington", "person") for n in range(9)]
    world = World(*rows, *((f"l{n}", "Washington", "location") for n in range(9)))
    assert world.handles(0)[0].type == "person"
    assert world.handles(9)[0].type == "location"
    assert world.bearers.entities_of(Handle("Washington", "city")) == [world.entity(9)]


def test_a_handle_outlives_another_type_of_its_name() -> None:
    world = World(("a", "Globex", "organization"))
    assert world.bearers.entities_of(Handle("Globex", "product")) == [world.entity(0)]
    assert world.bearers.entities_of(Handle("Initech", "product")) == []


def test_part_of_an_entity_is_named_against_the_rest_of_it() -> None:
    world = World(("a", "Jordan Hill", "person"), ("b", "Jordan Hill", "person"), ("b", "Osaka", "location"))
    entity = world.entity(0)
    (part,) = world.bearers.parts(entity, {document_id("a")})
    assert part.handle == Handle("Jordan Hill", "person", ("a",))
    (rest,) = world.bearers.parts(entity, {document_id("b")}, besides=[part.handle])
    assert rest.handle == Handle("Jordan Hill", "person")


def test_decisions_are_found_by_the_entities_that_they_name() -> None:
    decisions = Decisions(
        (
            Decision(
                "dec_1",
                "2024-05-17T09:30:00Z",
                "ann",
                Verdict.DIFFERENT,
                Handle("Ada Lovelace", "person"),
                Handle("Grace Hopper", "person"),
            ),
            Decision("dec_2", "2024-05-17T09:30:00Z", "ann", Verdict.HIDE, Handle("Grace Hopper", "person")),
            Decision("dec_3", "2024-05-17T09:30:00Z", "ann", Verdict.HIDE, Handle("Nobody", "person")),
        )
    )
    world = World(("a", "Ada Lovelace", "person"), ("b", "Grace Hopper", "person"), decisions=decisions)
    ada, grace = world.entity(0), world.entity(1)
    assert [each.id for each in world.bearers.decisions_on(grace, ada)] == ["dec_1"]
    assert [each.id for each in world.bearers.decisions_on(ada)] == ["dec_1"]
    assert [each.id for each in world.bearers.decisions_on(grace)] == ["dec_1", "dec_2"]


@pytest.mark.parametrize("kind", ["person", "disease", "date"])
def test_every_entity_is_named_by_its_handles_and_nothing_else_is(kind: str) -> None:
    world = World(("a", "Ada Hill", kind), ("b", "ada hill", kind), ("c", "Jo Hill", kind))
    for row in range(3):
        for handle in world.handles(row):
            assert world.bearers.entities_of(handle) == [world.entity(row)]
