"""Splits: which judgements take part of an entity out of it, and why some entities have no part."""

from __future__ import annotations

import pytest

from extractors.documents import document_id
from linking.across_documents.resolution import resolve
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.decisions.names_apart import names_apart
from linking.guidance import Guidance
from linking.model import LocalEntity
from linking.review.handles import Bearers
from linking.review.splits import Judgement, SplitError, split_by_documents, split_by_names

MERKEL, MERKLE, HILL = ("Angela Merkel", "person"), ("Angela Merkle", "person"), ("Jordan Hill", "person")

NOTHING = Decisions()
SAME, DIFFERENT = Verdict.SAME, Verdict.DIFFERENT


class World:
    def __init__(
        self, *rows: tuple[str, tuple[str, str], *tuple[str, ...]], decisions: Decisions = NOTHING
    ) -> None:
        self.locals = [
            LocalEntity(f"{document_id(uri)}:{place}", document_id(uri), name, kind, (name, *aliases), place)
            for place, (uri, (name, kind), *aliases) in enumerate(rows)
        ]
        self.uris = {document_id(row[0]): row[0] for row in rows}
        found = resolve(self.locals, guidance=Guidance(decisions))
        self.entity_of = {local: why.entity_id for local, why in found.assignments.items()}
        self.bearers = Bearers(self.locals, self.entity_of, self.uris, decisions)
        self.first = self.entity_of[self.locals[0].id]

    def by_documents(self, *uris: str) -> list[Judgement]:
        return split_by_documents(self.bearers, self.first, [document_id(uri) for uri in uris], self.uris)

    def by_names(self, *names: str) -> list[Judgement]:
        return split_by_names(self.bearers, self.first, names, self.uris)

    def after(self, judged: list[Judgement]) -> list[set[str]]:
        """Return the URIs of each entity once this is decided."""
        decisions = Decisions(
            tuple(
                Decision(f"dec_{number}", "2024-05-17T09:30:00Z", "ann", *each)
                for number, each in enumerate(judged)
            )
        )
        found = resolve(self.locals, self.entity_of, Guidance(decisions))
        assert found.conflicts == ()
        assert found.dormant == ()
        held: dict[str, set[str]] = {}
        for local in self.locals:
            held.setdefault(found.assignments[local.id].entity_id, set()).add(self.uris[local.document_id])
        return sorted(held.values(), key=sorted)


def test_documents_take_their_bearers_of_a_name_out_of_it() -> None:
    world = World(("a", HILL), ("b", HILL), ("c", HILL))
    judged = world.by_documents("c")
    assert judged == [(DIFFERENT, Handle(*HILL, ("c",)), Handle(*HILL))]
    assert world.after(judged) == [{"a", "b"}, {"c"}]


def test_the_names_of_the_part_are_one_and_each_is_kept_from_every_name_of_the_rest() -> None:
    world = World(("a", MERKEL), ("b", MERKEL), ("c", MERKLE), ("d", MERKLE), ("e", MERKEL))
    judged = world.by_documents("a", "c")
    assert judged == [
        (SAME, Handle(*MERKEL, ("a",)), Handle(*MERKLE, ("c",))),
        (DIFFERENT, Handle(*MERKEL, ("a",)), Handle(*MERKEL)),
        (DIFFERENT, Handle(*MERKEL, ("a",)), Handle(*MERKLE)),
        (DIFFERENT, Handle(*MERKLE, ("c",)), Handle(*MERKEL)),
        (DIFFERENT, Handle(*MERKLE, ("c",)), Handle(*MERKLE)),
    ]
    assert world.after(judged) == [{"a", "c"}, {"b", "d", "e"}]


def test_a_short_name_of_the_rest_stays_a_short_form_within_the_documents_of_the_part() -> None:
    voss, full = ("Voss", "person"), ("Peter Voss", "person")
    world = World(("a", full, "Voss"), ("b", full, "Voss"), ("c", voss))
    judged = world.by_documents("b")
    assert judged == [
        (DIFFERENT, Handle(*full, ("b",)), Handle(*full)),
        (DIFFERENT, Handle(*full, ("b",)), Handle(*voss, ("c",))),
    ]
    decisions = Decisions(
        tuple(
            Decision(f"dec_{number}", "2024-05-17T09:30:00Z", "ann", *each)
            for number, each in enumerate(judged)
        )
    )
    assert names_apart(decisions).of(document_id("b")) == {}
    assert names_apart(decisions).of(document_id("c")) == {}
    assert {"b"} in world.after(judged)


