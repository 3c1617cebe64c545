"""The blocks of a text: prose, items of lists, lines that stand for themselves, rows of tables.

A heading, an item or a row carries no full stop and must not run into what follows. A line break that merely wraps a
paragraph must not end anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from extractors.segmentation.lines import Line
from extractors.segmentation.rows import Cell, cells_of, parts_of
from extractors.segmentation.views import Piece

# Nobody wraps prose below this width (columns), so in a narrower paragraph every line stands for itself.
_NARROWEST_WRAP = 40
# Lines of wrapped prose differ in length; a line shorter than this share of the widest was ended on purpose.
_RAGGED = 0.75
# Words of a line that stands for itself; what is longer is a sentence without its full stop.
_MOST_WORDS_OF_A_LINE = 15

_BULLET = re.compile(r"[•‣◦▪●○■□][ \t]*\S")
_MARKER = re.compile(
    r"(?P<sign>[-*+·–—])[ \t]+\S|\(?(?P<number>\d{1,3})[.)][ \t]+\S|\(?(?P<letter>[a-zA-Z])\)[ \t]+\S"
)
_HEADING = re.compile(r"#{1,6}[ \t]+\S|(?:[=\-*_~]){3,}$")
_INTRODUCES = re.compile(r"[.:;!?。：；！？][\"'”’»)\]]*$")  # noqa: RUF100
_ENDS_ITSELF = re.compile(r"[.:;,!?…。！？،؟।：；，、][\"'”’»)\]」』）]*$")


class Kind(Enum):
    """What a block is."""

    PROSE = auto()
    ITEM = auto()
    LINE = auto()
    ROW = auto()
    MARKS = auto()
    """Signs alone, of which nothing is read: a rule, the line below the head of a table."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a text that no sentence crosses, ``start:end``, and what is seen of it.

    ``lines`` are those of prose, items and lines; ``cells`` those of a row.
    """

    kind: Kind
    start: int
    end: int
    lines: tuple[tuple[Piece, ...], ...] = ()
    cells: tuple[Cell, ...] = ()


def blocks_of(text: str, paragraph: Sequence[Line]) -> Iterator[Block]:
    """Yield the blocks of the lines between two blank ones."""
    lines = [line for line in paragraph if line.words]
    if not lines:
        yield Block(Kind.MARKS, paragraph[0].start, paragraph[-1].end)
        return
    for part in parts_of(lines):
        rows = cells_of(text, part)
        if rows is None:
            yield from _blocks_of_lines(part)
        else:
            for line, cells in zip(part, rows, strict=True):
                yield row(line.start, line.end, cells)


def _blocks_of_lines(lines: Sequence[Line]) -> Iterator[Block]:
    width = max(map(_columns, lines))
    first = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or _ends_block(lines, number, width):
            yield _block(lines[first:number])
            first = number


def row(start: int, end: int, cells: Sequence[Cell]) -> Block:
    """Return a row of a table; one whose cells are all empty is marks."""
    if not any(cells):
        return Block(Kind.MARKS, start, end)
    return Block(Kind.ROW, start, end, cells=tuple(cells))


def _block(lines: Sequence[Line]) -> Block:
    words = lines[0].words
    if _BULLET.match(words) or _MARKER.match(words):
        kind = Kind.ITEM
    elif len(lines) == 1 and stands_alone(words):
        kind = Kind.LINE
    else:
        kind = Kind.PROSE
    return Block(kind, lines[0].start, lines[-1].end, tuple(line.pieces for line in lines))


def stands_alone(words: str) -> bool:
    """Tell whether a line is a heading, a name, a part of an address, and not the sentence of a paragraph."""
    return len(words.split()) <= _MOST_WORDS_OF_A_LINE and not _ENDS_ITSELF.search(words)


def _columns(line: Line) -> int:
    """Return how wide a line is printed: a full-width sign takes two columns."""
    words = line.words
    if words.isascii():
        return len(words)
    return len(words) + sum(unicodedata.east_asian_width(sign) in "WF" for sign in words)


def _ends_block(lines: Sequence[Line], number: int, width: int) -> bool:
    """Tell whether the line before ``number`` was ended on purpose and not by wrapping."""
    before, line = lines[number - 1], lines[number]
    if _HEADING.match(before.words) or _HEADING.match(line.words) or _BULLET.match(line.words):
        return True
    if _is_item(lines, number, width):
        return True
    if line.words[0].islower():
        return False
    if line.quoted and _is_prose(lines):
        # Whoever quotes breaks lines again, at any width.
        return False
    return _is_short(before, line, width)


def _is_prose(lines: Sequence[Line]) -> bool:
    """Tell whether quoted lines are a comment, end a sentence, or have a line that goes on with the one before."""
    comment, last = lines[0].quoted.startswith("/"), lines[-1].words
    return comment or _INTRODUCES.search(last) is not None or any(line.words[0].islower() for line in lines)


def _is_short(before: Line, line: Line, width: int) -> bool:
    # A wrapped line ends where the next word would not have fitted any more.
    if width < _NARROWEST_WRAP:
        return True
    first = line.words.split(maxsplit=1)[0]
    return _columns(before) + 1 + len(first) < _RAGGED * width


def _is_item(lines: Sequence[Line], number: int, width: int) -> bool:
    """Tell whether a line begins an item of a list, and not with a date, a number or a dash that was wrapped to its start.

    The line before introduces a list, ends a sentence or was ended early; or others of the paragraph are items of that kind.
    """
    line = lines[number]
    found = _MARKER.match(line.words)
    if found is None:
        return False
    before = lines[number - 1]
    if _INTRODUCES.search(before.words) or (not line.words[0].islower() and _is_short(before, line, width)):
        return True
    others = [_MARKER.match(each.words) for each in (*lines[:number], *lines[number + 1 :])]
    return any(other is not None and _follow(found, other) for other in others)


def _follow(found: re.Match[str], other: re.Match[str]) -> bool:
    """Tell whether two marks are those of one list: the same sign, or numbers or letters one after the other."""
    if found["sign"] is not None:
        return found["sign"] == other["sign"]
    for name, value in (("number", int), ("letter", ord)):
        if found[name] is not None:
            return other[name] is not None and abs(value(found[name]) - value(other[name])) == 1
    return False
