"""Splits: which judgements take part of an entity out of it, and why some entities have no part."""

from __future__ import annotations

import pytest

from extractors.documents import document_id
from linking.across_documents import resolve
from linking.decisions import Decision, Decisions, Handle, Verdict
from linking.guidance import Guidance
from linking.handles import Bearers
from linking.model import LocalEntity
from linking.splits import Pair, SplitError, split_by_documents, split_by_names

MERKEL, MERKLE, HILL = ("Angela Merkel", "person"), ("Angela Merkle", "person"), ("Jordan Hill", "person")

NOTHING = Decisions()


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

    def by_documents(self, *uris: str) -> list[Pair]:
        return split_by_documents(self.bearers, self.first, [document_id(uri) for uri in uris], self.uris)

    def by_names(self, *names: str) -> list[Pair]:
        return split_by_names(self.bearers, self.first, names, self.uris)

    def after(self, pairs: list[Pair]) -> list[set[str]]:
        """Return the URIs of each entity once the pairs are different."""
        decisions = Decisions(
            tuple(
                Decision(f"dec_{number}", "2024-05-17T09:30:00Z", "ann", Verdict.DIFFERENT, *pair)
                for number, pair in enumerate(pairs)
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
    pairs = world.by_documents("c")
    assert pairs == [(Handle(*HILL, ("c",)), Handle(*HILL))]
    assert world.after(pairs) == [{"a", "b"}, {"c"}]


def test_every_name_of_the_part_is_kept_from_every_name_of_the_rest() -> None:
    world = World(("a", MERKEL), ("b", MERKEL), ("c", MERKLE), ("d", MERKLE), ("e", MERKEL))
    pairs = world.by_documents("a", "c")
    assert set(pairs) == {
        (Handle(*MERKEL, ("a",)), Handle(*MERKEL)),
        (Handle(*MERKEL, ("a",)), Handle(*MERKLE)),
        (Handle(*MERKLE, ("c",)), Handle(*MERKEL)),
        (Handle(*MERKLE, ("c",)), Handle(*MERKLE)),
    }
    assert world.after(pairs) == [{"a", "c"}, {"b", "d", "e"}]


def test_a_name_is_taken_out_of_an_entity() -> None:
    world = World(("a", MERKEL), ("b", MERKEL), ("c", MERKLE))
    pairs = world.by_names("angela merkle")
    assert pairs == [(Handle(*MERKLE), Handle(*MERKEL))]
    assert world.after(pairs) == [{"a", "b"}, {"c"}]


def test_the_main_name_can_be_the_one_that_goes() -> None:
    world = World(("a", MERKEL), ("b", MERKEL), ("c", MERKLE), ("d", ("Angela Merkell", "person")))
    assert world.after(world.by_names("Angela Merkel"))[0] == {"a", "b"}


def test_a_name_used_only_within_documents_is_told_apart_there() -> None:
    world = World(("a", MERKEL, "Merkel"), ("b", MERKEL))
    assert world.by_names("Merkel") == [(Handle("Merkel", "person"), Handle(*MERKEL))]


def test_a_name_of_another_entity_too_is_told_apart_in_its_documents() -> None:
    world = World(
        ("a", MERKEL, "Merkel"),
        ("b", ("Max Merkel", "person"), "Merkel"),
        ("c", ("Merkel", "person")),
    )
    assert world.by_names("Merkel") == [(Handle("Merkel", "person", ("a",)), Handle(*MERKEL))]


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
    assert world.by_documents("b") == [(Handle(*HILL, ("b",)), Handle(*HILL))]


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
