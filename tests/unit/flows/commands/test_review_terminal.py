"""The review on a terminal: what each key does."""

from __future__ import annotations

from flows.commands.corrections.review_terminal import judge
from linking.decisions.decision import Handle, Verdict
from linking.review.queue import Doubt, Question

DOUBTS = [
    Doubt(Question.MERGE, Handle(f"A {n}", "person"), Handle(f"B {n}", "person"), "typo", 0.9, 1, ((), ()))
    for n in range(3)
]


def session(keys: str) -> tuple[int, list[tuple[int, Verdict]], list[tuple[int, Verdict | None]]]:
    """Press keys; return how many pairs were judged, what was kept, and what was shown."""
    kept: list[tuple[int, Verdict]] = []
    shown: list[tuple[int, Verdict | None]] = []
    left = iter(keys)
    count = judge(
        DOUBTS,
        show=lambda _, place, now: shown.append((place, now)),
        ask=lambda: next(left, ""),
        keep=lambda doubt, verdict: kept.append((DOUBTS.index(doubt), verdict)),
    )
    return count, kept, shown


def test_each_verdict_is_kept_and_leads_to_the_next_pair() -> None:
    count, kept, shown = session("sdu")
    assert count == 3
    assert kept == [(0, Verdict.SAME), (1, Verdict.DIFFERENT), (2, Verdict.UNSURE)]
    assert [place for place, _ in shown] == [0, 1, 2]


def test_skipping_keeps_nothing() -> None:
    assert session("kSk")[1] == [(1, Verdict.SAME)]


def test_quitting_and_the_end_of_the_input_stop() -> None:
    assert session("sqd")[1] == [(0, Verdict.SAME)]
    assert session("s\x04d")[1] == [(0, Verdict.SAME)]
    assert session("s")[1] == [(0, Verdict.SAME)]


def test_other_keys_ask_again_without_showing_again() -> None:
    _, kept, shown = session("x\x1b7sq")
    assert kept == [(0, Verdict.SAME)]
    assert [place for place, _ in shown] == [0, 1]


def test_going_back_shows_what_was_said_and_replaces_it() -> None:
    count, kept, shown = session("sbdq")
    assert kept == [(0, Verdict.SAME), (0, Verdict.DIFFERENT)]
    assert shown == [(0, None), (1, None), (0, Verdict.SAME), (1, None)]
    assert count == 1


def test_saying_the_same_again_keeps_it_once() -> None:
    assert session("sbsq")[1] == [(0, Verdict.SAME)]


def test_going_back_stops_at_the_first_pair() -> None:
    assert [place for place, _ in session("bbq")[2]] == [0, 0, 0]
