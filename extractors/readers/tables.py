"""Rows of tables as text: what stands in one row is one line, and cells that hold prose are prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

BETWEEN_CELLS = " | "
"""What stands between two cells of a row, in every format that has tables."""

_BETWEEN_PARAGRAPHS = "; "
# Nobody writes more than this into a cell of data; it is a paragraph that a table puts in its place on the page.
_MOST_WORDS_OF_DATA = 30
_MOST_WORDS_OF_A_CELL = 60
_ENDS_ITSELF = re.compile(r"[.,;:!?…。！？、；：]$")


def row_blocks(cells: Sequence[Sequence[str]]) -> list[str]:
    """Return what a row of a table gives, as blocks of text in their order; cells are lists of the paragraphs in them.

    A row of data is one block of one line: ``a | b``, an empty cell in its column (``a | | c``, ``| b``), paragraphs of a
    cell put apart by a semicolon unless the first ends in a mark of its own. Where only one cell holds text, or where one
    holds prose, the table only places things on a page: then each paragraph is a block of its own, cell after cell.
    """
    kept = [[line for line in map(_one_line, cell) if line] for cell in cells]
    if _only_places(kept):
        return [line for cell in kept for line in cell]
    return [_one_line(BETWEEN_CELLS.join(map(_joined, kept)))]


def blocks_of_row(cells: Sequence[Sequence[str]], *, is_layout: bool = False) -> list[str]:
    """Return what `row_blocks` returns, from cells that are lists of blocks whose lines were broken on purpose.

    In a row of data, such a line counts as a paragraph; where the table only places things, as ``is_layout`` may say of
    itself, the blocks stay as they are.
    """
    lines = _lines(cells)
    if is_layout or _only_places(lines):
        return [block for cell in cells for block in cell]
    return row_blocks(lines)


@dataclass(slots=True)
class TableRow:
    """A row of a table: its cells as lists of blocks; ``is_layout`` where it says that it only places things on the page."""

    cells: list[list[str]] = field(default_factory=list)
    is_layout: bool = False


def table_blocks(content: Iterable[str | TableRow]) -> list[str]:
    """Return the blocks of a table from its rows and the blocks between them, such as its caption.

    Each row gives what `blocks_of_row` returns. Where another row of the table is one of data, a single filled cell behind
    empty ones keeps its column too (``| b``); in the first column it is a block, as a heading over all columns is.
    """
    pieces = list(content)
    rows = [piece for piece in pieces if isinstance(piece, TableRow)]
    is_data = any(_is_data(row) for row in rows) and not any(row.is_layout for row in rows)
    blocks: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            blocks.append(piece)
        elif is_data and _stands_alone_in_its_column(piece.cells):
            filled = next(index for index, cell in enumerate(piece.cells) if cell)
            blocks.append(data_row([*[""] * filled, "\n".join(piece.cells[filled])]))
        else:
            blocks.extend(blocks_of_row(piece.cells, is_layout=piece.is_layout))
    return blocks


def data_row(cells: Sequence[str]) -> str:
    """Return a row of a sheet of data as one line, whatever its length, its cells in their columns; empty if all are.

    The lines of a cell are put apart as `row_blocks` puts paragraphs apart. Empty cells at the end of the row go.
    """
    kept = [_joined([line for line in map(_one_line, cell.splitlines()) if line]) for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    return _one_line(BETWEEN_CELLS.join(kept))


def _only_places(cells: Iterable[Sequence[str]]) -> bool:
    filled = [cell for cell in cells if any(map(str.strip, cell))]
    return len(filled) <= 1 or any(map(_is_prose, filled))


def sheet_rows(rows: Sequence[Mapping[int, str]]) -> list[str]:
    """Return the rows of a sheet that hold something, each as `data_row` gives it; rows are texts by their columns.

    Columns that hold nothing in the whole sheet go.
    """
    columns = sorted({column for row in rows for column in row})
    return [data_row([row.get(column, "") for column in columns]) for row in rows if row]


def _is_data(row: TableRow) -> bool:
    return not row.is_layout and not _only_places(_lines(row.cells))


def _stands_alone_in_its_column(cells: Sequence[Sequence[str]]) -> bool:
    filled = [index for index, cell in enumerate(cells) if cell]
    return len(filled) == 1 and filled[0] > 0 and not _is_prose(_lines(cells)[filled[0]])


def _lines(cells: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[line for block in cell for line in block.split("\n")] for cell in cells]


def _one_line(paragraph: str) -> str:
    return " ".join(paragraph.split())


def _is_prose(cell: Sequence[str]) -> bool:
    words = [len(line.split()) for line in cell]
    return max(words) > _MOST_WORDS_OF_DATA or sum(words) > _MOST_WORDS_OF_A_CELL


def _joined(cell: Sequence[str]) -> str:
    text = ""
    for line in cell:
        if text:
            text += " " if _ENDS_ITSELF.search(text) else _BETWEEN_PARAGRAPHS
        text += line
    return text
