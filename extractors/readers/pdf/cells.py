"""Rows of tables that are drawn cell by cell: each cell's lines one below the other, then the cell beside it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.readers.pdf.lines import Line

_LONGEST_CELL = 10  # lines
_SAME_BASE = 0.3  # in font sizes
_FARTHEST_ROW = 3.5  # font sizes
_FEWEST_ADDRESSES = 2
_FARTHEST_LINE = 2.2  # lines of a cell are nearer than so many font sizes

Row = list[Line]


def with_whole_cells(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a page with those of tables put together that are drawn cell by cell: one row, a piece for a cell.

    Two blocks beside one another may be two addresses as well. They are cells only if the row before or behind has cells
    at the same places.
    """
    found = list(_grouped(rows))
    result: list[Row] = []
    for number, (whole, drawn) in enumerate(found):
        beside = found[max(0, number - 1) : number] + found[number + 1 : number + 2]
        is_table = whole is not None and any(
            _same_columns(whole, other or lines[0]) for other, lines in beside
        )
        result += [whole] if is_table and whole is not None else drawn
    return result


def _same_columns(row: Row, other: Row) -> bool:
    """Tell whether two rows are near one another, and a cell that is not the first begins at the same place in both."""
    upper, lower = (row, other) if row[0].base > other[0].base else (other, row)
    step = min(piece.base - piece.height for piece in upper) - lower[0].base
    return step <= _FARTHEST_ROW * row[0].size and any(
        abs(cell.left - there.left) <= row[0].size for cell in row[1:] for there in other[1:]
    )


def _is_broken(cell: Sequence[Line]) -> bool:
    """Tell whether the next line's first word would have found room in a line of a cell."""
    left, right = min(line.left for line in cell), max(line.right for line in cell)
    return any(not above.goes_on_in(line, left, right) for above, line in itertools.pairwise(cell))


def _grouped(rows: Sequence[Row]) -> Iterator[tuple[Row | None, list[Row]]]:
    """Yield rows as they are drawn, with the one row that they may be where they are cells beside one another."""
    start = 0
    while start < len(rows):
        cells, end = _cells(rows, start)
        if len(cells) > len(rows[start]):
            # Addresses beside one another are broken where their author wanted it.
            are_cells = sum(map(_is_broken, cells)) < _FEWEST_ADDRESSES
            yield (_row(cells) if are_cells else None), list(rows[start:end])
            start = end
        else:
            yield None, [rows[start]]
            start += 1


def _cells(rows: Sequence[Row], start: int) -> tuple[list[list[Line]], int]:
    """Return the cells that begin with the row at ``start``, each as its lines, and the row behind them."""
    cells: list[list[Line]] = [[piece] for piece in rows[start]]
    top = rows[start][0]
    end = start + 1
    while end < len(rows) and len(cells[-1]) <= _LONGEST_CELL:
        line, above = rows[end][0], cells[-1][-1]
        if not line.upright:
            break
        if _is_level(top, line) and line.left > max(each.right for each in cells[-1]):
            cells += [[piece] for piece in rows[end]]
        elif (
            0 < above.base - line.base <= _FARTHEST_LINE * above.size
            and above.overlaps(line)
            and len(rows[end]) == 1
            # The first cell of the next row stands to the left, or as far down as the row goes.
            and (len(cells) == 1 or line.left >= cells[-1][0].left - above.size)
        ):
            cells[-1].append(line)
        else:
            break
        end += 1
    if len(cells) == len(rows[start]) and len(rows[start]) == 1:
        return cells[:1], start + 1
    return cells, end


def _is_level(line: Line, other: Line) -> bool:
    return abs(line.base - other.base) <= _SAME_BASE * line.size


def _row(cells: Sequence[Sequence[Line]]) -> Row:
    """Return cells as the pieces of one row."""
    lowest = min(line.base for cell in cells for line in cell)
    pieces: Row = []
    for cell in cells:
        whole = cell[0]
        for line in cell[1:]:
            whole = replace(whole.joined(line), left=min(whole.left, line.left))
        before = whole.left - pieces[-1].right if pieces else 0.0
        pieces.append(replace(whole, gap_before=before, height=whole.base - lowest))
    return pieces
