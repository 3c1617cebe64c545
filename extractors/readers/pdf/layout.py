"""What stands side by side on a page: rows of tables become blocks, columns of prose are read one after the other."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.readers.pdf.cells import with_whole_cells
from extractors.readers.pdf.justified import with_justified_lines
from extractors.readers.pdf.lines import UNSPACED, Line
from extractors.readers.tables import row_blocks

_NARROWEST_GUTTER = 0.5  # in font sizes, between two columns over all their rows
_WIDE_GAP = 3.0  # what keeps two phrases of a lone line apart, in font sizes
_FARTHEST_ROW = 3.5  # rows further apart than so many font sizes are of two tables
_FEWEST_LINES = 4  # of two columns of prose that are drawn row by row
_PROSE_COLUMNS = 18  # signs that a line of such a column holds at least, in the middle
_PROSE_FILLED = 0.7
_PROSE_SMALL = 0.25
_LONGEST_CELL = 40  # lines
_FEWEST_OF_ADDRESSES = 3  # lines
_NEAR = 1.2  # how much further apart than the nearest rows the lines within a cell may be

Row = list[Line]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Block:
    """A finished block of text, which nothing is joined to: the row of a table."""

    text: str
    page: int


def arranged(rows: Sequence[Row]) -> list[Line | Block]:
    """Return the lines and blocks of a page in the order in which they are read."""
    rows = with_whole_cells(with_justified_lines(rows))
    found: list[Line | Block] = []
    index = 0
    while index < len(rows):
        end, gutters = _run(rows, index)
        run = rows[index:end]
        if len(run) == 1:
            found.extend(_alone(run[0]))
        else:
            columns = _columns(run, gutters)
            found.extend(_prose(columns) or _table(columns))
        index = end
    return found


def _alone(row: Row) -> Iterator[Line | Block]:
    """Yield a line that no other lines up with: in one, unless a wide gap keeps two phrases apart.

    A number behind a gap is that of a page, in a table of contents.
    """
    if (
        len(row) > 1
        and not _of_contents(row)
        and max(piece.gap_before / piece.size for piece in row[1:]) > _WIDE_GAP
    ):
        for text in row_blocks([[piece.text] for piece in row]):
            yield Block(text, row[0].page)
        return
    line = _whole(row)
    yield replace(line, alone=True) if len(row) > 1 and row[-1].text.isdigit() else line


def _run(rows: Sequence[Row], start: int) -> tuple[int, list[Span]]:
    """Return where the rows end that line up in columns with the one at ``start``, and the gutters between these."""
    gutters = _gaps(rows[start])
    end = start + 1
    if not gutters:
        return end, []
    last = end
    shared = gutters
    while end < len(rows) and end - last < _LONGEST_CELL:
        above, row = rows[end - 1][0], rows[end]
        step = above.base - above.height - row[0].base
        if (
            not 0 < step <= _FARTHEST_ROW * max(above.size, row[0].size)
            or not row[0].upright
            or _of_contents(row)
        ):
            break
        narrowed = [gutter for gutter in (_narrowed(gutter, row) for gutter in shared) if gutter]
        if not narrowed or (len(row) > 1 and not _separates(narrowed, row)):
            break
        shared = narrowed
        end += 1
        if len(row) > 1 or row[0].left >= shared[0][1]:
            last, gutters = end, shared
    return last, gutters


def _of_contents(row: Row) -> bool:
    return len(row) > 1 and _whole(row).of_contents


def _whole(row: Row) -> Line:
    line = row[0]
    for piece in row[1:]:
        line = line.joined(piece)
    return line


def _gaps(row: Row) -> list[Span]:
    if _of_contents(row):
        return []
    return [
        (before.right, behind.left)
        for before, behind in itertools.pairwise(row)
        if before.right < behind.left
    ]


def _narrowed(gutter: Span, row: Row) -> Span | None:
    """Return what is left of a gutter beside the pieces of a row, None where one of them stands across it."""
    low, high = gutter
    for piece in row:
        if piece.right <= (low + high) / 2:
            low = max(low, piece.right)
        elif piece.left >= (low + high) / 2:
            high = min(high, piece.left)
        elif piece.right - low < high - piece.left:
            low = piece.right
        else:
            high = piece.left
    narrowest = _NARROWEST_GUTTER * row[0].size
    # Any white space will do between two pieces that are apart already, or where the row leaves the gutter as it was.
    kept = gutter[1] - gutter[0] - (high - low) < narrowest / 2
    if high > low and (kept or _separates([(low, high)], row)):
        return low, high
    return (low, high) if high - low > narrowest else None


def _separates(gutters: Sequence[Span], row: Row) -> bool:
    return any(
        before.right <= low and high <= behind.left
        for low, high in gutters
        for before, behind in itertools.pairwise(row)
    )


def _columns(run: Sequence[Row], gutters: Sequence[Span]) -> list[list[Line | None]]:
    """Return the lines of each row by their columns; pieces of one column are one line."""
    edges = sorted((low + high) / 2 for low, high in gutters)
    placed: list[list[Line | None]] = []
    for row in run:
        cells: list[Line | None] = [None] * (len(edges) + 1)
        for piece in row:
            column = sum(1 for edge in edges if (piece.left + piece.right) / 2 > edge)
            there = cells[column]
            cells[column] = piece if there is None else there.joined(piece)
        placed.append(cells)
    return placed


def _prose(rows: Sequence[Sequence[Line | None]]) -> list[Line | Block]:
    """Return the lines of columns of prose, column by column; nothing where some column holds no prose."""
    columns = [[line for line in column if line is not None] for column in zip(*rows, strict=True)]
    if all(map(_is_prose, columns)):
        return [line for column in columns for line in column]
    return []


def _is_prose(column: Sequence[Line]) -> bool:
    if len(column) < _FEWEST_LINES or statistics.median(line.columns for line in column) < _PROSE_COLUMNS:
        return False
    widest = max(line.right for line in column) - min(line.left for line in column)
    if statistics.median(line.right - line.left for line in column) < _PROSE_FILLED * widest:
        return False
    if sum(1 for line in column if UNSPACED.search(line.text)) > len(column) / 2:
        return True
    return sum(1 for line in column if line.begins_small) >= _PROSE_SMALL * len(column)


def _table(rows: Sequence[Sequence[Line | None]]) -> list[Line | Block]:
    """Return the rows of a table as blocks.

    A line whose first column is empty, or that is nearer than others, goes on with the row above where its cells can be what
    found no room there.
    """
    columns = [[line for line in column if line is not None] for column in zip(*rows, strict=True)]
    sides = [
        (min(line.left for line in column), max(line.right for line in column)) if column else (0.0, 0.0)
        for column in columns
    ]
    found: list[Line | Block] = []
    for near in _near_rows(rows):
        below = [piece for row in near[1:] for piece in row if piece is not None]
        full = sum(1 for row in near if None not in row)
        # Addresses beside one another, each line of which stands for itself.
        are_lines = full >= _FEWEST_OF_ADDRESSES and not any(piece.begins_small for piece in below)
        whole: list[list[Line]] = []
        for row in near:
            goes_on = whole and not (are_lines and row[0] is not None) and _goes_on(whole, row, sides)
            if not goes_on:
                found += _blocks(whole)
                whole = [[] for _ in row]
            for cell, piece in zip(whole, row, strict=True):
                if piece is not None:
                    cell.append(piece)
        found += _blocks(whole)
    return found


def _near_rows(rows: Sequence[Sequence[Line | None]]) -> Iterator[list[Sequence[Line | None]]]:
    """Yield the lines that may make one row of a table."""
    steps = [upper.base - upper.height - lower.base for upper, lower in itertools.pairwise(map(_first, rows))]
    nearest = min(steps, default=0.0)
    # Where some lines stand nearer than others, the near ones are within one row.
    within = nearest * _NEAR if any(step > nearest * _NEAR for step in steps) else 0.0
    near: list[Sequence[Line | None]] = [rows[0]]
    for row, step in zip(rows[1:], steps, strict=True):
        if row[0] is not None and step > within:
            yield near
            near = []
        near.append(row)
    yield near


def _goes_on(
    cells: Sequence[Sequence[Line]], row: Sequence[Line | None], sides: Sequence[tuple[float, float]]
) -> bool:
    """Tell whether each line of a row can be the rest of the cell above; ``sides`` are those of the columns."""
    return all(
        piece is None or not cell or cell[-1].goes_on_in(piece, *side)
        for cell, piece, side in zip(cells, row, sides, strict=True)
    )


def _blocks(cells: Sequence[Sequence[Line]]) -> list[Block]:
    page = next((line.page for cell in cells for line in cell), 0)
    return [
        Block(text, page) for text in row_blocks([[" ".join(line.text for line in cell)] for cell in cells])
    ]


def _first(row: Sequence[Line | None]) -> Line:
    return next(line for line in row if line is not None)
