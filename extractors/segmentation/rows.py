"""Rows of tables in lines of text: by bars, by tabs, by columns under each other, by commas or semicolons."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby

from extractors.segmentation.lines import Line, trimmed_pieces
from extractors.segmentation.views import Piece

Cell = tuple[Piece, ...]
"""What is seen of a cell of a row; nothing where it is empty."""

_BAR = re.compile(r"(?<!\\)[|│┃║]")
_SPACED_BAR = re.compile(r"(?<=\s)[|│┃║](?=\s|$)|^[|│┃║]")
_TAB = re.compile(r"\t+")
_COLUMN = re.compile(r"(?<=\S) {2,}(?=\S)|\t+")
_RULE = re.compile(r"[\s|:=+_\-\u2500-\u257f]*")
# Two spaces after a full stop are an old typist's habit and no column.
_AFTER_SENTENCE = re.compile(r"[.!?:;,]$")
_COLUMN_SHARE = 0.6
_COLUMN_GAPS = 0.75
_FEW_ROWS = 3
_SAME_FIELDS = 0.8
_MOST_WORDS = 6
_MOST_WORDS_OF_DATA = 30
# A full stop behind a word that is no abbreviation.
_INNER_END = re.compile(r"[a-z]{4}[.!?]\s+\w")
_SENTENCE_ENDS = re.compile(r"[.!?]$")
_JOINED = re.compile(
    r"^(?:and|or|with|of|by|in|to|who|which)\b|(?:\b(?:and|or|of|the|a|by|in|to)|&)$", re.IGNORECASE
)
_LISTED = re.compile(r"(?:[-*+•‣◦▪●–—]|\(?\d{1,3}[.)])\s")
_THOUSANDS = re.compile(r"\d,\d{3}\b")

_Splitter = Callable[[str, Line], list[Cell]]


def parts_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Return a paragraph in parts that are a table or none, as its bars and tabs tell."""
    if _has_bars(lines):
        return [list(lines)]
    parts = groupby(lines, key=lambda line: line.words[0] in "|│┃║" or "\t" in line.words)
    return [list(part) for _, part in parts]


def cells_of(text: str, lines: Sequence[Line]) -> list[list[Cell]] | None:
    """Return the cells of each line of a paragraph if it is a table, else None.

    A line of a table that is a rule (``|---|---|``) has no cells. One line alone is a row if bars or tabs stand in it.
    """
    rows = [line.words for line in lines if not is_rule(line.words)]
    if not rows:
        return None
    if _has_bars(lines):
        return _split(text, lines, _by_pattern(_BAR))
    if all("\t" in words for words in rows):
        return _split(text, lines, _by_pattern(_TAB))
    if len(rows) < 2:
        return None
    if _has_columns(rows):
        return _split(text, lines, _by_pattern(_COLUMN))
    for delimiter in ",;":
        if _is_delimited(rows, delimiter):
            return _split(text, lines, _by_delimiter(delimiter))
    return None


def is_rule(words: str) -> bool:
    """Tell whether a line only draws: ``|---|``, ``=====``."""
    return len(words) > 2 and _RULE.fullmatch(words) is not None


def _has_bars(lines: Sequence[Line]) -> bool:
    rows = [line.words for line in lines if not is_rule(line.words)]
    return sum(_SPACED_BAR.search(words) is not None for words in rows) * 2 > len(rows)


def _split(text: str, lines: Sequence[Line], splitter: _Splitter) -> list[list[Cell]]:
    return [[] if is_rule(line.words) else splitter(text, line) for line in lines]


def _by_pattern(pattern: re.Pattern[str]) -> _Splitter:
    def split(text: str, line: Line) -> list[Cell]:
        edges = [found.span() for found in pattern.finditer(line.words)]
        cells = cut(text, line.pieces, edges)
        framed = pattern is _BAR and len(edges) > 1 and line.words[0] in "|│┃║" and line.words[-1] in "|│┃║"
        return cells[1:-1] if framed else cells

    return split


