"""What all lines of a document tell of each: how far lines go where it stands, how far apart they are, whether it is prose."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.readers.pdf.lines import BULLET, HYPHENS, NUMBERED, UNSPACED, Line

INDENT = 0.7
"""A line that begins so many font sizes further in or out than another is set in or out."""

GAP = 1.28
"""A step of more than so many leadings is a gap."""

_LEADING = 1.2  # from base line to base line, in font sizes, where the file does not tell
_NEAREST_LEADING, _FARTHEST_LEADING = 0.8, 3.0
_FEWEST_STEPS = 3
_OTHER_SIZE = 0.88
_AT_EDGE = 0.3  # a line ends at the margin if it ends so near, in font sizes
_AT_EDGE_UNSPACED = 2.5  # and in a script without spaces, whose marks take their neighbours along
_RAGGED_END = 3.0  # so many font sizes apart, the longest lines of a page may end
_SMALL_IN_PROSE = 0.3
_FULL_IN_PROSE = 0.6
_NARROWEST_PROSE = 25  # columns, of lines that end at one edge
_FEWEST_LINES = 3  # two lines tell nothing
_ROSTER = 0.8  # of the longest line is more than many lines of a list of names have
_NARROWEST_WRAP = 40  # nobody wraps prose below so many signs unless a column is that narrow
_FEWEST_AT_EDGE = 5
_EDGES = 50  # a margin is where at least one of so many lines ends
_STRIP = 12.0  # points, of the page's width
_MOST_STRIPS = 2000  # a page may say that it is as wide as it likes


@dataclass(slots=True)
class Stack:
    """Lines that follow one another down the page at the usual distance.

    ``prose`` says that their line ends are those of prose, ``listed`` that each line may well stand for itself: they are
    ``narrow``, or a roster of which most lines are short. ``entries`` says that this holds for lines in lower case as well.
    """

    lines: list[Line]
    left: float
    right: float
    prose: bool = False
    narrow: bool = False
    roster: bool = False
    entries: bool = False


def below(above: Line, line: Line) -> bool:
    """Tell whether a line stands below another in the same column."""
    return (
        above.page == line.page
        and above.upright
        and line.upright
        and above.base > line.base
        and above.overlaps(line)
    )


def other_size(above: Line, line: Line) -> bool:
    """Tell whether the letters of two lines are of clearly different sizes."""
    return above.sizes[1] < _OTHER_SIZE * line.sizes[0] or line.sizes[1] < _OTHER_SIZE * above.sizes[0]


class Margins:
    """The margins and distances of a document's lines, which are given in the order of reading."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._leadings = _leadings(lines)
        self._edges = _edges(lines)
        self._stacks: dict[int, Stack] = {}
        self._strips: dict[tuple[int, int], float] = {}
        self._longest: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for stack in self._stacked(lines):
            for line in stack.lines:
                self._stacks[id(line)] = stack
                for strip in _strips(line):
                    self._strips[line.page, strip] = max(
                        line.right, self._strips.get((line.page, strip), line.right)
                    )
            page = self._longest[stack.lines[0].page]
            page.append((stack.right, id(stack)))
            page.sort(reverse=True)
            del page[2:]

    def leading(self, line: Line) -> float:
        """Return the usual step from base line to base line for lines of this size."""
        return self._leadings.get(round(line.size), _LEADING * line.size)

    def stack(self, line: Line) -> Stack:
        """Return the lines that a line stands among."""
        return self._stacks[id(line)]

    def right(self, line: Line) -> float:
        """Return how far the lines go where this line stands."""
        stack = self._stacks[id(line)]
        if stack.prose:
            return stack.right
        edges = (edge for edge in self._edges if edge >= line.right - _AT_EDGE * line.size)
        edge = next(edges, None)
        if edge is not None:
            return edge
        return max(self._strips[line.page, strip] for strip in _strips(line))

    def is_full(self, line: Line) -> bool:
        """Tell whether a line goes to the margin."""
        return self.right(line) - line.right <= _AT_EDGE * line.size

    def is_listed(self, line: Line) -> bool:
        """Tell whether a line is one of a list of names, an address, or the like, whose every line stands for itself."""
        stack = self._stacks[id(line)]
        if (stack.prose and not stack.entries) or any(
            abs(edge - line.right) <= _AT_EDGE * line.size for edge in self._edges
        ):
            return False
        return stack.narrow or (stack.roster and not self._is_reached(line, stack))

    def _is_reached(self, line: Line, stack: Stack) -> bool:
        """Tell whether a line of another stack of the page goes about as far to the right."""
        return any(
            right >= line.right - _RAGGED_END * line.size and other != id(stack)
            for right, other in self._longest[line.page]
        )

    def _stacked(self, lines: Sequence[Line]) -> Iterator[Stack]:
        stack: list[Line] = []
        for line in lines:
            if stack and not (
                below(stack[-1], line)
                and not other_size(stack[-1], line)
                and stack[-1].base - line.base <= GAP * self.leading(line)
            ):
                yield _judged(stack)
                stack = []
            stack.append(line)
        if stack:
            yield _judged(stack)


