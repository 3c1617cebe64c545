"""Justified lines: the wide spaces of narrow columns, which are no gaps between the cells of a table."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from extractors.readers.pdf.lines import Line

_AT_EDGE = 0.2  # font sizes: signs end a little before or behind the margin
_SET_IN = 3.0  # font sizes, of the first line of a paragraph
_FARTHEST_LINE = 2.0  # font sizes, from line to line
_FEWEST_LINES = 3
_SAME_SIZE = 0.1

Row = list[Line]


def with_justified_lines(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a page with the pieces of justified lines put together to one.

    Such lines follow one another from the same left to the same right edge, and have no gap at one place in all of them.
    """
    found: list[Row] = []
    for run in _runs(rows):
        justified = len(run) >= _FEWEST_LINES and not _has_columns(run)
        found += [[_whole(row)] for row in run] if justified else run
    return found


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield rows that follow one another and end at the same right edge."""
    run: list[Row] = []
    for row, following in itertools.zip_longest(rows, rows[1:]):
        if run and not (_stands_below(run, row) and _is_full(run, row, following)):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _stands_below(run: Sequence[Row], row: Row) -> bool:
    above, line = run[-1][0], row[0]
    left = run[min(1, len(run) - 1)][0].left
    return (
        above.upright
        and line.upright
        and 0 < above.base - line.base <= _FARTHEST_LINE * line.size
        and abs(above.size - line.size) < _SAME_SIZE * line.size
        and (
            abs(line.left - left) <= _AT_EDGE * line.size
            or (len(run) == 1 and 0 < left - line.left <= _SET_IN * line.size)
        )
    )


def _is_full(run: Sequence[Row], row: Row, following: Row | None) -> bool:
    """Tell whether a row goes to the right edge, or is of one word behind which the next one found no room."""
    line = row[-1]
    left_free = run[0][-1].right - line.right
    if abs(left_free) <= _AT_EDGE * line.size:
        return True
    return (
        following is not None
        and 0 < left_free < following[0].room_for_first_word
        and " " not in line.text
        and len(row) == 1
        and _stands_below([*run, row], following)
    )


def _has_columns(run: Sequence[Row]) -> bool:
    """Tell whether a gap goes through all rows, a first one, which may be the caption of a table, left out."""
    body = run[1:] if len(run[0]) == 1 and len(run) > _FEWEST_LINES else run
    shared = _gaps(body[0])
    for row in body[1:]:
        shared = [
            (max(low, left), min(high, right))
            for low, high in shared
            for left, right in _gaps(row)
            if max(low, left) < min(high, right)
        ]
    return bool(shared)


def _gaps(row: Row) -> list[tuple[float, float]]:
    return [(before.right, behind.left) for before, behind in itertools.pairwise(row)]


def _whole(row: Row) -> Line:
    line = row[0]
    for piece in row[1:]:
        line = line.joined(piece)
    return line
