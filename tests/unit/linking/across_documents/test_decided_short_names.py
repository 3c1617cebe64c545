"""Decisions on short names: they settle whom the documents meant by them, and say nothing about other documents."""

from __future__ import annotations

import pytest

from extractors.documents import document_id
from linking.across_documents.resolution import resolve
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.guidance import Guidance
from linking.model import LocalEntity

MARIA, HANS, KELLER = (Handle(name, "person") for name in ("Maria Keller", "Hans Keller", "Keller"))


def local(uri: str, name: str, *aliases: str) -> LocalEntity:
    document = document_id(uri)
    return LocalEntity(f"{document}:{name}", document, name, "person", (name, *aliases), 0)


CORPUS = [
    local("a", "Maria Keller", "Keller"),
    local("b", "Hans Keller", "Keller"),
    local("c", "Keller"),
    local("d", "Keller"),
    local("e", "Keller"),
]


def together(*judged: tuple[Verdict, Handle, Handle]) -> list[str]:
    """Return the documents of each entity of more than one document, once this is decided."""
    decisions = Decisions(
        tuple(
            Decision(f"dec_{number}", "2024-05-17T09:30:00Z", "ann", *each)
            for number, each in enumerate(judged)
        )
    )
    found = resolve(CORPUS, guidance=Guidance(decisions))
    assert found.conflicts == ()
    held: dict[str, str] = {}
    for each, uri in zip(CORPUS, "abcde", strict=True):
        entity = found.assignments[each.id].entity_id
        held[entity] = held.get(entity, "") + uri
    return sorted(uris for uris in held.values() if len(uris) > 1)


def test_without_decisions_a_surname_of_two_people_is_left_alone() -> None:
    assert together() == []


@pytest.mark.parametrize("documents", [("c",), ("c", "d")])
def test_who_is_meant_in_some_documents_says_nothing_about_the_others(documents: tuple[str, ...]) -> None:
    handle = Handle("Keller", "person", documents)
    assert together((Verdict.SAME, MARIA, handle)) == ["".join(("a", *documents))]


def test_one_surname_may_be_one_person_here_and_the_other_there() -> None:
    here, there = Handle("Keller", "person", ("c",)), Handle("Keller", "person", ("d",))
    assert together((Verdict.SAME, MARIA, here), (Verdict.SAME, HANS, there)) == ["ac", "bd"]


def test_a_surname_given_to_one_bearer_everywhere_draws_no_other_bearer_in() -> None:
    assert together((Verdict.SAME, MARIA, KELLER)) == ["acde"]


def test_who_is_not_meant_in_one_document_may_be_in_the_others() -> None:
    corpus = [each for each in CORPUS if each.name != "Hans Keller"]
    apart = Decision(
        "dec_1", "2024-05-17T09:30:00Z", "ann", Verdict.DIFFERENT, MARIA, Handle("Keller", "person", ("c",))
    )
    found = resolve(corpus, guidance=Guidance(Decisions((apart,))))
    entity = {each.document_id: found.assignments[each.id].entity_id for each in corpus}
    maria, c, d, e = (entity[document_id(uri)] for uri in "acde")
    assert maria == d == e
    assert c != maria
