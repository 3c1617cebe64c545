"""Lines joined to paragraphs: by where they stand, how wide they are, and how they begin and end."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.readers.pdf.layout import Block
from extractors.readers.pdf.lines import BULLET, DASH, NUMBERED, SPARE, Line
from extractors.readers.pdf.margins import GAP, INDENT, Margins, below, other_size

_GAP_IN_SENTENCE = 1.7  # leadings
_NOTE_SIZE = 0.88  # of the letters of the text, at most
_SHORT_BEFORE_SMALL = 0.35  # of the column left free, before a lower-case letter
_RAGGED = 0.2  # of the column left free, in the middle of a sentence of prose
_LONGER_THAN_HEADINGS = 100  # columns
_LOWEST_END = 250.0  # points from the lower edge: a page that ends higher has room for more
# So many paragraphs of notes may stand between the two parts of one that goes on over the page.
_NOTES_PASSED = 12


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: list[Line] = field(default_factory=list)

    @property
    def page(self) -> int:
        """The page that it ends on."""
        return self.lines[-1].page


def paragraphs(items: Iterable[Line | Block]) -> list[Paragraph | Block]:
    """Return the paragraphs and blocks of a document, from its lines and blocks in the order of reading.

    A paragraph ends where the next line stands further down than usual, has letters of another size, begins a list item,
    is set in, or where its first word would still have found room in the line before. It goes on over the end of a column
    or page if its last line is full and ends no sentence, also past the notes at the foot of the page.
    """
    items = list(items)
    lines = [item for item in items if isinstance(item, Line)]
    joining = _Joining(lines)
    done: list[Paragraph | Block] = []
    current: Paragraph | None = None
    for item in items:
        if isinstance(item, Block):
            done.append(item)
            current = None
            continue
        current = joining.continued(current, done, item)
        if current is None:
            current = Paragraph()
            done.append(current)
        current.lines.append(item)
    return done


class _Joining:
    """What the whole document tells of its lines, and by it, which belong together."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._margins = Margins(lines)
        self._first: dict[int, Line] = {}
        for line in lines:
            self._first.setdefault(line.page, line)
        self._following = {id(line): following for line, following in itertools.pairwise(lines)}
        self._item = ("", 0)

    def continued(
        self, current: Paragraph | None, done: Sequence[Paragraph | Block], line: Line
    ) -> Paragraph | None:
        """Return the paragraph that a line goes on with, None where it begins one.

        ``current`` is the one that the line before was put to, None behind a block.
        """
        if current is not None and below(current.lines[-1], line):
            if not self._begins(current, line):
                return current
            found = self._before_frame(done, line) if self._heads_page(current) else None
        else:
            found = self._before_frame(done, line)
        if found is not None:
            return found
        self._item = _item(line.text) or self._item
        return None

    def _before_frame(self, done: Sequence[Paragraph | Block], line: Line) -> Paragraph | None:
        """Return the paragraph that a line at the top of a column or page goes on with."""
        for passed, candidate in enumerate(reversed(done)):
            if isinstance(candidate, Block) or passed > _NOTES_PASSED or line.page - candidate.page > 1:
                return None
            if self._heads_page(candidate):
                continue
            above = candidate.lines[-1]
            if above.size >= _NOTE_SIZE * line.size:
                return candidate if self._goes_on(candidate, line) else None
        return None

    def _heads_page(self, paragraph: Paragraph) -> bool:
        """Tell whether a paragraph is a head that does not return: the first line of a page, far above the second."""
        line = paragraph.lines[0]
        following = self._following.get(id(line))
        return (
            len(paragraph.lines) == 1
            and line is self._first[line.page]
            and following is not None
            and below(line, following)
            and line.base - following.base > _GAP_IN_SENTENCE * self._margins.leading(following)
            and line.size <= following.size
            and not line.ends_sentence
        )

    def _goes_on(self, paragraph: Paragraph, line: Line) -> bool:
        above = paragraph.lines[-1]
        if above.page == line.page and above.base >= line.base - line.size and not above.ends_in_hyphen:
            return False
        if (
            self._heads_page(Paragraph([line]))
            or above.of_contents
            or not (above.upright and line.upright)
            or other_size(above, line)
        ):
            return False
        if above.ends_in_hyphen:
            return True
        if BULLET.match(line.text) or NUMBERED.match(line.text) or above.ends_sentence:
            return False
        if self._ends_page_early(above, line):
            return False
        if self._spare(above, line) > 0 and not self._unfinished(paragraph):
            return False
        return line.begins_small or line.left - self._frame(line) < INDENT * line.size

    def _ends_page_early(self, above: Line, line: Line) -> bool:
        """Tell whether a page goes no further down though it has room, below a line that is none of prose."""
        return (
            above.page != line.page
            and above.base > _LOWEST_END
            and not line.begins_small
            and not self._margins.stack(above).prose
        )

    def _unfinished(self, paragraph: Paragraph) -> bool:
        """Tell whether a paragraph is too long for a heading, is no list item, and ends in a word."""
        first, last = paragraph.lines[0], paragraph.lines[-1]
        is_item = BULLET.match(first.text) or DASH.match(first.text) or NUMBERED.match(first.text)
        long = sum(line.columns for line in paragraph.lines) >= _LONGER_THAN_HEADINGS
        return long and not is_item and last.text[-1].isalpha() and self._margins.stack(last).prose

    def _frame(self, line: Line) -> float:
        """Return the left side of the lines below one, that line left out where there are others."""
        following = self._following.get(id(line))
        return following.left if following is not None and below(line, following) else line.left

    def _begins(self, paragraph: Paragraph, line: Line) -> bool:
        above = paragraph.lines[-1]
        if above.of_contents or above.alone or line.alone or other_size(above, line):
            return True
        leading = self._margins.leading(line)
        step = above.base - line.base
        open_end = line.begins_small and not above.ends_sentence
        if step > leading * (_GAP_IN_SENTENCE if open_end or above.ends_in_hyphen else GAP):
            return True
        if above.ends_in_hyphen:
            return False
        spare = self._spare(above, line)
        if self._begins_item(paragraph, line, spare):
            return True
        if line.begins_small:
            if self._margins.stack(above).entries and self._margins.is_listed(above):
                return True
            room = _SHORT_BEFORE_SMALL * max(self._margins.right(above) - self._frame(above), 1.0)
            return above.ends_sentence and spare > room
        stack = self._margins.stack(above)
        if stack.prose and not above.ends_sentence and spare < _RAGGED * (stack.right - stack.left):
            spare = 0.0
        return spare > 0 or self._indented(paragraph, line)

    def _begins_item(self, paragraph: Paragraph, line: Line, spare: float) -> bool:
        above = paragraph.lines[-1]
        if BULLET.match(line.text):
            return True
        ended = above.ends_sentence or spare > 0
        if DASH.match(line.text):
            return ended or bool(DASH.match(paragraph.lines[0].text))
        found = _item(line.text)
        if found is None:
            return False
        style, number = found
        return ended or (style == self._item[0] and number == self._item[1] + 1)

    def _indented(self, paragraph: Paragraph, line: Line) -> bool:
        """Tell whether a full line is followed by the first of a paragraph, set in or, where the others are, set out."""
        above = paragraph.lines[-1]
        shift = line.left - above.left
        if abs(shift) < INDENT * line.size:
            return False
        if shift < 0:
            return (
                len(paragraph.lines) > 1 and abs(paragraph.lines[-2].left - above.left) < INDENT * line.size
            )
        following = self._following.get(id(line))
        back = (
            following is not None
            and below(line, following)
            and following.left < line.left - INDENT * line.size
        )
        return back and len(paragraph.lines) + above.ends_sentence > 1

    def _spare(self, above: Line, line: Line) -> float:
        """Return how much room the line above had left beside the next one's first word; 0 or less where it was full."""
        room = self._margins.right(above) - above.right - line.room_for_first_word - SPARE * line.size
        listed = self._margins.is_listed(above)
        if listed and (not line.begins_small or self._margins.stack(above).entries):
            return max(room, 0.1)
        return 0.0 if self._margins.is_full(above) else room


def _item(text: str) -> tuple[str, int] | None:
    """Return the style of a list item's number and its count, None where the text begins with none."""
    match = NUMBERED.match(text)
    if match is None:
        return None
    number = int(match[1]) if match[1].isdigit() else ord(match[1]) - ord("a") + 1
    return re.sub(r"\w+", "1" if match[1].isdigit() else "a", match[0]), number
