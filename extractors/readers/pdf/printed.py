"""The lines that a page prints, with their places, as pdfium gives them.

pdfium gives a page as text and tells for each of its signs where it stands. Asking costs time, so it is asked only for
the ends of lines, for the two sides of each space, and for the signs whose place decides what they mean.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extractors.readers.note_marks import Raised, without_note_marks
from extractors.readers.pdf.fonts import left_out
from extractors.readers.pdf.lines import BULLET, DASH, HYPHEN, NUMBERED, Line
from extractors.readers.pdf.signs import Signs

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_LONGEST_NUMBER = 8  # of a list item or a heading
_PRINTED = re.compile(r"[^\r\n]+")
_SPACES = re.compile(rf"\s+|{HYPHEN}")
# What may be the mark of a note, if it is raised: behind a word, what closes a phrase, or at the beginning of a note.
_MARK = re.compile(
    r"(?:(?<=[^\W\d_])|(?<=[^\W\d_]\s)|(?<=[.,;:!?)\]”’»\"])|^)\d{1,3}(?:[,;–-]\d{1,3})*(?!\d)"
)
_SPACED_END = re.compile(r"\s[.,;:!?)]")
_RAISED_SIGN = re.compile("[⁰¹²³⁴-⁹]")
_RAISED = 0.2
_SMALLER = 0.85
_ACCENTS = {
    "¨": "\u0308",
    "´": "\u0301",
    "`": "\u0300",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "ˇ": "\u030c",
    "¸": "\u0327",
    "˚": "\u030a",
    "˘": "\u0306",
    "˙": "\u0307",
    "˝": "\u030b",
}
_ACCENT = re.compile(f"[{''.join(_ACCENTS)}]")
_FARTHEST_LETTER = 60  # signs from an accent that is drawn after other words
_DOTLESS = {"ı": "i", "ȷ": "j"}
_NARROWEST_GAP = 1.0  # between two columns, in font sizes
_GAP_TO_SPACES = 2.5  # how many times the spaces of its line a gap is wide at least
_SAME_BASE = 0.3  # in font sizes
_OTHER_BASE = 0.5
_SPACE = 0.12  # between two words at least, in font sizes
_SECTION = re.compile(r"(?:\d+|[A-Z])(?:\.\d+)*\.?\s")


@dataclass(frozen=True, slots=True)
class Printed:
    """What a page prints: its lines, each as its pieces, and how many pieces of text pdfium left out."""

    lines: list[list[Line]]
    left_out: int = 0


def printed(page: PdfPage, number: int) -> Printed:
    """Return what a page prints, line by line in the order of its drawing; a line with wide gaps gives several pieces.

    Footnote marks are left out, and accents that are drawn on their own are put onto their letters.

    Raises:
        pypdfium2.PdfiumError: the page is damaged.

    """
    width, height = page.get_size()
    text = page.get_textpage()
    read = _PrintedPage(text, number, page.get_rotation(), width, height)
    return Printed(list(read.lines()), left_out(page, text, read.text))


class _PrintedPage(Signs):
    """The lines of a page."""

    def __init__(self, page: PdfTextPage, number: int, rotation: int, width: float, height: float) -> None:
        super().__init__(page, rotation, width, height)
        self._number = number

    def lines(self) -> Iterator[list[Line]]:
        """Yield the printed lines, each as its pieces; pdfium may break one behind a raised sign or a cell."""
        line: list[Line] = []
        for pieces in self._broken_lines():
            if line and _goes_on(line[-1], pieces[0]):
                gap = pieces[0].left - line[-1].right
                if gap <= _NARROWEST_GAP * line[-1].size:
                    line[-1] = line[-1].joined(pieces[0], _between(line[-1], pieces[0]))
                    del pieces[0]
                else:
                    pieces[0] = replace(pieces[0], gap_before=gap)
                line += pieces
                continue
            if line:
                yield line
            line = pieces
        if line:
            yield line

    def _broken_lines(self) -> Iterator[list[Line]]:
        for match in _PRINTED.finditer(self.text):
            text = match[0]
            start = match.start() + len(text) - len(text.lstrip())
            end = match.start() + len(text.rstrip())
            if start < end:
                yield from filter(None, self._split(start, end))

    def _split(self, start: int, end: int) -> Iterator[list[Line]]:
        """Yield the lines from one break of pdfium's to the next: where a hyphen was, pdfium breaks none."""
        gaps: list[tuple[int, int, float]] = []
        size = self.size(start)
        for space in _SPACES.finditer(self.text, start, end):
            first, behind = space.span()
            if behind >= end:
                continue
            x, y = self.origin(behind)
            before, base = self.origin(first)
            if x < before and abs(y - base) > _OTHER_BASE * size:
                is_hyphen = space[0] == HYPHEN
                yield self._pieces(start, first + is_hyphen, gaps)
                start, gaps, size = behind, [], self.size(behind)
            elif space[0] != HYPHEN and not self._beside_accent(first, behind):
                gaps.append((first, behind, x - before))
        yield self._pieces(start, end, gaps)

    def _pieces(self, start: int, end: int, gaps: list[tuple[int, int, float]]) -> list[Line]:
        size = max(self.size(start), self.size(end - 1), 1.0)
        usual = statistics.median_low(gap for _, _, gap in gaps) if len(gaps) > 3 else 0.0
        wide = [gap for gap in gaps if gap[2] > max(_NARROWEST_GAP * size, _GAP_TO_SPACES * usual)]
        if wide and (
            NUMBERED.match(self.text, start, wide[0][1])
            or BULLET.match(self.text, start, wide[0][1])
            or _SECTION.match(self.text, start, wide[0][1])
            or (len(wide) == 1 and DASH.match(self.text, start, wide[0][1]))
        ):
            wide = wide[1:] if wide[0][0] - start <= _LONGEST_NUMBER else wide
        pieces: list[Line] = []
        begin, before = start, 0.0
        for first, behind, width in [*wide, (end, end, 0.0)]:
            line = self._line(begin, first, before)
            if line is not None:
                pieces.append(line)
            begin, before = behind, width
        return pieces

    def _line(self, start: int, end: int, gap: float) -> Line | None:
        text = self._spelled(start, end)
        if not text:
            return None
        (x, base), (_, last_base) = self.origin(start), self.origin(end - 1)
        near, far = self.sides(start), self.sides(end - 1)
        size, last_size = self.size(start), self.size(end - 1)
        sizes = sorted((size, last_size))
        upright = abs(last_base - base) <= 2 * max(sizes[1], 1.0)
        if size < _SMALLER * last_size:  # it begins with a raised mark
            base = last_base
        if far[1] < near[0]:  # written from right to left
            left, right = -near[1], -far[0]
        else:
            left, right = min(x, near[0]), max(far[1], near[1])
        space = _SPACES.search(self.text, start, end)
        word = abs(self.origin(space.start())[0] - x) if space else right - left
        return Line(
            text,
            self._number,
            left,
            right,
            base,
            (sizes[0], sizes[1]),
            word,
            upright=upright,
            gap_before=gap,
        )

    def _spelled(self, start: int, end: int) -> str:
        """Return the text between two indices without footnote marks, its accents upon their letters."""
        text = self.text[start:end]
        signs = list(text)
        for accent in _ACCENT.finditer(text):
            self._compose(signs, accent.start(), start)
        raised = [mark.span() for mark in _MARK.finditer(text) if self._is_raised(start, *mark.span(), end)]
        if not raised and not _RAISED_SIGN.search(text):
            return " ".join("".join(signs).split())
        parts: list[str | Raised] = []
        behind = 0
        for first, last in [*raised, (len(signs), len(signs))]:
            between = "".join(signs[behind:first])
            # pdfium may think a space between a mark and what closes the phrase.
            parts.append(between.lstrip() if behind and _SPACED_END.match(between) else between)
            parts.append(Raised(text[first:last]))
            behind = last
        return " ".join(without_note_marks(parts[:-1]).split())

    def _is_raised(self, start: int, first: int, last: int, end: int) -> bool:
        """Tell whether the signs between two places of a line stand higher, and are smaller, than the sign before or behind."""
        index = start + first
        neighbour = index - 1 if first else start + last
        if neighbour >= end:
            return False
        if first and self.text[neighbour].isspace():
            neighbour -= 1
        size = self.size(neighbour)
        raised = self.origin(index)[1] - self.origin(neighbour)[1]
        return raised > _RAISED * size and self.size(index) < _SMALLER * size

    def _beside_accent(self, space: int, behind: int) -> bool:
        return self.text[behind] in _ACCENTS or self.text[space - 1] in _ACCENTS

    def _compose(self, signs: list[str], place: int, start: int) -> None:
        """Put the accent at a place onto the letter that it is drawn over: mostly the one behind it or the one before it."""
        left, right = self.sides(start + place)
        middle = (left + right) / 2
        near_by = range(max(0, place - _FARTHEST_LETTER), min(len(signs), place + _FARTHEST_LETTER))
        for letter in sorted(near_by, key=lambda index: abs(index - place - 0.1)):
            base = _DOTLESS.get(signs[letter], signs[letter])
            if not base.isalpha():
                continue
            composed = unicodedata.normalize("NFC", base + _ACCENTS[signs[place]])
            near, far = self.sides(start + letter)
            if len(composed) == 1 and near <= middle <= far:
                signs[letter] = composed
                signs[place] = ""
                self._close(signs, place, start)
                return

    def _close(self, signs: list[str], place: int, start: int) -> None:
        """Take away the spaces that pdfium put around an accent, where the signs before and behind stand side by side."""
        before, behind = place - 1, place + 1
        if before >= 0 and signs[before] == " ":
            before -= 1
        if behind < len(signs) and signs[behind] == " ":
            behind += 1
        if before < 0 or behind >= len(signs) or behind - before == 2:
            return
        left = self.sides(start + before)[1]
        right = self.sides(start + behind)[0]
        if right - left < _SPACE * self.size(start + behind):
            signs[before + 1 : behind] = [""] * (behind - before - 1)


def _between(before: Line, behind: Line) -> str:
    """Return what stands between two parts of one printed line."""
    is_apart = behind.left - before.right > _SPACE * before.size
    return " " if is_apart and not _SPACED_END.match(f" {behind.text}") else ""


def _goes_on(before: Line, behind: Line) -> bool:
    """Tell whether a line stands behind another on the same base line."""
    return (
        before.upright
        and behind.upright
        and abs(before.base - behind.base) < _SAME_BASE * before.size
        and behind.left >= before.right - _SAME_BASE * before.size
    )
