"""Days, months and longer spans of the calendar, each with its canonical text."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

_SEASON_NAMES = ("spring", "summer", "autumn")
_FIRST_MONTHS = (3, 6, 9)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both included, as they are called: ``text``."""

    text: str
    first: date
    last: date


def day(year: int, month: int, number: int) -> Span | None:
    """Return a day; None if there is no such day."""
    try:
        found = date(year, month, number)
    except ValueError:
        return None
    return Span(found.isoformat(), found, found)


def that_day(found: date) -> Span:
    """Return a day that exists."""
    return Span(found.isoformat(), found, found)


def month(year: int, number: int) -> Span | None:
    """Return a month, ``2019-02``."""
    if not 1 <= number <= 12 or not 1 <= year <= MAXYEAR:
        return None
    return Span(f"{year:04d}-{number:02d}", date(year, number, 1), _last_of(year, number))


def year(number: int) -> Span:
    """Return a year, ``2019``."""
    return Span(f"{number:04d}", date(number, 1, 1), date(number, 12, 31))


def week(within: date) -> Span:
    """Return the week of ISO 8601 that holds a day, ``2019-W05``."""
    iso = within.isocalendar()
    monday = within - timedelta(days=within.weekday())
    return Span(f"{iso.year:04d}-W{iso.week:02d}", monday, monday + timedelta(days=6))


def quarter(of: int, number: int) -> Span | None:
    """Return a quarter of a year, ``2019-Q2``."""
    return _part(of, number, 3, "Q")


def half(of: int, number: int) -> Span | None:
    """Return a half of a year, ``2019-H1``."""
    return _part(of, number, 6, "H")


def season(of: int, number: int) -> Span | None:
    """Return spring, summer or autumn of a year as meteorologists count them in the north, ``2019-spring``.

    A winter lies in two years, and one that is named after one of them may be either: None.
    """
    if number > len(_SEASON_NAMES):
        return None
    begins = _FIRST_MONTHS[number - 1]
    return Span(f"{of:04d}-{_SEASON_NAMES[number - 1]}", date(of, begins, 1), _last_of(of, begins + 2))


def winter(begins: int) -> Span:
    """Return the winter from December of a year to the February after it, ``2019-winter``."""
    return Span(f"{begins:04d}-winter", date(begins, 12, 1), _last_of(begins + 1, 2))


def decade(begins: int) -> Span | None:
    """Return the ten years from one that ends in 0, ``1990s``; None for a century's first, which may be the whole century."""
    if begins % 10 or not begins % 100:
        return None
    return Span(f"{begins}s", date(begins, 1, 1), date(begins + 9, 12, 31))


def century(number: int) -> Span | None:
    """Return a century, ``C19`` from 1801 to 1900."""
    if not 1 <= number <= 30:
        return None
    return Span(f"C{number}", date(number * 100 - 99, 1, 1), date(number * 100, 12, 31))


def between(first: Span | None, last: Span | None) -> Span | None:
    """Return all days from one span to another, ``2019-05-03/2019-05-05``; None where the second does not come later."""
    if not first or not last or first.first >= last.first or first.last >= last.last:
        return None
    return Span(f"{first.text}/{last.text}", first.first, last.last)


def _part(of: int, number: int, months: int, letter: str) -> Span | None:
    if not 1 <= number * months <= 12:
        return None
    begins = (number - 1) * months + 1
    return Span(f"{of:04d}-{letter}{number}", date(of, begins, 1), _last_of(of, begins + months - 1))


def _last_of(of: int, number: int) -> date:
    return date(of, number, calendar.monthrange(of, number)[1])
