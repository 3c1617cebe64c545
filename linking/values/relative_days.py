"""Days that a text names from the day on which it was written: yesterday, last March, two years ago.

"Last" and "next" mean the nearest one to some and the one of the week (the year) before or after to others. They are read
where both are the same day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from linking.values import spans
from linking.values.spans import Span

_AWAY = re.compile(r"R([dwmy])([+-]\d+)")
PAST, FUTURE = "past", "future"
_BARE_WEEKDAY = re.compile(r"W(\d)")
_WEEKDAY = re.compile(r"(?P<which>[LNPF]|T P|T F|T) W(?P<w>\d)|W(?P<v>\d) (?P<behind>[LNPFT])")
_MONTH = re.compile(r"(?P<which>[LNPFT]) M(?P<m>\d+)|M(?P<n>\d+) (?P<behind>[LNPFT])")
_SEASON = re.compile(r"(?P<which>[LNT]) S(?P<s>[123])|S(?P<z>[123]) (?P<behind>[LNT])")
_MONTHS_OF_A_YEAR = 12
_FARTHEST = 500


@dataclass(frozen=True, slots=True)
class Writing:
    """The day on which a text was written, and whether the sentence speaks of the past or the future; empty where it is not known."""

    day: date
    direction: str = ""


def interpret(symbols: str, of: Writing) -> Span | None:
    """Return the span that symbols (`linking.values.date_symbols`) say from the day of writing; None where they do not say it."""
    writing = of.day
    if found := _BARE_WEEKDAY.fullmatch(symbols):
        return _bare_weekday(int(found[1]), of)
    if found := _AWAY.fullmatch(symbols):
        return away(found[1], int(found[2]), writing)
    if found := _WEEKDAY.fullmatch(symbols):
        return _weekday(found["which"] or found["behind"], int(found["w"] or found["v"]), writing)
    if found := _MONTH.fullmatch(symbols):
        return _month(found["which"] or found["behind"], int(found["m"] or found["n"]), writing)
    if found := _SEASON.fullmatch(symbols):
        return _season(found["which"] or found["behind"], int(found["s"] or found["z"]), writing)
    return None


def away(unit: str, distance: int, writing: date) -> Span | None:
    """Return the day, week, month or year (d, w, m, y) so many before or after that of the writing."""
    if abs(distance) > _FARTHEST:
        return None
    if unit == "d":
        return spans.that_day(writing + timedelta(days=distance))
    if unit == "w":
        return spans.week(writing + timedelta(weeks=distance))
    if unit == "m":
        months = writing.year * _MONTHS_OF_A_YEAR + writing.month - 1 + distance
        return spans.month(months // _MONTHS_OF_A_YEAR, months % _MONTHS_OF_A_YEAR + 1)
    return spans.year(writing.year + distance)


def _bare_weekday(weekday: int, writing: Writing) -> Span | None:
    """Return the nearest such day in the direction of the sentence; today is past, and in a plan today or in a week."""
    if writing.direction == PAST:
        return spans.that_day(writing.day - timedelta(days=(writing.day.weekday() - weekday) % 7))
    ahead = (weekday - writing.day.weekday()) % 7
    return (
        spans.that_day(writing.day + timedelta(days=ahead)) if writing.direction == FUTURE and ahead else None
    )


def _weekday(which: str, weekday: int, writing: date) -> Span | None:
    behind = (writing.weekday() - weekday) % 7 or 7
    ahead = (weekday - writing.weekday()) % 7 or 7
    if which in ("P", "T P") or (which == "L" and writing.weekday() <= weekday):
        return spans.that_day(writing - timedelta(days=behind))
    if which in ("F", "T F") or (which == "N" and writing.weekday() >= weekday):
        return spans.that_day(writing + timedelta(days=ahead))
    if which == "T" and writing.weekday() <= weekday:
        return spans.that_day(writing + timedelta(days=ahead % 7))
    return None


def _month(which: str, number: int, writing: date) -> Span | None:
    if which == "T":
        return spans.month(writing.year, number)
    if (which == "L" and number < writing.month) or (which == "N" and number > writing.month):
        return None
    if which in "LP":
        return spans.month(writing.year - (number >= writing.month), number)
    return spans.month(writing.year + (number <= writing.month), number)


def _season(which: str, number: int, writing: date) -> Span | None:
    this = spans.season(writing.year, number)
    if this is None or which == "T":
        return this
    if which == "L":
        return spans.season(writing.year - 1, number) if writing < this.first else None
    return spans.season(writing.year + 1, number) if writing > this.last else None