def _by_delimiter(delimiter: str) -> _Splitter:
    # What stands in quotes is one field, the quotes left out.
    field = re.compile(
        rf'\s*(?:"(?P<quoted>(?:[^"]|"")*)"\s*(?={delimiter}|$)|(?P<plain>[^{delimiter}]*))(?:{delimiter}|$)'
    )

    def split(text: str, line: Line) -> list[Cell]:
        ranges: list[tuple[int, int]] = []
        at, end = 0, len(line.words)
        while found := field.match(line.words, at):
            ranges.append(found.span("plain" if found["quoted"] is None else "quoted"))
            at = found.end()
            if at == end:
                break
        if line.words.endswith(delimiter):
            ranges.append((end, end))
        return _shown(text, line.pieces, ranges)

    return split


def cut(text: str, pieces: Sequence[Piece], edges: Sequence[tuple[int, int]]) -> list[Cell]:
    """Return what is seen between ``edges``, ranges of what all ``pieces`` show together, without white space around it."""
    total = sum(len(piece.seen(text)) for piece in pieces)
    starts = [0, *(end for _, end in edges)]
    ends = [*(start for start, _ in edges), total]
    return _shown(text, pieces, list(zip(starts, ends, strict=True)))


def _shown(text: str, pieces: Sequence[Piece], ranges: Sequence[tuple[int, int]]) -> list[Cell]:
    return [trimmed_pieces(text, _part(text, pieces, start, end)) for start, end in ranges]


def _part(text: str, pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    found: list[Piece] = []
    at = 0
    for piece in pieces:
        length = len(piece.seen(text))
        first, last = max(start - at, 0), min(end - at, length)
        if first < last:
            if piece.written is None:
                found.append(Piece(piece.start + first, piece.start + last))
            else:
                found.append(piece)
        at += length
    return found


def _has_columns(rows: Sequence[str]) -> bool:
    """Tell whether most gaps of two spaces or more end under each other, in most lines; those of justified prose end anywhere."""
    begins: Counter[int] = Counter()
    with_gap = 0
    for row in rows:
        found = {
            gap.end()
            for gap in _COLUMN.finditer(row)
            if gap[0] != "  " or not _AFTER_SENTENCE.search(row[: gap.start()])
        }
        with_gap += bool(found)
        begins.update(found)
    in_columns = sum(count for count in begins.values() if count >= max(2, _COLUMN_SHARE * with_gap))
    return (
        with_gap >= _COLUMN_SHARE * len(rows)
        and in_columns > 0
        and in_columns >= _COLUMN_GAPS * begins.total()
    )


def _is_delimited(rows: Sequence[str], delimiter: str) -> bool:
    """Tell whether lines are records with a delimiter between their fields.

    Without a blank behind the delimiter, as programs write it, four lines in five must have equally many fields. With one, as people
    write, all must, with few words in each, and nothing may look like prose: a line that goes on in small letters, a full stop at
    the end of the last alone, a conjunction at the edge of a field. Two lines need three fields.
    """
    if not all(delimiter in row for row in rows) or all(map(_LISTED.match, rows)):
        return False
    try:
        records = list(csv.reader(rows, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    if len(records) != len(rows):
        return False
    ((usual, count),) = Counter(map(len, records)).most_common(1)
    if len(rows) < _FEW_ROWS and (usual == 2 or count < len(rows)):
        return False
    fields = [field.strip() for record in records for field in record]
    if not any(field.startswith(" ") for record in records for field in record[1:]):
        thousands = sum(_THOUSANDS.search(row) is not None for row in rows)
        return (
            count >= _SAME_FIELDS * len(rows)
            and 2 * thousands <= len(rows)
            and all(len(field.split()) <= _MOST_WORDS_OF_DATA for field in fields)
        )
    if count < len(rows) or (usual == 2 and not any(" " in field for field in fields)):
        # "Holloway, Nadia", line after line, are names and no rows.
        return False
    if any(row[0].islower() for row in rows[1:]) or (
        _SENTENCE_ENDS.search(rows[-1]) and not all(map(_SENTENCE_ENDS.search, rows))
    ):
        return False
    return not any(
        len(field.split()) > _MOST_WORDS
        or _INNER_END.search(field)
        or _JOINED.search(field)
        or (field[:1].islower() and " " in field)
        for field in fields
    )
