"""Lines joined to paragraphs: by where they stand, how wide they are, and how they begin and end."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from extractors.readers.pdf.layout import Block
from extractors.readers.pdf.lines import BULLET, DASH, NUMBERED, UNSPACED, Line

_LEADING = 1.2  # from base line to base line, in font sizes, where the file does not tell
_FARTHEST_LEADING = 3.0
_FEWEST_STEPS = 3
_GAP = 1.28  # a step of more than so many leadings begins a paragraph
_GAP_IN_SENTENCE = 1.7
_OTHER_SIZE = 0.88
_INDENT = 0.7  # in font sizes
_AT_EDGE = 0.3  # a line ends at the margin if it ends so near, in font sizes
_SPARE = 0.5  # more room than a word needs, in font sizes, before the line can be called short
_SHORT_BEFORE_SMALL = 0.35  # of the column left free, before a lower-case letter
_RAGGED_END = 3.0  # so many font sizes apart, the longest lines of a page may end
_RAGGED = 0.2  # of the column left free, in the middle of a sentence of prose
_SMALL_IN_PROSE = 0.3
_ROSTER = 0.8  # of the longest line is more than many lines of a list of names have
_NARROWEST_WRAP = 40  # nobody wraps prose below so many signs unless a column is that narrow
_FEWEST_AT_EDGE = 5
_LONGER_THAN_HEADINGS = 100  # columns
_NOTES_PASSED = (
    12  # so many paragraphs of notes may stand between the two parts of one that goes on over the page
)


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


@dataclass(slots=True)
class _Stack:
    """Lines that follow one another down the page at the usual distance: their margin, and whether they are prose."""

    lines: list[Line]
    right: float = 0.0
    prose: bool = False
    narrow: bool = False
    roster: bool = False


class _Joining:
    """What the whole document tells of its lines, and by it, which belong together."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._leadings = _leadings(lines)
        self._edges = _edges(lines)
        self._outermost: dict[int, list[Line]] = {}
        for line in lines:
            self._outermost.setdefault(line.page, []).append(line)
        self._stacks: dict[int, _Stack] = {}
        self._neighbours: dict[int, Line] = {}
        for stack in self._stacked(lines):
            for line in stack.lines:
                self._stacks[id(line)] = stack
        for line, following in itertools.pairwise(lines):
            self._neighbours[id(line)] = following
        self._item = ("", 0)

    def continued(
        self, current: Paragraph | None, done: Sequence[Paragraph | Block], line: Line
    ) -> Paragraph | None:
        """Return the paragraph that a line goes on with, None where it begins one.

        ``current`` is the one that the line before was put to, None behind a block.
        """
        if current is not None and self._below(current.lines[-1], line):
            if not self._begins(current, line):
                return current
            found = self._before_frame(done, line) if self._heads_page(current) else None
        else:
            found = self._before_frame(done, line)
        if found is not None:
            return found
        self._item = _item(line.text) or self._item
        return None

    def _below(self, above: Line, line: Line) -> bool:
        return (
            above.page == line.page
            and above.upright
            and line.upright
            and above.base > line.base
            and above.overlaps(line)
        )

    def _before_frame(self, done: Sequence[Paragraph | Block], line: Line) -> Paragraph | None:
        """Return the paragraph that a line at the top of a column or page goes on with."""
        for passed, candidate in enumerate(reversed(done)):
            if isinstance(candidate, Block) or passed > _NOTES_PASSED or line.page - candidate.page > 1:
                return None
            if self._heads_page(candidate):
                continue
            above = candidate.lines[-1]
            if above.size >= _OTHER_SIZE * line.size:
                return candidate if self._goes_on(candidate, line) else None
        return None

    def _heads_page(self, paragraph: Paragraph) -> bool:
        """Tell whether a paragraph is a head that does not return: the first line of a page, far above the second."""
        line = paragraph.lines[0]
        below = self._neighbours.get(id(line))
        return (
            len(paragraph.lines) == 1
            and line is self._outermost[line.page][0]
            and below is not None
            and self._below(line, below)
            and line.base - below.base > _GAP_IN_SENTENCE * self._leading(below)
            and line.size <= below.size
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
            or _other_size(above, line)
        ):
            return False
        if above.ends_in_hyphen:
            return True
        if BULLET.match(line.text) or NUMBERED.match(line.text) or above.ends_sentence:
            return False
        if self._spare(above, line) > 0 and not self._unfinished(paragraph):
            return False
        return line.begins_small or line.left - self._frame(line) < _INDENT * line.size

    def _unfinished(self, paragraph: Paragraph) -> bool:
        """Tell whether a paragraph is too long for a heading, is no list item, and ends in a word."""
        first, last = paragraph.lines[0], paragraph.lines[-1]
        is_item = BULLET.match(first.text) or DASH.match(first.text) or NUMBERED.match(first.text)
        long = sum(line.columns for line in paragraph.lines) >= _LONGER_THAN_HEADINGS
        return long and not is_item and last.text[-1].isalpha() and self._stacks[id(last)].prose

    def _frame(self, line: Line) -> float:
        """Return the left side of the lines below one, that line left out where there are others."""
        below = self._neighbours.get(id(line))
        return below.left if below is not None and self._below(line, below) else line.left

    def _begins(self, paragraph: Paragraph, line: Line) -> bool:
        above = paragraph.lines[-1]
        if above.of_contents or above.alone or line.alone or _other_size(above, line):
            return True
        leading = self._leading(line)
        step = above.base - line.base
        open_end = line.begins_small and not above.ends_sentence
        if step > leading * (_GAP_IN_SENTENCE if open_end or above.ends_in_hyphen else _GAP):
            return True
        if above.ends_in_hyphen:
            return False
        spare = self._spare(above, line)
        if self._begins_item(paragraph, line, spare):
            return True
        if line.begins_small:
            room = _SHORT_BEFORE_SMALL * max(self._margin(above) - self._frame(above), 1.0)
            return above.ends_sentence and spare > room
        stack = self._stacks[id(above)]
        width = stack.right - min(other.left for other in stack.lines)
        if stack.prose and not above.ends_sentence and spare < _RAGGED * width:
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
        if abs(shift) < _INDENT * line.size:
            return False
        if shift < 0:
            return (
                len(paragraph.lines) > 1 and abs(paragraph.lines[-2].left - above.left) < _INDENT * line.size
            )
        below = self._neighbours.get(id(line))
        back = below is not None and self._below(line, below) and below.left < line.left - _INDENT * line.size
        return back and len(paragraph.lines) + above.ends_sentence > 1

    def _spare(self, above: Line, line: Line) -> float:
        """Return how much room the line above had left beside the next one's first word; 0 or less where it was full."""
        stack = self._stacks[id(above)]
        needed = line.room_for_first_word + _SPARE * line.size
        margin = self._margin(above)
        listed = stack.narrow or (stack.roster and not self._reached(above, stack))
        lonely = listed and not stack.prose and not line.begins_small and not self._at_edge(above)
        if lonely:
            return max(margin - above.right - needed, 0.1)
        if margin - above.right <= _AT_EDGE * above.size:
            return 0.0
        return margin - above.right - needed

    def _margin(self, line: Line) -> float:
        """Return how far the lines go where this line stands."""
        stack = self._stacks[id(line)]
        if stack.prose:
            return stack.right
        edges = (edge for edge in self._edges if edge >= line.right - _AT_EDGE * line.size)
        edge = next(edges, None)
        if edge is not None:
            return edge
        return max(other.right for other in self._outermost[line.page] if other.overlaps(line))

    def _reached(self, line: Line, stack: _Stack) -> bool:
        """Tell whether a line of another stack of the page goes about as far to the right."""
        return any(
            other.right >= line.right - _RAGGED_END * line.size and self._stacks[id(other)] is not stack
            for other in self._outermost[line.page]
        )

    def _at_edge(self, line: Line) -> bool:
        return any(abs(edge - line.right) <= _AT_EDGE * line.size for edge in self._edges)

    def _leading(self, line: Line) -> float:
        return self._leadings.get(round(line.size), _LEADING * line.size)

    def _stacked(self, lines: Sequence[Line]) -> Iterator[_Stack]:
        stack: list[Line] = []
        for line in lines:
            if stack and not (
                self._below(stack[-1], line)
                and not _other_size(stack[-1], line)
                and stack[-1].base - line.base <= _GAP * self._leading(line)
            ):
                yield _judged(stack)
                stack = []
            stack.append(line)
        if stack:
            yield _judged(stack)


