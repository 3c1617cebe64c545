"""The figures of reading values are held: nearly all right, and what is not read is left."""

from __future__ import annotations

from collections import Counter

from benchmarks.linking.values.__main__ import RIGHT, WRONG, expressions


def test_expressions_written_before_the_reader_are_read_right() -> None:
    verdicts = Counter(expression.verdict() for expression in expressions("first.tsv"))
    assert verdicts[RIGHT] >= 0.95 * verdicts.total()
    assert verdicts[WRONG] == 0
