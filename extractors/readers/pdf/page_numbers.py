"""Numbers of pages in the lines that stand outermost on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = "pages?|pp?|pg|seite|s|página|pág|pagina|pag|strona|str|sida|side|bladzijde|blz|стр"
_NUMBER = r"(?P<number>\d{1,4}|(?-i:[ivxlc]{1,7}|[IVXLC]{1,7}))"
_TOTAL = r"(?:\s*(?:/|of|von|de|sur|di|van|av|z|из)\s*\d{1,5})?"
_SHOWN = rf"(?:(?:{_WORDS})\b\.?\s*)?{_NUMBER}{_TOTAL}"
_ALONE = re.compile(rf"(?:[-–—~|·•\[(]\s*)?{_SHOWN}(?:\s*[-–—~|·•\])])?", re.IGNORECASE)
# A number that a full stop or a bracket follows is that of an item or a heading.
_AT_START = re.compile(rf"{_SHOWN}(?:\s*[|·•–—-])?(?=\s)", re.IGNORECASE)
_AT_END = re.compile(rf"(?<=\s)(?:[|·•–—-]\s*)?{_SHOWN}$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_YEARS = range(1800, 2101)
_FARTHEST_AHEAD_OF_YEARS = 50
_LONGEST = 200  # signs
_LONGEST_MARK = 30


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A number in a line that may be that of its page.

    ``beside`` is the rest of the line, ``pattern`` the line with signs in place of the number, and ``ahead`` says whether
    the number is Roman, and how far it is ahead of the count of the page, which begins at 0.
    """

    beside: str
    pattern: str
    ahead: tuple[bool, int]


def page_numbers(text: str, page: int) -> Iterator[PageNumber]:
    """Yield the numbers of a page that a line may be, or begin or end with."""
    if len(text) > _LONGEST:
        return
    alone = _ALONE.fullmatch(text)
    end = max(0, len(text) - _LONGEST_MARK)
    for match in [alone] if alone else [_AT_START.match(text), _AT_END.search(text, end)]:
        if match is None:
            continue
        shown = match["number"].lower()
        roman = not shown.isdigit()
        value = _roman(shown) if roman else int(shown)
        if value in _YEARS and value - page > _FARTHEST_AHEAD_OF_YEARS:
            continue
        before, behind = text[: match.start()], text[match.end() :]
        mark = match[0].replace(match["number"], "#", 1) if roman else _DIGITS.sub("#", match[0])
        beside = f"{before.rstrip()} # {behind.lstrip()}" if not alone else ""
        yield PageNumber(beside, f"{before}{mark}{behind}", (roman, value - page))


def _roman(shown: str) -> int:
    values = [_ROMAN[sign] for sign in shown]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
