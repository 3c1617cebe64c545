"""Rows of tables as text: what stands in one row is one line, and cells that hold prose are prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

BETWEEN_CELLS = " | "
"""What stands between two cells of a row, in every format that has tables."""

_BETWEEN_PARAGRAPHS = "; "
# Nobody writes more than this into a cell of data; it is a paragraph that a table puts in its place on the page.
_MOST_WORDS_OF_DATA = 30
_ENDS_ITSELF = re.compile(r"[.,;:!?…。！？、；：]$")


def row_blocks(cells: Sequence[Sequence[str]]) -> list[str]:
    """Return what a row of a table gives, as blocks of text in their order; cells are lists of the paragraphs in them.

    A row of data is one block of one line: ``a | b``, an empty cell in its column (``a | | c``, ``| b``), paragraphs of a
    cell put apart by a semicolon unless the first ends in a mark of its own. Where only one cell holds text, or where one
    holds prose, the table only places things on a page: then each paragraph is a block of its own, cell after cell.
    """
    kept = [[line for line in map(_one_line, cell) if line] for cell in cells]
    filled = [cell for cell in kept if cell]
    if len(filled) <= 1 or any(map(_is_prose, filled)):
        return [line for cell in filled for line in cell]
    return [_one_line(BETWEEN_CELLS.join(map(_joined, kept)))]


def data_row(cells: Sequence[str]) -> str:
    """Return a row of a sheet of data as one line, whatever its length, its cells in their columns; empty if all are.

    The lines of a cell are put apart as `row_blocks` puts paragraphs apart. Empty cells at the end of the row go.
    """
    kept = [_joined([line for line in map(_one_line, cell.splitlines()) if line]) for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    return _one_line(BETWEEN_CELLS.join(kept))


def _one_line(paragraph: str) -> str:
    return " ".join(paragraph.split())


def _is_prose(cell: Iterable[str]) -> bool:
    return any(len(line.split()) > _MOST_WORDS_OF_DATA for line in cell)


def _joined(cell: Sequence[str]) -> str:
    text = ""
    for line in cell:
        if text:
            text += " " if _ENDS_ITSELF.search(text) else _BETWEEN_PARAGRAPHS
        text += line
    return text
