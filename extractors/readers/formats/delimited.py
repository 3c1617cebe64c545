"""Tables as text (.csv, .tsv): one row a line, its cells put apart by " | "."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from extractors.readers.conversion import Converted, Format, ReaderSettings
from extractors.readers.encoding import decode
from extractors.readers.tables import data_row

# In the order in which they are believed where they tell the same: a comma also stands in numbers and in prose.
_DELIMITERS = ("\t", ";", "|", ",")
_NONE = "\x1f"
_HINT = re.compile(r'"?sep=(?P<delimiter>[^\w "\r\n])"?\r?\n?', re.IGNORECASE)
_COMMA_IN_CELL = re.compile(r", |(?<=\d),(?=\d{3}(?!\d))")
_SAMPLE_ROWS = 500
_SAMPLE_CHARACTERS = 200_000
_LEAST_SHARE = 0.6
_NEARLY_ALL = 0.9
_RAGGED = 0.1


def convert(data: bytes, settings: ReaderSettings) -> list[Converted]:
    """Return the table's rows in their order, one blank line between two; each cell keeps its column.

    The delimiter is the one that the first line names (``sep=;``), else the one of tab, semicolon, bar and comma by
    which the rows have the same number of cells, else the one that stands in most of them, but for commas and semicolons of
    prose; where none does, a line is one cell. A quote that is not closed as the
    rest of the file has it is a letter: its line is taken as it stands, and the metadata say which lines those are.

    Raises:
        ReadError: with CORRUPT if the bytes are no text.

    """
    decoded = decode(data)
    csv.field_size_limit(max(settings.max_characters, len(decoded.text)))
    blocks: list[str] = []
    as_they_stand: list[int] = []
    for number, row, sound in table_rows(decoded.text):
        if not sound:
            as_they_stand.append(number)
        if block := data_row(row):
            blocks.append(block)
    metadata = dict(decoded.metadata)
    if as_they_stand:
        metadata["lines_with_open_quotes"] = ",".join(map(str, as_they_stand))
    return [Converted("\n\n".join(blocks), metadata=metadata)]


def table_rows(text: str) -> Iterator[tuple[int, list[str], bool]]:
    """Yield the rows of a table that was decoded before, with the numbers of their first lines, and whether their quotes are sound."""
    hint = _HINT.match(text)
    table = text[hint.end() :] if hint else text
    delimiter = hint["delimiter"] if hint else _delimiter(table)
    return ((number + bool(hint), row, sound) for number, row, sound in _rows(_lines(table), delimiter))


def _lines(text: str) -> list[str]:
    # Only these end a row; str.splitlines knows others, which may stand in a cell.
    return list(io.StringIO(text, newline=""))


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str], bool]]:
    """Yield the rows with the numbers of their first lines, and whether their quotes are sound."""
    start = 0
    while start < len(lines):
        reader = csv.reader(
            map(lines.__getitem__, range(start, len(lines))),
            delimiter=delimiter,
            skipinitialspace=True,
            strict=True,
        )
        read = 0
        try:
            for row in reader:
                yield start + read + 1, row, True
                read = reader.line_num
        except csv.Error:
            row, sound = _other_quotes(lines[start + read], delimiter)
            yield start + read + 1, row, sound
            start += read + 1
        else:
            return


def _other_quotes(line: str, delimiter: str) -> tuple[list[str], bool]:
    """Return the cells of a line that is no row by itself or with those behind it, and whether its quotes are sound.

    Quotes within quotes may be told by backslashes, and signs may stand between a quote and the delimiter; where a quote
    has no other, all of them are letters.
    """
    line = line.rstrip("\r\n")
    try:
        (row,) = csv.reader([line], delimiter=delimiter, skipinitialspace=True, strict=True, escapechar="\\")
    except (csv.Error, ValueError):
        if line.count('"') % 2:
            return line.split(delimiter), False
        (row,) = csv.reader([line], delimiter=delimiter, skipinitialspace=True)
    return row, True


def _delimiter(text: str) -> str:
    """Return the delimiter by which the first rows are a table, or one that stands nowhere if they are none."""
    sample = _lines(text[:_SAMPLE_CHARACTERS])
    if len(text) > _SAMPLE_CHARACTERS and len(sample) > 1:
        sample.pop()  # it is cut off
    best, most = _NONE, 0.0
    for delimiter in _DELIMITERS:
        share = _share_alike(sample, delimiter) if delimiter in text else 0.0
        if share > most:
            best, most = delimiter, share
    return best


def _share_alike(lines: Sequence[str], delimiter: str) -> float:
    """Return the share of the rows that have as many cells as most have; 0 if they make no table by this delimiter.

    Where no number of cells is that of most, it is less than any such share, by how many rows have several.
    """
    rows = [row for _, row, _ in itertools.islice(_rows(lines, delimiter), _SAMPLE_ROWS) if any(row)]
    if not rows:
        return 0.0
    [(width, count)] = Counter(map(len, rows)).most_common(1)
    share = count / len(rows)
    if share < _LEAST_SHARE and _cells_left_off(rows):
        width, share = len(rows[0]), _LEAST_SHARE
    if width < 2 or share < _LEAST_SHARE:
        return _share_ragged(lines, delimiter, rows)
    if delimiter == "," and _stand_in_cells(lines, rows, width):
        return 0.0
    return share


def _share_ragged(lines: Sequence[str], delimiter: str, rows: Sequence[Sequence[str]]) -> float:
    """Return what counts for a table whose rows have each another number of cells; 0 where the delimiter is that of prose."""
    several = sum(len(row) > 1 for row in rows)
    text = "".join(lines)
    in_prose = len(_COMMA_IN_CELL.findall(text)) if delimiter == "," else text.count(delimiter + " ")
    if delimiter in ",;" and in_prose * 2 > text.count(delimiter):
        return 0.0
    share = several / len(rows)
    return share * _RAGGED if several > 1 and share >= _LEAST_SHARE else 0.0


def _cells_left_off(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether the first row has the names of all columns, and others leave off empty cells at their ends."""
    widths = [len(row) for row in rows]
    return widths[0] == max(widths) and sum(width > 1 for width in widths) >= _NEARLY_ALL * len(widths)


def _stand_in_cells(lines: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> bool:
    """Say whether the commas are those of sentences, names, addresses and numbers, and put no cells apart."""
    text = "".join(lines)
    if len(_COMMA_IN_CELL.findall(text)) * 2 <= text.count(","):
        return False
    return len(rows) == 1 or len(rows[0]) != width or len({len(row) for row in rows}) > 1


FORMAT = Format("text/csv", (".csv", ".tsv"), convert, first_line_titles=False)
