"""The review queue: what linking is unsure of, ranked by what hangs on it, without what was judged."""

from __future__ import annotations

from collections.abc import Set

import pytest

from extractors.documents import document_id
from linking.across_documents.resolution import resolve
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.guidance import Guidance
from linking.model import LocalEntity
from linking.review.handles import Bearers
from linking.review.queue import Doubt, Question, review_queue

HANSEN, HANSON = Handle("Ole Hansen", "person"), Handle("Ole Hanson", "person")
MERKEL, MERKLE = Handle("Angela Merkel", "person"), Handle("Angela Merkle", "person")


def local(uri: str, handle: Handle, *aliases: str) -> LocalEntity:
    document = document_id(uri)
    return LocalEntity(
        f"{document}:{handle.name}", document, handle.name, handle.type, (handle.name, *aliases), 0
    )


CORPUS = [
    local("a", HANSEN),
    local("b", HANSON),
    local("c", MERKEL),
    local("d", MERKLE),
    local("e", Handle("Maria Keller", "person"), "Keller"),
    local("f", Handle("Keller", "person")),
    local("g", Handle("Osaka", "location")),
]


def queue(*decisions: Decision, sizes: int = 1, corpus: list[LocalEntity] = CORPUS) -> list[Doubt]:
    held = Decisions(decisions)
    found = resolve(corpus, guidance=Guidance(held))
    entity_of = {each: why.entity_id for each, why in found.assignments.items()}
    uris = {document_id(letter): letter for letter in "abcdefgh"}
    bearers = Bearers(corpus, entity_of, uris, held)
    return review_queue(found, corpus, bearers, lambda wanted: dict.fromkeys(wanted, sizes))


def decision(verdict: Verdict, left: Handle, right: Handle | None = None, *, value: str = "") -> Decision:
    return Decision("dec_1", "2024-05-17T09:30:00Z", "ann", verdict, left, right, value)


def asked(doubts: list[Doubt]) -> set[tuple[Question, str, str]]:
    return {(each.question, *sorted((each.left.name, each.right.name))) for each in doubts}


def test_the_queue_holds_pairs_left_apart_and_names_barely_joined() -> None:
    assert asked(queue()) == {
        (Question.MERGE, "Ole Hansen", "Ole Hanson"),
        (Question.SPLIT, "Angela Merkel", "Angela Merkle"),
        (Question.SPLIT, "Keller", "Maria Keller"),
    }
    assert {each.rule for each in queue()} == {"typo", "alias"}


def test_only_what_is_in_doubt_is_counted() -> None:
    found = resolve(CORPUS)
    entity_of = {each: why.entity_id for each, why in found.assignments.items()}
    bearers = Bearers(CORPUS, entity_of, {document_id(letter): letter for letter in "abcdefg"})
    counted = []

    def count(wanted: Set[str]) -> dict[str, int]:
        counted.append(set(wanted))
        return dict.fromkeys(wanted, 1)

    review_queue(found, CORPUS, bearers, count)
    assert counted == [{each.id for each in CORPUS if each.name != "Osaka"}]


@pytest.mark.parametrize("verdict", [Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE])
@pytest.mark.parametrize("pair", [(HANSEN, HANSON), (HANSON, HANSEN), (MERKEL, MERKLE)])
def test_what_was_judged_is_not_asked_again(verdict: Verdict, pair: tuple[Handle, Handle]) -> None:
    left = asked(queue(decision(verdict, *pair)))
    names = tuple(sorted(handle.name for handle in pair))
    assert len(left) == 2
    assert all(names != found[1:] for found in left)


def test_hidden_entities_are_not_asked_about() -> None:
    assert asked(queue(decision(Verdict.HIDE, HANSEN))) == asked(queue()) - {
        (Question.MERGE, "Ole Hansen", "Ole Hanson")
    }


def test_another_decision_on_a_name_does_not_answer_the_question() -> None:
    assert asked(queue(decision(Verdict.RENAME, HANSEN, value="Ole Hansen senior"))) == asked(queue())


def test_the_priority_is_impact_times_uncertainty() -> None:
    doubts = queue(sizes=3)
    assert len(doubts) > 1
    assert [each.priority for each in doubts] == sorted((each.priority for each in doubts), reverse=True)
    for each in doubts:
        assert each.priority == pytest.approx(each.impact * each.uncertainty)
        assert 0 <= each.uncertainty <= 1
        assert each.impact == 3


@pytest.mark.parametrize(
    ("score", "uncertainty"), [(0.95, 1.0), (0.80, 0.0), (0.875, 0.5), (1.0, 2 / 3), (0.5, 0.0)]
)
def test_uncertainty_falls_away_from_the_score_from_which_names_merge(
    score: float, uncertainty: float
) -> None:
    doubt = Doubt(Question.MERGE, HANSEN, HANSON, "typo", score, 2, ((), ()))
    assert doubt.uncertainty == pytest.approx(uncertainty)


def test_the_impact_is_what_the_smaller_side_has() -> None:
    more = [*CORPUS, local("h", HANSEN)]
    (doubt,) = (each for each in queue(corpus=more, sizes=5) if each.left.name.startswith("Ole"))
    assert doubt.impact == 5
    assert sorted(len(side) for side in doubt.members) == [1, 2]


def test_the_queue_does_not_depend_on_the_order_of_the_corpus() -> None:
    assert queue(corpus=CORPUS[::-1]) == queue()
