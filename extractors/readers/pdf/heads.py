"""Running heads and feet: what returns at the same place of the pages, and the numbers of the pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.readers.pdf.lines import Line

_ROWS = 2  # so many rows at either end of a page may be heads or feet
_SAME_PLACE = 2.0  # points
_MOST = 0.5
_EVERY_OTHER = 0.4  # left and right pages may have heads of their own
_FEWEST_PAGES = 3
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"(?<![^\W\d_])[ivxlc]+$|^[ivxlc]+(?![^\W\d_])")

Row = list[Line]
"""The pieces of one printed line."""


@dataclass(frozen=True, slots=True)
class _Outer:
    """A row that stands outermost on its page: which page, at which end, how far in, and its place in the page's rows."""

    page: int
    top: bool
    base: float
    index: int
    text: str

    @property
    def pattern(self) -> str:
        """Its text, with a sign in place of what counts the pages."""
        return _ROMAN.sub("#", _NUMBER.sub("#", self.text))


def without_heads(pages: Sequence[list[Row]]) -> tuple[list[list[Row]], list[str]]:
    """Return the rows of the pages without the heads and feet that return on most of them, and the texts of these.

    Where that would leave most pages empty, it is their text, and stays. A number alone, that of the page, is not among these texts.

    A head is one of the two outermost rows of a page, and stands at the same height on at least half of the pages (at 40 %,
    where left and right pages differ): with the same text but for its numbers, or with a number that
    counts the pages. Where such heads hold a place, whatever else stands at that place is a head as well, such as the title
    of a chapter.
    """
    outer = [row for number, page in enumerate(pages) for row in _outermost(number, page)]
    filled = sum(1 for page in pages if page)
    heads: list[_Outer] = []
    for place in _by_place(outer):
        returning = _returning(place, filled)
        # A head that names the chapter changes, and some pages hold nothing else but a number there.
        heads.extend(place if len({row.page for row in returning}) >= _MOST * filled else returning)
    taken: dict[int, set[int]] = defaultdict(set)
    for row in heads:
        taken[row.page].add(row.index)
    if (
        sum(1 for number, page in enumerate(pages) if page and len(taken[number]) == len(page))
        > _MOST * filled
    ):
        return [list(page) for page in pages], []
    kept = [
        [row for index, row in enumerate(page) if index not in taken[number]]
        for number, page in enumerate(pages)
    ]
    heads.sort(key=lambda row: (row.page, not row.top))
    texts: dict[str, set[str]] = defaultdict(set)
    for row in heads:
        texts[row.pattern].add(row.text)
    named = {pattern: forms for pattern, forms in texts.items() if _LETTER.search(pattern)}
    return kept, [pattern if len(forms) > 1 else min(forms) for pattern, forms in named.items()]


def _outermost(number: int, page: Sequence[Row]) -> Iterator[_Outer]:
    """Yield the first and the last rows by height; rows on one base line are one."""
    upright = [(row[0].base, index) for index, row in enumerate(page) if row[0].upright]
    heights: list[list[tuple[float, int]]] = []
    for base, index in sorted(upright, reverse=True):
        if heights and heights[-1][0][0] - base <= _SAME_PLACE:
            heights[-1].append((base, index))
        else:
            heights.append([(base, index)])
    ends = [(True, height) for height in heights[:_ROWS]]
    ends += [(False, height) for height in heights[max(_ROWS, len(heights) - _ROWS) :]]
    if len(heights) <= _ROWS:
        ends += [(False, height) for height in heights[1:]]
    for top, height in ends:
        for base, index in height:
            yield _Outer(number, top, base, index, " ".join(piece.text for piece in page[index]))


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


def _returning(place: Sequence[_Outer], pages: int) -> list[_Outer]:
    by_pattern: dict[str, list[_Outer]] = defaultdict(list)
    for row in place:
        by_pattern[row.pattern].append(row)
    found: dict[tuple[int, int], _Outer] = {}
    for rows in by_pattern.values():
        count = len({row.page for row in rows})
        if _returns(count, pages) and (rows[0].text == rows[-1].text or _counts_pages(rows)):
            found |= {(row.page, row.index): row for row in rows}
    counting = _rows_that_count(place)
    if _returns(len({row.page for row in counting}), pages):
        found |= {(row.page, row.index): row for row in counting}
    return list(found.values())


def _returns(count: int, pages: int) -> bool:
    if pages < _FEWEST_PAGES:
        return count == pages > 1
    return count >= max(_FEWEST_PAGES - (pages == _FEWEST_PAGES), _EVERY_OTHER * pages)


def _counts_pages(rows: Sequence[_Outer]) -> bool:
    return len(_rows_that_count(rows)) > _MOST * len(rows) or all(_ROMAN.search(row.text) for row in rows)


def _rows_that_count(rows: Sequence[_Outer]) -> list[_Outer]:
    """Return the rows that hold the number of their page: it runs ahead of the page by the same in most of them."""
    ahead = Counter(
        int(number) - row.page
        for row in rows
        for number in set(_NUMBER.findall(row.text[:200]))
        if len(number) < 6
    )
    if not ahead:
        return []
    usual, _ = ahead.most_common(1)[0]
    return [row for row in rows if str(row.page + usual) in _NUMBER.findall(row.text)]
