"""Any history of decisions: the file gives back what it was given, and each undo is the exact opposite of its decision."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linking.decisions.decision import PAIR_VERDICTS, VALUE_VERDICTS, Decision, Decisions, Handle, Verdict
from linking.decisions.file import DecisionsFile

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip)
NAMES = st.sampled_from(["Ada Lovelace", "ada lovelace", "Ada Byron", "IBM", "Lovelace"]) | TEXT
HANDLES = st.builds(
    Handle,
    NAMES,
    st.sampled_from(["person", "organization", "disease"]),
    st.lists(TEXT, max_size=2).map(tuple),
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Decision, ...]:
    found: list[Decision] = []
    for number in range(draw(st.integers(0, 12))):
        verdict = draw(st.sampled_from(Verdict)) if found else Verdict.HIDE
        left = None if verdict is Verdict.UNDO else draw(HANDLES)
        right = draw(HANDLES.filter(left.__ne__)) if verdict in PAIR_VERDICTS else None
        found.append(
            Decision(
                f"dec_{number}",
                "2024-05-17T09:30:00Z",
                draw(TEXT),
                verdict,
                left,
                right,
                value=draw(TEXT) if verdict in VALUE_VERDICTS else "",
                undoes=draw(st.sampled_from(found)).id if verdict is Verdict.UNDO else "",
                why=draw(st.just("") | TEXT),
                score=draw(st.none() | st.floats(0, 1)),
            )
        )
    return tuple(found)


@settings(deadline=None)
@given(histories(), st.integers(0, 12))
def test_the_file_gives_back_what_it_was_given(history: tuple[Decision, ...], cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = DecisionsFile(Path(folder) / "decisions.jsonl")
        file.extend(history[:cut])
        file.extend(history[cut:])
        assert file.read() == Decisions(history)


@settings(deadline=None)
@given(histories(), st.data())
def test_undoing_an_undo_changes_nothing(history: tuple[Decision, ...], data: st.DataObject) -> None:
    assume(history)
    target = data.draw(st.sampled_from(history)).id
    undo = Decision("dec_u", "2024-05-17T09:30:00Z", "ann", Verdict.UNDO, None, undoes=target)
    redo = Decision("dec_r", "2024-05-17T09:30:00Z", "ann", Verdict.UNDO, None, undoes="dec_u")
    assert Decisions((*history, undo, redo)).active == Decisions(history).active
    assert Decisions((*history, undo, redo)).fingerprint == Decisions(history).fingerprint


@settings(deadline=None)
@given(histories(), HANDLES, HANDLES)
def test_undoing_the_last_decision_brings_back_what_held_before_it(
    history: tuple[Decision, ...], left: Handle, right: Handle
) -> None:
    assume(left != right)
    last = Decision("dec_l", "2024-05-17T09:30:00Z", "ann", Verdict.SAME, left, right)
    undo = Decision("dec_u", "2024-05-17T09:30:00Z", "ann", Verdict.UNDO, None, undoes="dec_l")
    assert last in Decisions((*history, last)).active
    assert Decisions((*history, last, undo)).active == Decisions(history).active


@settings(deadline=None)
@given(histories())
def test_one_judgement_holds_a_pair_and_one_of_each_verdict_a_name(history: tuple[Decision, ...]) -> None:
    found = Decisions(history).active
    subjects = [each.pair or (each.verdict, each.left and each.left.key) for each in found]
    assert len(subjects) == len(set(subjects))
    assert all(each.verdict is not Verdict.UNDO for each in found)
    assert [each for each in history if each in found] == list(found)
