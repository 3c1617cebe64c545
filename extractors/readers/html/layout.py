"""Text as a browser would lay it out: white space collapsed, blocks apart, the cells of a row beside each other."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from extractors.readers.note_marks import Raised, add_raised, without_note_marks
from extractors.readers.tables import TableRow, table_blocks

_SPACES = re.compile(r"[ \t\n\r\f]+")
_LINE_END = "\v"  # stands for white space in which a line of the markup ends
# Where a line ends between two of these, which are written without spaces, browsers show none (CSS Text, section 4.1.3).
_WIDE = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_LINE_END_BETWEEN_WIDE = re.compile(rf"(?<=[{_WIDE}]) *{_LINE_END}[ {_LINE_END}]*(?=[{_WIDE}])")
_SPACE_RUN = re.compile(rf"[ {_LINE_END}]+")
_BLANK_LINES = re.compile(r"\n{2,}")
# No table that is read has more; browsers have such limits too.
_MOST_COLUMNS = 100
_MOST_ROWS = 10_000


@dataclass(slots=True)
class _Table:
    """How many rows more each column is taken by a cell that began above, and whether it only lays out the page."""

    taken: list[int] = field(default_factory=list)
    is_layout: bool = False
    begin: int = 0  # where it begins among the blocks around it


@dataclass(slots=True)
class _Row(TableRow):
    table: _Table = field(default_factory=_Table)
    columns: int = 0  # those of the cell before the next one that it spans beside its first
    is_in_cell: bool = False


class Layout:
    """Collects the blocks of a page: text is added in its order, and blocks, rows and cells are begun and ended."""

    def __init__(self, letters: Collection[str]) -> None:
        self._letters = letters
        self._flows: list[list[str | TableRow]] = [
            []
        ]  # that of the page, and one for each cell around what is added
        self._tables: list[_Table] = []
        self._rows: list[_Row] = []
        self._parts: list[str | Raised] = []
        self._is_preformatted = False
        self._quotations = 0  # those around what is added

    def add(self, text: str, *, is_preformatted: bool = False) -> None:
        """Add text to the block."""
        self._parts.append(text if is_preformatted else _SPACES.sub(_collapsed, text))
        self._is_preformatted = self._is_preformatted or is_preformatted

    def break_line(self) -> None:
        """Break the line within the block."""
        self._parts.append("\n")

    def add_raised(self, raised: Raised) -> None:
        """Add what is raised above the line and may be the mark of a note."""
        add_raised(self._parts, raised)

    def open_quotation(self) -> None:
        """Write the mark that browsers show before a quotation within a block."""
        self._parts.append("‘" if self._quotations % 2 else "“")
        self._quotations += 1

    def close_quotation(self) -> None:
        """Write the mark that browsers show behind a quotation within a block."""
        self._quotations -= 1
        self._parts.append("’" if self._quotations % 2 else "”")

    def end_block(self) -> None:
        """Let what follows begin a block."""
        text = without_note_marks(self._parts, self._letters)
        if self._is_preformatted:
            lines = [line.rstrip() for line in text.split("\n")]
        else:
            text = _SPACE_RUN.sub(" ", _LINE_END_BETWEEN_WIDE.sub("", text))
            lines = [line.strip() for line in text.split("\n")]
        blocks = _BLANK_LINES.split("\n".join(lines).strip("\n"))
        self._flows[-1].extend(block for block in blocks if block)
        self._parts = []
        self._is_preformatted = False

    def say_placed(self) -> None:
        """Say that the cell around holds what no cell of data does: a heading, or a table of its own."""
        if self._rows:
            self._rows[-1].is_layout = True

    def start_table(self, *, is_layout: bool) -> None:
        """Begin a table; ``is_layout`` where it says that it only places things on the page."""
        self.end_block()
        self.say_placed()
        self._tables.append(_Table(is_layout=is_layout, begin=len(self._flows[-1])))

    def end_table(self) -> None:
        """End the table."""
        self.end_block()
        flow, begin = self._flows[-1], self._tables.pop().begin
        flow[begin:] = table_blocks(flow[begin:])

    def start_row(self) -> None:
        """Begin a row."""
        self.end_block()
        table = self._tables[-1] if self._tables else _Table()
        self._rows.append(_Row(is_layout=table.is_layout, table=table))

    def end_row(self) -> None:
        """End the row, which gives one block if it holds data."""
        self.end_block()
        row = self._rows.pop()
        for column in range(len(row.cells), len(row.table.taken)):
            row.table.taken[column] = max(0, row.table.taken[column] - 1)
        self._flows[-1].append(row)

    def start_cell(self, columns: int, rows: int) -> bool:
        """Begin a cell that spans columns and rows; False, and only a block is begun, where no row is around."""
        self.end_block()
        if not self._rows or self._rows[-1].is_in_cell:
            return False
        row = self._rows[-1]
        row.cells.extend([] for _ in range(row.columns))
        taken = row.table.taken
        while len(row.cells) < len(taken) and taken[len(row.cells)]:
            taken[len(row.cells)] -= 1
            row.cells.append([])
        row.columns = min(max(columns, 1), _MOST_COLUMNS) - 1
        first, last = len(row.cells), len(row.cells) + row.columns + 1
        taken.extend([0] * (last - len(taken)))
        taken[first:last] = [min(max(rows, 1), _MOST_ROWS) - 1] * (last - first)
        row.is_in_cell = True
        self._flows.append([])
        return True

    def end_cell(self) -> None:
        """End the cell."""
        self.end_block()
        row = self._rows[-1]
        row.cells.append(table_blocks(self._flows.pop()))
        row.is_in_cell = False

    def text(self) -> str:
        """Return all blocks, one blank line between two."""
        self.end_block()
        return "\n\n".join(table_blocks(self._flows[0]))


def _collapsed(space: re.Match[str]) -> str:
    return _LINE_END if "\n" in space[0] else " "
