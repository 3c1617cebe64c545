"""Texts that come again are read once, and answered as if they were read each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from extractors.engines.protocol import Span
from extractors.engines.repeated import RepeatedTexts, repeated_texts


class Reader:
    """Answers a text with its length, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[list[Span]]:
        self.asked += texts
        return [[Span(0, len(text), "length", 1.0)] for text in texts]


def test_a_text_is_read_once_within_a_call_and_after_it() -> None:
    repeated, reader = RepeatedTexts(), Reader()
    first = repeated.answers(["footer", "a letter", "footer"], "person", reader)
    assert reader.asked == ["footer", "a letter"]
    assert repeated.answers(["another letter", "footer"], "person", reader)[1] == first[0]
    assert reader.asked == ["footer", "a letter", "another letter"]


def test_other_labels_are_another_question() -> None:
    repeated, reader = RepeatedTexts(), Reader()
    repeated.answers(["footer"], "person", reader)
    repeated.answers(["footer"], "place", reader)
    assert reader.asked == ["footer", "footer"]


@dataclass
class Unhashable:
    """A model of a plug-in that can be compared and not hashed."""

    name: str = "mine"


def test_each_model_has_its_own_memory_whatever_class_it_is_of() -> None:
    one, other = Unhashable(), Unhashable()
    assert repeated_texts(one) is repeated_texts(one)  # type: ignore[arg-type]
    assert repeated_texts(one) is not repeated_texts(other)  # type: ignore[arg-type]

    class Bare:
        __slots__ = ()

    assert repeated_texts(Bare()).answers(["text"], "", Reader()) == Reader()(["text"])  # type: ignore[arg-type]


@given(st.lists(st.lists(st.text(max_size=3), max_size=6), max_size=6), st.integers(0, 4))
def test_answers_are_those_of_the_model_whatever_is_forgotten(calls: list[list[str]], most_kept: int) -> None:
    repeated, reader = RepeatedTexts(most_kept), Reader()
    for texts in calls:
        assert repeated.answers(texts, "", reader) == Reader()(texts)
