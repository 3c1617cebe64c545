"""The blocks of a text: prose, items of lists, lines that stand for themselves, rows of tables.

A heading, an item or a row carries no full stop and must not run into what follows. A line break that merely wraps a
paragraph must not end anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
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
# In a sentence at least this share of the words begins in small letters.
_SMALL_LETTERS = 0.3
_FEWEST_WORDS_OF_PROSE = 6
# Words of a line that stands for itself; what is longer is a sentence without its full stop.
_MOST_WORDS_OF_A_LINE = 15

_BULLET = re.compile(
    r"[•‣◦▪●○■□➢➤►▶✓✔✗☐☑☒→»・※①-⑳\uf0a7\uf0b7][ \t]*\S|[一二三四五六七八九十]{1,3}、\S|[０-９]{1,2}[．、]\S"
)
_MARKER = re.compile(
    r"(?P<sign>[-*+·–—−])[ \t]+\S"
    r"|\(?(?P<number>\d{1,3})[.)][ \t]+\S"
    r"|\[(?P<reference>\d{1,3})\][ \t]+\S"
    r"|(?:(?:Step|§|Nr\.|No\.)[ \t]?)(?P<step>\d{1,3})(?:[:.)]|[ \t])[ \t]*\S"
    r"|(?:\d{1,3}\.)+(?P<section>\d{1,3})\.?[ \t]+\S"
    r"|\(?(?P<letter>[a-zA-Z])\)[ \t]+\S|(?P<dotted>[a-zA-Z])\.[ \t]+\S"
    r"|\(?(?P<roman>[ivx]{1,4})[.)][ \t]+\S"
)
# What stands before each entry of a log, a chat, the head of a mail, a list of settings.
_LABELS = (
    re.compile(
        r"[\[(]?(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d)(?![\w-])"
    ),
    re.compile(r"<[^<>\s][^<>]{0,40}>[ \t]"),
    re.compile(r"[A-Z][\w.'’-]*(?: [\w.'’-]+){0,3}:(?:[ \t]|$)"),
    re.compile(r"[a-z][\w.-]*:(?:[ \t]|$)"),
    re.compile(r"[\w.-]+[ \t]*=[ \t]*"),
)
_PARTICLE = re.compile(
    r"(?:al-|el-|d['’]|(?:al|bin|ibn|da|das|de|del|della|den|der|di|do|dos|du|el|la|le|ten|ter|van|von|y|zu|zur)\s+(?:(?:de|den|der|het|la)\s+)?)[^\W\d_a-z]"
    r"|[a-z]{1,2}[A-Z]"
)
_HEADING_MARK = re.compile(r"#{1,6}[ \t]+\S")
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
    paragraph = _Paragraph(lines)
    first = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or paragraph.starts_block(number):
            yield _block(lines[first:number])
            first = number


def row(start: int, end: int, cells: Sequence[Cell]) -> Block:
    """Return a row of a table; one whose cells are all empty is marks."""
    if not any(cells):
        return Block(Kind.MARKS, start, end)
    return Block(Kind.ROW, start, end, cells=tuple(cells))


def _block(lines: Sequence[Line]) -> Block:
    words = lines[0].words
    if mark_length(words):
        kind = Kind.ITEM
    elif len(lines) == 1 and stands_alone(words):
        kind = Kind.LINE
    else:
        kind = Kind.PROSE
    return Block(kind, lines[0].start, lines[-1].end, tuple(line.pieces for line in lines))


def mark_length(words: str) -> int:
    """Return how many signs of a line are the mark of an item or a heading (``1. ``, ``• ``, ``## ``), 0 if it has none.

    A letter with a full stop is an initial as often as a mark, and is none here.
    """
    for pattern in (_BULLET, _MARKER, _HEADING_MARK):
        found = pattern.match(words)
        if found is not None and found.lastgroup != "dotted":
            return found.end() - 1
    return 0


def stands_alone(words: str) -> bool:
    """Tell whether a line is a heading, a name, a part of an address, and not the sentence of a paragraph."""
    return len(words.split()) <= _MOST_WORDS_OF_A_LINE and not _ENDS_ITSELF.search(words)


def _columns(line: Line) -> int:
    """Return how wide a line is printed: a full-width sign takes two columns."""
    words = line.words
    if words.isascii():
        return len(words)
    return len(words) + sum(unicodedata.east_asian_width(sign) in "WF" for sign in words)


class _Paragraph:
    """Lines between two blank ones, and what is known of them all together."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._widths = [_columns(line) for line in lines]
        self._width = max(self._widths)
        self._markers = [_MARKER.match(line.words) for line in lines]
        self._kinds = Counter(_kind_of(found) for found in self._markers if found)
        self._count = Counter(_kind_of(found)[0] for found in self._markers if found)
        self._label = next((label for label in _LABELS if _is_label(label, lines)), None)
        # Whoever quotes breaks lines again, at any width.
        self._is_quoted_prose = bool(lines[0].quoted) and _is_prose(lines)
        self._is_narrow = self._width < _NARROWEST_WRAP and not self._is_wrapped_narrowly()

    def starts_block(self, number: int) -> bool:
        """Tell whether a line, not the first, begins a block, because the one before was ended on purpose and not by wrapping."""
        before, line = self._lines[number - 1].words, self._lines[number].words
        if _HEADING.match(before) or _HEADING.match(line) or _BULLET.match(line) or self._is_item(number):
            return True
        if self._label is not None and self._label.match(line):
            return True
        if self._is_narrow and _PARTICLE.match(line):
            # A name of a list: "van der Meer", "al-Sayed", "iRobot".
            return True
        if line[0].islower() or self._is_quoted_prose:
            return False
        return self._is_short(number - 1)

    def _is_short(self, number: int) -> bool:
        """Tell whether the next word would have fitted into a line, so that it did not end by wrapping."""
        return self._is_narrow or self._width_with_next_word(number) < _RAGGED * self._width

    def _width_with_next_word(self, number: int) -> int:
        return self._widths[number] + 1 + len(self._lines[number + 1].words.split(maxsplit=1)[0])

    def _is_wrapped_narrowly(self) -> bool:
        """Tell whether narrow lines are prose all the same: a sentence in small letters, no line of which had room for another word."""
        words = [word for line in self._lines for word in line.words.split()]
        return (
            _INTRODUCES.search(self._lines[-1].words) is not None
            and len(words) >= _FEWEST_WORDS_OF_PROSE
            and sum(word[0].islower() for word in words) >= _SMALL_LETTERS * len(words)
            and all(
                self._width_with_next_word(number) > self._width for number in range(len(self._lines) - 1)
            )
        )

    def _is_item(self, number: int) -> bool:
        """Tell whether a line begins an item of a list, and not with a date, a number or a dash that was wrapped to its start.

        The line before introduces a list, ends a sentence or was ended early; or others of the paragraph are items of that list:
        they have the same sign, or numbers or letters that come before or after.
        """
        found = self._markers[number]
        if found is None:
            return False
        line = self._lines[number].words
        kind, value = _kind_of(found)
        if kind != "dotted":
            if _INTRODUCES.search(self._lines[number - 1].words):
                return True
            if not line[0].islower() and self._is_short(number - 1):
                return True
        if kind in ("section", "roman") or kind.startswith("sign"):
            return self._count[kind] > 1
        return (kind, value - 1) in self._kinds or (kind, value + 1) in self._kinds


def _kind_of(marker: re.Match[str]) -> tuple[str, int]:
    """Return what kind of mark begins an item, and its number: of a sign or a letter that of its code point."""
    kind = str(marker.lastgroup)
    value = marker[kind]
    return (
        (f"sign {value}", 0) if kind == "sign" else (kind, int(value) if value.isdecimal() else ord(value[0]))
    )


def _is_label(label: re.Pattern[str], lines: Sequence[Line]) -> bool:
    """Tell whether entries begin with such a label: the first line does, and every other one or more."""
    return label.match(lines[0].words) is not None and sum(
        label.match(line.words) is not None for line in lines
    ) * 2 >= max(len(lines), 3)


def _is_prose(lines: Sequence[Line]) -> bool:
    """Tell whether quoted lines are a comment, end a sentence, or have a line that goes on with the one before."""
    comment, last = lines[0].quoted.startswith("/"), lines[-1].words
    return comment or _INTRODUCES.search(last) is not None or any(line.words[0].islower() for line in lines)