def _strips(line: Line) -> range:
    first, last = int(line.left // _STRIP), int(line.right // _STRIP)
    return range(max(first, -_MOST_STRIPS), min(max(first, last), _MOST_STRIPS) + 1) or range(1)


def _judged(lines: list[Line]) -> Stack:
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    widest = max(line.columns for line in lines)
    found = Stack(lines, left, right, narrow=widest < _NARROWEST_WRAP)
    flush = sum(1 for line in lines if right - line.right <= _AT_EDGE * line.size)
    found.entries = found.narrow and 2 * flush < max(len(lines), 2 * _FEWEST_LINES) and _are_entries(lines)
    if len(lines) < _FEWEST_LINES:
        return found
    unspaced = sum(1 for line in lines if UNSPACED.search(line.text)) > len(lines) / 2
    near = _AT_EDGE_UNSPACED if unspaced else _AT_EDGE / 2
    full = sum(1 for line in lines[:-1] if right - line.right <= near * line.size)
    small = 0 if found.entries else sum(1 for line in lines[1:] if line.begins_small)
    found.prose = small >= _SMALL_IN_PROSE * (len(lines) - 1) or (
        full > _FULL_IN_PROSE * (len(lines) - 1) and widest >= _NARROWEST_PROSE
    )
    short = sum(1 for line in lines if line.right - line.left < _ROSTER * (right - line.left))
    aligned = max(line.left for line in lines) - left < INDENT * lines[0].size
    itemized = any(BULLET.match(line.text) or NUMBERED.match(line.text) for line in lines)
    found.roster = not small and 2 * short >= len(lines) and aligned and not itemized
    return found


def _are_entries(lines: Sequence[Line]) -> bool:
    """Tell whether the lines that begin in lower case are names ("van Dyk"), addresses or offices, and go on with no sentence.

    The line before one of these ends in a name or a number, not in the middle of a phrase.
    """
    small = [(above, line) for above, line in itertools.pairwise(lines) if line.begins_small]
    if not small or 2 * sum(1 for above, _ in small if _in_phrase(above.text)) >= len(small):
        return False
    return len(lines) >= _FEWEST_LINES or all(_is_name(line.text) for _, line in small)


def _in_phrase(text: str) -> bool:
    """Tell whether a line ends in a comma, a broken word, or a word in lower case that is no address of mail or the web."""
    word = text.split()[-1]
    return word[-1] in f",–—{HYPHENS}" or (word[0].islower() and not re.search(r"[@./]", word))


def _is_name(text: str) -> bool:
    words = text.split()
    return "@" in words[0] or 2 * sum(1 for word in words if word[0].isupper()) > len(words)


def _leadings(lines: Sequence[Line]) -> dict[int, float]:
    """Return the most usual step from base line to base line for each font size."""
    steps: dict[int, Counter[float]] = {}
    for above, line in itertools.pairwise(lines):
        step = above.base - line.base
        if (
            above.page == line.page
            and above.overlaps(line)
            and not other_size(above, line)
            and _NEAREST_LEADING * line.size <= step <= _FARTHEST_LEADING * line.size
        ):
            steps.setdefault(round(line.size), Counter())[round(step * 2) / 2] += 1
    found: dict[int, float] = {}
    for size, counted in steps.items():
        step, count = counted.most_common(1)[0]
        found[size] = step if count >= _FEWEST_STEPS else min(step, _LEADING * size * GAP)
    return found


def _edges(lines: Sequence[Line]) -> list[float]:
    """Return the right margins of the document: where so many lines end in the middle of a sentence."""
    counted: Counter[int] = Counter()
    for line, following in itertools.pairwise(lines):
        if following.begins_small or (UNSPACED.match(line.text[-1]) and UNSPACED.match(following.text)):
            counted[round(line.right)] += 1
    fewest = max(_FEWEST_AT_EDGE, sum(counted.values()) / _EDGES)
    return sorted(
        float(place)
        for place, count in counted.items()
        if count + max(counted[place - 1], counted[place + 1]) >= fewest and count >= counted[place + 1]
    )
