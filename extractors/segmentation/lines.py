"""The lines of a text, less what is no part of their words: signs before quoted lines, entities, raised numbers of notes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from itertools import groupby, pairwise

from extractors.segmentation.views import Piece, seen

_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_COMMENT = re.compile(
    r"[ \t]*(?://[/!]?|\*(?!\*)|#(?!#))[ \t]+(?=\S)|[ \t]*(?://[/!]?|\*|#)[ \t]*(?=[\r\n]|$)"
)
# Between two pages of a text that was printed; a sentence goes on behind it.
_PAGE_END = "\x0c"
_ENDS_SENTENCE = re.compile(r"[.!?:][\"'”’)]*\s*$")
# Lines of prose are no shorter, in columns, where signs before them may also be those of a list.
_NARROWEST_COMMENT = 30
_RAGGED = 0.75
# Signs that a reader does not take for a part of the name before them: an entity of HTML that was never written out, the
# number of a note raised behind a word. A word of one or two letters with a raised number is a unit: m², km².
_SIGN = re.compile(
    r"(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)"
    r"|(?<=[^\W\d_]{3})(?P<note>[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+(?:[,\u2009][\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+)*)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text, ``start:end`` with its end mark, and what is seen of it.

    ``quoted`` are the signs before it that say whose words it holds or that it is a comment; lines of one paragraph have the
    same ones.
    """

    start: int
    end: int
    pieces: tuple[Piece, ...]
    words: str
    quoted: str = ""


def line_of(text: str, start: int, end: int, pieces: list[Piece], quoted: str = "") -> Line:
    """Return a line of ``text`` of which ``pieces`` are seen, without white space around them."""
    trimmed = trimmed_pieces(text, pieces)
    return Line(start, end, trimmed, seen(text, trimmed), quoted)


def trimmed_pieces(text: str, pieces: list[Piece]) -> tuple[Piece, ...]:
    """Return pieces without white space at both ends of what they show."""
    kept = [piece for piece in pieces if piece.seen(text)]
    while kept and kept[0].written is None:
        shown = kept[0].seen(text)
        lead = len(shown) - len(shown.lstrip())
        if lead < len(shown):
            kept[0] = Piece(kept[0].start + lead, kept[0].end)
            break
        del kept[0]
    while kept and kept[-1].written is None:
        shown = kept[-1].seen(text)
        if length := len(shown.rstrip()):
            kept[-1] = Piece(kept[-1].start, kept[-1].start + length)
            break
        del kept[-1]
    return tuple(kept)


def plain_pieces(text: str, start: int, end: int) -> list[Piece]:
    """Return what is seen of a range of plain text: entities as the signs that they name, no raised numbers of notes."""
    pieces: list[Piece] = []
    done = start
    for found in _SIGN.finditer(text, start, end):
        written = _named_sign(found["entity"]) if found["entity"] else ""
        if written == found[0]:
            continue
        pieces.append(Piece(done, found.start()))
        pieces.append(Piece(found.start(), found.end(), written))
        done = found.end()
    pieces.append(Piece(done, end))
    return pieces


def _named_sign(entity: str) -> str:
    """Return the sign that an entity names, itself if there is none of that name; the library would take a part of the name as well."""
    return html.unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity


def paragraphs(text: str, start: int = 0, end: int | None = None) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph of plain text: what stands between blank lines, quoted by the same signs."""
    block: list[tuple[int, int]] = []
    offset = start
    for line in text[start : len(text) if end is None else end].splitlines(keepends=True):
        if line.strip():
            block.append((offset, offset + len(line)))
        elif block and (line != _PAGE_END or _ENDS_SENTENCE.search(text, *block[-1])):
            yield from _quoted_paragraphs(text, block)
            block = []
        offset += len(line)
    if block:
        yield from _quoted_paragraphs(text, block)


def _quoted_paragraphs(text: str, block: list[tuple[int, int]]) -> Iterator[list[Line]]:
    paragraph: list[Line] = []
    for (start, end), mark in zip(block, _marks(text, block), strict=True):
        line = line_of(text, start, end, plain_pieces(text, start + len(mark), end), "".join(mark.split()))
        if paragraph and (not line.words or not paragraph[-1].words or line.quoted != paragraph[-1].quoted):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _marks(text: str, block: list[tuple[int, int]]) -> list[str]:
    """Return the signs before each line that are no part of its words: of a quotation, or of a comment in a program."""
    lines = [text[start:end] for start, end in block]
    marks = [found[0] if (found := _QUOTE.match(line)) else "" for line in lines]
    signs = [found[0] if (found := _COMMENT.match(line)) else "" for line in lines]
    for sign, group in groupby(range(len(lines)), key=lambda number: "".join(signs[number].split())):
        numbers = list(group)
        opened = numbers[0] > 0 and lines[numbers[0] - 1].lstrip().startswith("/*")
        words = [lines[number][len(signs[number]) :].strip() for number in numbers]
        if sign and len(numbers) > 1 and (opened or sign.startswith("//") or _goes_on(words)):
            for number in numbers:
                marks[number] = signs[number]
    return marks


def _goes_on(lines: list[str]) -> bool:
    """Tell whether a line goes on with the words of the one before, which had no room for them; the items of a list begin anew."""
    width = max(map(len, lines))
    return width >= _NARROWEST_COMMENT and any(
        after[:1].islower() and len(before) + 1 + len(after.split(maxsplit=1)[0]) > width * _RAGGED
        for before, after in pairwise(lines)
        if before and after
    )
