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

_BAR = re.compile(r"(?<!\\)\|")
_SPACED_BAR = re.compile(r"(?<=\s)\|(?=\s|$)|^\|")
_TAB = re.compile(r"\t+")
_COLUMN = re.compile(r"(?<=\S) {2,}(?=\S)|\t+")
_RULE = re.compile(r"[\s|:=+_\-\u2500-\u257f]*")
# Two spaces after a full stop are an old typist's habit and no column.
_AFTER_SENTENCE = re.compile(r"[.!?:;,]$")
_COLUMN_SHARE = 0.6
_MOST_WORDS = 6
_ENDS_SENTENCE = re.compile(r"[.!?]\s+\w")

_Splitter = Callable[[str, Line], list[Cell]]


def parts_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Return a paragraph in parts that are a table or none, as its bars and tabs tell."""
    if _has_bars(lines):
        return [list(lines)]
    parts = groupby(lines, key=lambda line: line.words[0] == "|" or "\t" in line.words)
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
        framed = pattern is _BAR and len(edges) > 1 and line.words[0] == line.words[-1] == "|"
        return cells[1:-1] if framed else cells

    return split


def _by_delimiter(delimiter: str) -> _Splitter:
    # What stands in quotes is one field, the quotes left out.
    field = re.compile(rf'(?:^|{delimiter})\s*(?P<quote>")?|(?P<end>"(?!"))\s*(?={delimiter}|$)')

    def split(text: str, line: Line) -> list[Cell]:
        edges: list[tuple[int, int]] = []
        quoted = False
        for found in field.finditer(line.words):
            if found["end"] is not None:
                if quoted:
                    edges.append(found.span())
                    quoted = False
            elif not quoted:
                edges.append(found.span())
                quoted = found["quote"] is not None
        return [cell for cell in cut(text, line.pieces, edges) if cell]

    return split


def cut(text: str, pieces: Sequence[Piece], edges: Sequence[tuple[int, int]]) -> list[Cell]:
    """Return what is seen between ``edges``, ranges of what all ``pieces`` show together, without white space around it."""
    total = sum(len(piece.seen(text)) for piece in pieces)
    starts = [0, *(end for _, end in edges)]
    ends = [*(start for start, _ in edges), total]
    return [
        trimmed_pieces(text, _part(text, pieces, start, end))
        for start, end in zip(starts, ends, strict=True)
        if start <= end
    ]


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
    """Tell whether the words of most lines begin under each other, behind gaps of two spaces or more."""
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
    most = max(begins.values(), default=0)
    return with_gap >= _COLUMN_SHARE * len(rows) and most >= max(2, _COLUMN_SHARE * with_gap)


def _is_delimited(rows: Sequence[str], delimiter: str) -> bool:
    """Tell whether all lines have as many fields, few words in each, and no prose; two lines need three fields."""
    if not all(delimiter in row for row in rows):
        return False
    try:
        records = list(csv.reader(rows, delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error:
        return False
    counts = {len(record) for record in records}
    if len(records) != len(rows) or len(counts) > 1 or (len(rows) < 3 and counts == {2}):
        return False
    fields = [field for record in records for field in record]
    return not any(len(field.split()) > _MOST_WORDS or _ENDS_SENTENCE.search(field) for field in fields)
