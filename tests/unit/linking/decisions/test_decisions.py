"""Decisions: what holds of all that was decided, and what a decision must say."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from linking.decisions.decision import Decision, Decisions, DecisionsError, Handle, Verdict, decide

ADA = Handle("Ada Lovelace", "person")
COUNTESS = Handle("Countess of Lovelace", "person")
BYRON = Handle("Ada Byron", "person")


def numbered(number: int, verdict: Verdict, *handles: Handle, value: str = "", undoes: str = "") -> Decision:
    left, right = (*handles, None, None)[:2]
    return Decision(f"dec_{number}", "2024-05-17T09:30:00Z", "ann", verdict, left, right, value, undoes)


def active(*decisions: Decision) -> list[str]:
    return [each.id for each in Decisions(decisions).active]


def test_a_new_decision_says_who_and_when(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHMILL_USER", "  Grace ")
    made = decide(Verdict.SAME, ADA, BYRON, why=" her maiden name ", score=0.5)
    assert re.fullmatch("dec_[0-9a-f]{12}", made.id)
    assert (made.by, made.why, made.score) == ("Grace", "her maiden name", 0.5)
    assert made.at.endswith("Z")
    assert datetime.fromisoformat(made.at).utcoffset() == timedelta(0)
    assert decide(Verdict.SAME, ADA, BYRON).id != made.id


def test_without_a_variable_the_login_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPHMILL_USER", raising=False)
    monkeypatch.setenv("LOGNAME", "hopper")
    assert decide(Verdict.HIDE, ADA).by == "hopper"


def test_documents_of_a_handle_are_a_set() -> None:
    assert Handle("Ada", "person", ("b.txt", "a.txt", "b.txt")) == Handle("Ada", "person", ("a.txt", "b.txt"))


def test_handles_of_one_name_have_one_key_however_it_is_written() -> None:
    assert Handle("Dr. José  Lima", "person").key == Handle("jose lima", "politician").key
    assert Handle("Mr. Smith", "person").key != Handle("Mrs. Smith", "person").key
    assert Handle("Jordan", "person").key != Handle("Jordan", "location").key
    assert Handle("Ada", "person", ("a.txt",)).key != Handle("Ada", "person").key


@pytest.mark.parametrize(
    ("verdict", "handles", "value", "undoes", "told"),
    [
        (Verdict.SAME, (ADA,), "", "", "'right'"),
        (Verdict.DIFFERENT, (), "", "", "'left'"),
        (Verdict.SAME, (ADA, ADA), "", "", "one and the same"),
        (Verdict.SAME, (ADA, BYRON), "Ada", "", "'value'"),
        (Verdict.RENAME, (ADA,), "", "", "'value'"),
        (Verdict.RETYPE, (ADA, BYRON), "scientist", "", "'right'"),
        (Verdict.HIDE, (ADA,), "x", "", "'value'"),
        (Verdict.UNDO, (ADA,), "", "dec_1", "'left'"),
        (Verdict.UNDO, (), "", "", "'undoes'"),
        (Verdict.HIDE, (ADA,), "", "dec_1", "'undoes'"),
        (Verdict.RENAME, (ADA,), "\udcff", "", "half a character"),
        (Verdict.RENAME, (ADA,), "  ", "", "empty"),
    ],
)
def test_a_decision_must_fit_its_verdict(
    verdict: Verdict, handles: tuple[Handle, ...], value: str, undoes: str, told: str
) -> None:
    with pytest.raises(DecisionsError, match=re.escape(told)):
        numbered(1, verdict, *handles, value=value, undoes=undoes)


def test_a_handle_needs_a_name_and_a_type() -> None:
    with pytest.raises(DecisionsError, match="name is empty"):
        Handle(" ", "person")
    with pytest.raises(DecisionsError, match="type is empty"):
        Handle("Ada", "")


@pytest.mark.parametrize("at", ["yesterday", "2024-05-17T09:30:00"])
def test_the_time_has_a_zone(at: str) -> None:
    with pytest.raises(DecisionsError, match="2024-05-17T09:30:00"):
        Decision("dec_1", at or "", "ann", Verdict.HIDE, ADA)


def test_a_score_is_between_0_and_1() -> None:
    with pytest.raises(DecisionsError, match="between 0 and 1"):
        decide(Verdict.SAME, ADA, BYRON, score=1.5)


def test_the_last_judgement_of_a_pair_holds_whichever_way_round() -> None:
    first = numbered(1, Verdict.SAME, ADA, BYRON)
    other = numbered(2, Verdict.SAME, ADA, COUNTESS)
    last = numbered(3, Verdict.DIFFERENT, Handle("ADA BYRON", "person"), ADA)
    assert active(first, other, last) == ["dec_2", "dec_3"]
    assert active(first, other, last, numbered(4, Verdict.UNSURE, ADA, BYRON)) == ["dec_2", "dec_4"]


def test_name_type_and_hiding_replace_only_their_like() -> None:
    decisions = [
        numbered(1, Verdict.RENAME, ADA, value="Ada King"),
        numbered(2, Verdict.RETYPE, ADA, value="scientist"),
        numbered(3, Verdict.HIDE, ADA),
        numbered(4, Verdict.RENAME, ADA, value="Augusta Ada King"),
        numbered(5, Verdict.RENAME, BYRON, value="Ada"),
    ]
    assert active(*decisions) == ["dec_2", "dec_3", "dec_4", "dec_5"]


def test_an_undo_brings_back_what_was_replaced_and_can_be_undone() -> None:
    first = numbered(1, Verdict.SAME, ADA, BYRON)
    second = numbered(2, Verdict.DIFFERENT, ADA, BYRON)
    undo = numbered(3, Verdict.UNDO, undoes="dec_2")
    undo_of_undo = numbered(4, Verdict.UNDO, undoes="dec_3")
    third = numbered(5, Verdict.UNDO, undoes="dec_4")
    assert active(first, second) == ["dec_2"]
    assert active(first, second, undo) == ["dec_1"]
    assert active(first, second, undo, undo_of_undo) == ["dec_2"]
    assert active(first, second, undo, undo_of_undo, third) == ["dec_1"]


def test_two_undos_of_one_decision_must_both_be_undone() -> None:
    decisions = [
        numbered(1, Verdict.SAME, ADA, BYRON),
        numbered(2, Verdict.UNDO, undoes="dec_1"),
        numbered(3, Verdict.UNDO, undoes="dec_1"),
        numbered(4, Verdict.UNDO, undoes="dec_3"),
    ]
    assert active(*decisions) == []
    assert active(*decisions, numbered(5, Verdict.UNDO, undoes="dec_2")) == ["dec_1"]


def test_the_fingerprint_tells_what_bears_on_the_graph() -> None:
    same = numbered(1, Verdict.SAME, ADA, BYRON)
    with_same = Decisions((same,)).fingerprint
    assert Decisions().fingerprint == ""
    assert Decisions((numbered(1, Verdict.UNSURE, ADA, BYRON),)).fingerprint == ""
    assert with_same
    assert Decisions((same, numbered(2, Verdict.UNSURE, ADA, COUNTESS))).fingerprint == with_same
    assert Decisions((same, numbered(2, Verdict.HIDE, ADA))).fingerprint not in {"", with_same}
    undone = (same, numbered(2, Verdict.UNDO, undoes="dec_1"))
    assert Decisions(undone).fingerprint == ""
    assert Decisions((*undone, numbered(3, Verdict.UNDO, undoes="dec_2"))).fingerprint == with_same