def test_a_name_is_taken_out_of_an_entity() -> None:
    world = World(("a", MERKEL), ("b", MERKEL), ("c", MERKLE))
    judged = world.by_names("angela merkle")
    assert judged == [(DIFFERENT, Handle(*MERKLE), Handle(*MERKEL))]
    assert world.after(judged) == [{"a", "b"}, {"c"}]


def test_the_main_name_can_be_the_one_that_goes() -> None:
    world = World(("a", MERKEL), ("b", MERKEL), ("c", MERKLE), ("d", ("Angela Merkell", "person")))
    assert world.after(world.by_names("Angela Merkel"))[0] == {"a", "b"}


def test_a_name_used_only_within_documents_is_told_apart_there() -> None:
    world = World(("a", MERKEL, "Merkel"), ("b", MERKEL))
    assert world.by_names("Merkel") == [(DIFFERENT, Handle("Merkel", "person"), Handle(*MERKEL))]


def test_a_name_of_another_entity_too_is_told_apart_in_its_documents() -> None:
    world = World(
        ("a", MERKEL, "Merkel"),
        ("b", ("Max Merkel", "person"), "Merkel"),
        ("c", ("Merkel", "person")),
    )
    assert world.by_names("Merkel") == [(DIFFERENT, Handle("Merkel", "person", ("a",)), Handle(*MERKEL))]


def test_a_second_split_keeps_to_what_the_first_claims() -> None:
    first = Decisions(
        (
            Decision(
                "dec_1",
                "2024-05-17T09:30:00Z",
                "ann",
                Verdict.DIFFERENT,
                Handle(*HILL, ("c",)),
                Handle(*HILL),
            ),
        )
    )
    world = World(("a", HILL), ("b", HILL), ("c", HILL), decisions=first)
    assert world.by_documents("b") == [(DIFFERENT, Handle(*HILL, ("b",)), Handle(*HILL))]


@pytest.mark.parametrize(
    ("documents", "told"),
    [
        (("a", "b"), "all the documents that name “Jordan Hill”"),
        (("c",), "c does not name “Jordan Hill”. The documents that do: a, b"),
    ],
)
def test_documents_that_leave_nothing_or_hold_nothing_are_refused(
    documents: tuple[str, ...], told: str
) -> None:
    world = World(("a", HILL), ("b", HILL), ("c", MERKEL))
    with pytest.raises(SplitError, match=told):
        world.by_documents(*documents)


def test_one_name_in_one_document_is_one_thing() -> None:
    world = World(("a", HILL), ("b", MERKEL))
    with pytest.raises(
        SplitError, match=r"single document, a: .* What one document calls by one name is one thing"
    ):
        world.by_documents("a")
    with pytest.raises(SplitError, match=r"no other name than Jordan Hill.*--document"):
        world.by_names("Jordan Hill")


def test_a_name_that_the_entity_does_not_have_is_refused_with_those_that_it_has() -> None:
    world = World(("a", MERKEL, "Merkel"), ("b", MERKLE))
    with pytest.raises(
        SplitError, match=r"never called “Kohl”\. Its names: Angela Merkel, Angela Merkle, Merkel"
    ):
        world.by_names("Kohl")


def test_a_name_that_a_document_gives_to_another_thing_as_well_is_not_judged() -> None:
    uris = {document_id(uri): uri for uri in "abc"}
    names = {"1": ("a", "Voss"), "2": ("c", "Voss"), "3": ("c", "Voss"), "4": ("b", "Peter Voss")}
    held = [
        LocalEntity(number, document_id(uri), name, "person", (name,), int(number))
        for number, (uri, name) in names.items()
    ]
    bearers = Bearers(held, {"1": "one", "2": "one", "3": "other", "4": "one"}, uris)
    for taken in ("c", "ac"):
        with pytest.raises(
            SplitError, match=r"“Voss” \(person\) in .*c: one of these documents calls another"
        ):
            split_by_documents(bearers, "one", [document_id(uri) for uri in taken], uris)
    with pytest.raises(SplitError, match="calls another thing so as well"):
        split_by_names(bearers, "one", ["Voss"], uris)
    judged = split_by_documents(bearers, "one", [document_id("a")], uris)
    assert judged == [(DIFFERENT, Handle("Voss", "person", ("a",)), Handle("Peter Voss", "person"))]