def _judged(lines: list[Line]) -> _Stack:
    right = max(line.right for line in lines)
    widest = max(line.columns for line in lines)
    found = _Stack(lines, right, narrow=widest < _NARROWEST_WRAP)
    inner = lines[:-1]
    if len(lines) > 2:
        unspaced = sum(1 for line in lines if UNSPACED.search(line.text)) > len(lines) / 2
        near = 2.5 if unspaced else _AT_EDGE / 2
        full = sum(1 for line in inner if right - line.right <= near * line.size) / len(inner)
        small = sum(1 for line in lines[1:] if line.begins_small) / len(inner)
        short = sum(1 for line in lines if line.right - line.left < _ROSTER * (right - line.left)) / len(
            lines
        )
        aligned = (
            max(line.left for line in lines) - min(line.left for line in lines) < _INDENT * lines[0].size
        )
        itemized = any(BULLET.match(line.text) or NUMBERED.match(line.text) for line in lines)
        found.roster = not small and short >= 0.5 and aligned and not itemized
        found.prose = small >= _SMALL_IN_PROSE or (full > 0.6 and widest >= 25)
    return found


def _leadings(lines: Sequence[Line]) -> dict[int, float]:
    """Return the most usual step from base line to base line for each font size."""
    steps: dict[int, Counter[float]] = {}
    for above, line in itertools.pairwise(lines):
        step = above.base - line.base
        if (
            above.page == line.page
            and above.overlaps(line)
            and not _other_size(above, line)
            and 0.8 * line.size <= step <= _FARTHEST_LEADING * line.size
        ):
            steps.setdefault(round(line.size), Counter())[round(step * 2) / 2] += 1
    found: dict[int, float] = {}
    for size, counted in steps.items():
        step, count = counted.most_common(1)[0]
        found[size] = step if count >= _FEWEST_STEPS else min(step, _LEADING * size * _GAP)
    return found


def _edges(lines: Sequence[Line]) -> list[float]:
    """Return the right margins of the document: where so many lines end in the middle of a sentence."""
    counted: Counter[int] = Counter()
    for line, below in itertools.pairwise(lines):
        if below.begins_small or (UNSPACED.match(line.text[-1]) and UNSPACED.match(below.text)):
            counted[round(line.right)] += 1
    fewest = max(_FEWEST_AT_EDGE, sum(counted.values()) / 50)
    return sorted(
        float(place)
        for place, count in counted.items()
        if count + max(counted[place - 1], counted[place + 1]) >= fewest and count >= counted[place + 1]
    )


def _other_size(above: Line, line: Line) -> bool:
    return above.sizes[1] < _OTHER_SIZE * line.sizes[0] or line.sizes[1] < _OTHER_SIZE * above.sizes[0]


def _item(text: str) -> tuple[str, int] | None:
    """Return the style of a list item's number and its count, None where the text begins with none."""
    match = NUMBERED.match(text)
    if match is None:
        return None
    number = int(match[1]) if match[1].isdigit() else ord(match[1]) - ord("a") + 1
    return re.sub(r"\w+", "1" if match[1].isdigit() else "a", match[0]), number
