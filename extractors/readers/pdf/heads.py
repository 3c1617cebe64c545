"""Running heads and feet: what returns at the same place of the pages, and the numbers of the pages."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from extractors.readers.pdf.lines import HYPHEN, Line
from extractors.readers.pdf.page_numbers import PageNumber, page_numbers

_ROWS = 2  # so many rows at either end of a page may be heads or feet
_SAME_PLACE = 2.0  # points
_MOST = 0.5
_EVERY_OTHER = 0.4  # left and right pages may have heads of their own
_FEWEST_PAGES = 3
_NEAR = 1.7  # font sizes, from a line to the next one of its sentence
_PROSE = 50  # columns: a line so long may well go on in a capital
_WIDE = 0.85  # of the widest line of its page is what such a line has
# A head stands so high, in heights of the first line of its page, and a foot so low, in heights of the highest line.
_HEAD = 0.85
_FOOT = 0.2
_LETTER = re.compile(r"[^\W\d_]")

Row = list[Line]
"""The pieces of one printed line."""

_Pages = Iterable["_Outer"]


@dataclass(frozen=True, slots=True)
class _Outer:
    """A row that stands outermost on its page: which page, at which end, how far in, and its place in the page's rows.

    ``numbers`` are the ways in which it may hold the number of its page.
    """

    page: int
    top: bool
    base: float
    index: int
    text: str
    numbers: tuple[PageNumber, ...] = field(compare=False)

    @property
    def key(self) -> tuple[int, int]:
        """Which row of the document it is."""
        return self.page, self.index


def without_heads(pages: Sequence[list[Row]]) -> tuple[list[list[Row]], list[str]]:
    """Return the rows of the pages without the heads and feet that return on most of them, and the texts of these.

    Where that would leave most pages empty, it is their text, and stays. A number alone, that of the page, is not among these texts.

    A head is one of the two outermost rows of a page, not far from its edge, and stands at the same height on at least half of the pages (at 40 %,
    where left and right pages differ): in the same words, beside which, at the beginning or the end, the number of the page
    may stand. Where such heads hold a place, other words that return there are heads as well, such as the title of a chapter.
    What differs from page to page stays, and so does a line that belongs to a sentence of the page.
    """
    highest = max((row[0].base for page in pages for row in page), default=0.0)
    outer = [row for number, page in enumerate(pages) for row in _outermost(number, page, _FOOT * highest)]
    filled = sum(1 for page in pages if page)
    heads: dict[tuple[int, int], tuple[_Outer, str]] = {}
    counts = _counts(outer, filled)
    for place in _by_place(outer):
        heads |= _returning(place, filled, counts)
    heads |= {
        row.key: (row, number.pattern)
        for row in outer
        for number in row.numbers
        if not number.beside and number.ahead in counts
    }
    taken: dict[int, set[int]] = defaultdict(set)
    for at, index in heads:
        taken[at].add(index)
    for number, page in enumerate(pages):
        for sentence in _sentences(page):
            if not sentence <= taken[number]:
                taken[number] -= sentence
    if (
        sum(1 for number, page in enumerate(pages) if page and len(taken[number]) == len(page))
        > _MOST * filled
    ):
        return [list(page) for page in pages], []
    kept = [
        [row for index, row in enumerate(page) if index not in taken[number]]
        for number, page in enumerate(pages)
    ]
    texts: dict[str, set[str]] = defaultdict(set)
    for row, pattern in sorted(heads.values(), key=lambda head: (head[0].page, -head[0].base)):
        if row.index in taken[row.page]:
            texts[pattern].add(row.text)
    named = {pattern: forms for pattern, forms in texts.items() if _LETTER.search(pattern)}
    return kept, [pattern if len(forms) > 1 else min(forms) for pattern, forms in named.items()]


def _heights(page: Sequence[Row]) -> list[list[int]]:
    """Return the upright rows from the top down; rows on one base line are one."""
    upright = [(row[0].base, index) for index, row in enumerate(page) if row[0].upright]
    heights: list[list[int]] = []
    first = 0.0
    for base, index in sorted(upright, reverse=True):
        if heights and first - base <= _SAME_PLACE:
            heights[-1].append(index)
        else:
            heights.append([index])
            first = base
    return heights


def _outermost(number: int, page: Sequence[Row], foot: float) -> Iterator[_Outer]:
    """Yield the first and the last rows by height, the last only where a page has its foot."""
    heights = _heights(page)
    ends = [(True, height) for height in heights[:_ROWS]]
    ends += [(False, height) for height in heights[1:][-_ROWS:]]
    highest = page[heights[0][0]][0].base if heights else 0.0
    for top, height in ends:
        base = page[height[0]][0].base
        if base < _HEAD * highest if top else base > foot:
            continue
        for index in height:
            text = " ".join(piece.text for piece in page[index]).replace(HYPHEN, "-")
            yield _Outer(number, top, page[index][0].base, index, text, tuple(page_numbers(text, number)))


def _sentences(page: Sequence[Row]) -> Iterator[set[int]]:
    """Yield the rows at either end of a page that belong to one sentence, each as its index."""
    heights = _heights(page)
    widest = max((row[-1].right - row[0].left for row in page), default=0.0)
    sentence: set[int] = set()
    for above, below in itertools.pairwise(heights):
        if len(above) == len(below) == 1 and _goes_on(page[above[0]], page[below[0]], widest):
            sentence |= {above[0], below[0]}
        elif sentence:
            yield sentence
            sentence = set()
    if sentence:
        yield sentence


def _goes_on(above: Row, below: Row, widest: float) -> bool:
    line, following = above[-1], below[0]
    return (
        line.base - following.base <= _NEAR * max(line.size, following.size)
        and len(above) == 1
        and not line.ends_sentence
        and _LETTER.search(line.text) is not None
        and (following.begins_small or (line.columns >= _PROSE and line.right - line.left >= _WIDE * widest))
    )


def _by_place(rows: Sequence[_Outer]) -> Iterator[list[_Outer]]:
    """Yield the rows that stand at the same height, and the same end of their pages."""
    for top in (True, False):
        place: list[_Outer] = []
        for row in sorted((row for row in rows if row.top is top), key=lambda row: row.base):
            if place and row.base - place[-1].base > _SAME_PLACE:
                yield place
                place = []
            place.append(row)
        if place:
            yield place


def _counts(outer: Sequence[_Outer], pages: int) -> set[tuple[bool, int]]:
    """Return how numbers run ahead of their pages where they count these: at one place, on three pages or more.

    On two pages, only a number that is that of the page of the file counts it.
    """
    found: set[tuple[bool, int]] = set()
    for place in _by_place(outer):
        groups: dict[tuple[tuple[bool, int], str], set[int]] = defaultdict(set)
        for row in place:
            for number in row.numbers:
                groups[number.ahead, number.beside].add(row.page)
        counting: dict[tuple[bool, int], set[int]] = defaultdict(set)
        for (ahead, beside), on in groups.items():
            if len(on) > 1 or not beside:
                counting[ahead] |= on
            if not beside and ahead == (False, 1) and len(on) == pages > 1:
                found.add(ahead)
        found |= {ahead for ahead, on in counting.items() if len(on) >= _FEWEST_PAGES}
    return found


def _returning(
    place: Sequence[_Outer], pages: int, counts: set[tuple[bool, int]]
) -> dict[tuple[int, int], tuple[_Outer, str]]:
    """Return the rows of a place that are heads, with the texts that name them."""
    same: dict[str, list[_Outer]] = defaultdict(list)
    numbered: dict[str, list[tuple[_Outer, str]]] = defaultdict(list)
    for row in place:
        same[row.text].append(row)
        for number in row.numbers:
            if number.ahead in counts:
                numbered[number.beside].append((row, number.pattern))
    returning = {text: rows for text, rows in same.items() if _on_pages(rows) > 1}
    returning_numbered = {
        beside: rows
        for beside, rows in numbered.items()
        if not beside or _on_pages(row for row, _ in rows) > 1
    }
    with_number = _on_pages(row for rows in returning_numbered.values() for row, _ in rows)
    counted = with_number >= max(_FEWEST_PAGES, _EVERY_OTHER * pages)
    held = counted or any(_returns(_on_pages(rows), pages) for rows in returning.values())
    found: dict[tuple[int, int], tuple[_Outer, str]] = {}
    if held:
        found |= {row.key: (row, row.text) for rows in returning.values() for row in rows}
    if counted or (held and with_number >= _FEWEST_PAGES):
        found |= {row.key: (row, name) for rows in returning_numbered.values() for row, name in rows}
    return found


def _on_pages(rows: _Pages) -> int:
    return len({row.page for row in rows})


def _returns(count: int, pages: int) -> bool:
    if pages < _FEWEST_PAGES:
        return count == pages > 1
    return count >= max(_FEWEST_PAGES - (pages == _FEWEST_PAGES), _EVERY_OTHER * pages)
