"""The figures of reading values are held: nearly all right, and what is not read is left."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.linking.values.__main__ import FILES, RIGHT, WRONG, directions, expressions


@pytest.mark.parametrize("file", FILES)
def test_expressions_are_read_right_and_what_is_not_read_is_left(file: str) -> None:
    verdicts = Counter(expression.verdict() for expression in expressions(file))
    assert verdicts[RIGHT] >= 0.95 * verdicts.total()
    assert verdicts[WRONG] == 0


def test_sentences_are_taken_for_what_they_speak_of() -> None:
    judged = directions()
    assert sum(expected == found for _, expected, found in judged) >= 0.95 * len(judged)
