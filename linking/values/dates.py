"""What symbols of dates say: days, months, years, parts of them, and spans, absolute or from the day of writing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from linking.values import relative_days, spans
from linking.values.relative_days import FUTURE, PAST, Writing
from linking.values.spans import Span

_YEAR = r"(?:Uy )?(?P<y>[12]\d{3})(?: Uy)?"
_DAY = r"(?P<d>\d{1,2})o?(?: Ud)?"
_WEEKDAY = r"(?:W(?P<w>\d) )?"
_MONTH = r"M(?P<m>\d+)"
_DAYS = tuple(
    re.compile(form)
    for form in (
        rf"{_WEEKDAY}{_DAY} {_MONTH}(?: {_YEAR})?",
        rf"{_WEEKDAY}{_MONTH} {_DAY}(?: {_YEAR})?",
        rf"{_YEAR} {_MONTH} {_DAY}(?: W(?P<w>\d))?",
        rf"{_DAY} {_MONTH}(?: {_YEAR})? W(?P<w>\d)",
        rf"{_MONTH} {_DAY} W(?P<w>\d)",
        rf"{_MONTH}(?: {_YEAR})?",
        rf"{_YEAR} {_MONTH}",
    )
)
_YEARS = re.compile(_YEAR)
_SHORT_YEAR = re.compile(r"(?P<y>[12]\d{3}) (?:[-/] (?P<s>\d{2})|/ (?P<l>[12]\d{3}))(?: Uy)?")
_OF_A_YEAR = tuple(
    (re.compile(form), make)
    for form, make in (
        (rf"(?P<n>\d)o? Uq {_YEAR}|{_YEAR.replace('<y>', '<z>')} (?P<k>\d)o? Uq", spans.quarter),
        (rf"Q(?P<n>\d) /? ?{_YEAR}|{_YEAR.replace('<y>', '<z>')} Q(?P<k>\d)", spans.quarter),
        (rf"(?P<n>\d)o? Uh {_YEAR}|{_YEAR.replace('<y>', '<z>')} (?P<k>\d)o? Uh", spans.half),
        (rf"H(?P<n>\d) {_YEAR}|{_YEAR.replace('<y>', '<z>')} H(?P<k>\d)", spans.half),
        (rf"S(?P<n>[123]) {_YEAR}|{_YEAR.replace('<y>', '<z>')} S(?P<k>[123])", spans.season),
    )
)
_WINTER = re.compile(r"S4 (?P<y>[12]\d{3}) [-/] (?P<s>\d{2}|\d{4})")
_DECADE = re.compile(r"(?:Uz )?(\d{4})D(?: Uy| Us)?|(?:Us|Uz) (\d{4})")
_SHORT_DECADE = re.compile(r"(?:Uz )?(\d0)D(?: Uy| Us)?|(?:Us|Uz) (\d0)")
_CENTURY = re.compile(r"(\d{1,2})o?(?: -)? C|C (\d{1,2})o?")
_RANGE = re.compile(r"(?P<first>[^-B]+) - (?P<last>[^-B]+)|B (?P<from>[^-&B]+) & (?P<to>[^-&B]+)")
_DAYS_OF_A_MONTH = re.compile(rf"{_WEEKDAY}{_MONTH} (?P<d>\d{{1,2}})o? - (?P<e>\d{{1,2}})o?(?: {_YEAR})?")
_LONE_DAY = re.compile(r"(?:W\d )?(\d{1,2})o?(?: Ud)?")
_PART_OF_DAY = re.compile(r"(?P<day>.+) p(?P<part>\w+)|p(?P<before>\w+) (?P<other>.+)")
_YEAR_AWAY = re.compile(r"Ry([+-]\d)")
_NEAR = timedelta(days=92)
"""A day without a year is of the year in which it lies within three months of the writing; the next one is nine months away."""
_YEARS_OF_A_CENTURY = 100


def interpret(symbols: str, writing: Writing | None) -> Span | None:
    """Return the span that symbols (`linking.values.date_symbols`) say, from the day of writing where they need one."""
    found = _absolute(symbols, writing)
    if found or writing is None:
        return found
    if _YEAR_AWAY.search(symbols) and symbols != "Ry":
        of = _YEAR_AWAY.sub(lambda away: str(writing.day.year + int(away[1])), symbols)
        if found := _absolute(of, None):
            return found
    return relative_days.interpret(symbols, writing)


def _absolute(symbols: str, writing: Writing | None) -> Span | None:
    for read in (_day_or_month, _year, _part_of_year, _winter, _decade, _century, _range, _part_of_day):
        if found := read(symbols, writing):
            return found
    return None


def _day_or_month(symbols: str, writing: Writing | None) -> Span | None:
    for form in _DAYS:
        if not (found := form.fullmatch(symbols)):
            continue
        parts = found.groupdict()
        weekday = int(parts["w"]) if parts.get("w") else None
        month, number = int(parts["m"]), int(parts["d"]) if parts.get("d") else None
        if parts.get("y"):
            return _dated(int(parts["y"]), month, number, weekday)
        if writing:
            years = (writing.day.year - 1, writing.day.year, writing.day.year + 1)
            return _nearest(writing, [_dated(year, month, number, weekday) for year in years])
    return None


def _dated(year: int, month: int, number: int | None, weekday: int | None) -> Span | None:
    if number is None:
        return spans.month(year, month)
    found = spans.day(year, month, number)
    return found if found and weekday in (None, found.first.weekday()) else None


def _nearest(writing: Writing, candidates: Sequence[Span | None]) -> Span | None:
    """Return the candidate that lies near the writing, else the one before or after it, if it is said which."""
    spans_of_years = [span for span in candidates if span]
    day = writing.day
    near = [span for span in spans_of_years if span.first - _NEAR <= day <= span.last + _NEAR]
    if len(near) == 1:
        return near[0]
    if writing.direction == PAST:
        return next((span for span in reversed(spans_of_years) if span.first <= day), None)
    if writing.direction == FUTURE:
        return next((span for span in spans_of_years if span.first > day), None)
    return None


def _year(symbols: str, _: Writing | None) -> Span | None:
    if found := _YEARS.fullmatch(symbols):
        return spans.year(int(found["y"]))
    if found := _SHORT_YEAR.fullmatch(symbols):
        first = int(found["y"])
        last = int(found["l"] or first - first % _YEARS_OF_A_CENTURY + int(found["s"]))
        return spans.between(spans.year(first), spans.year(last)) if last > first else None
    return None


def _part_of_year(symbols: str, _: Writing | None) -> Span | None:
    for form, make in _OF_A_YEAR:
        if found := form.fullmatch(symbols):
            return make(int(found["y"] or found["z"]), int(found["n"] or found["k"]))
    return None


def _winter(symbols: str, _: Writing | None) -> Span | None:
    found = _WINTER.fullmatch(symbols)
    if found and (int(found["y"]) + 1) % _YEARS_OF_A_CENTURY == int(found["s"]) % _YEARS_OF_A_CENTURY:
        return spans.winter(int(found["y"]))
    return None


def _decade(symbols: str, writing: Writing | None) -> Span | None:
    if found := _DECADE.fullmatch(symbols):
        return spans.decade(int(found[1] or found[2]))
    found = _SHORT_DECADE.fullmatch(symbols)
    if not found or writing is None:
        return None
    short = int(found[1] or found[2])
    this = writing.day.year
    begins = this - this % _YEARS_OF_A_CENTURY + short
    if begins > this:
        begins -= _YEARS_OF_A_CENTURY
    return spans.decade(begins)


def _century(symbols: str, _: Writing | None) -> Span | None:
    found = _CENTURY.fullmatch(symbols)
    return spans.century(int(found[1] or found[2])) if found else None


def _range(symbols: str, writing: Writing | None) -> Span | None:
    if found := _DAYS_OF_A_MONTH.fullmatch(symbols):
        year = f" {found['y']}" if found["y"] else ""
        first_day, last_day = (
            interpret(f"{found[name]} M{found['m']}{year}", writing) for name in ("d", "e")
        )
        return spans.between(first_day, last_day)
    ends = _RANGE.fullmatch(symbols)
    if not ends:
        return None
    first, last = ends["first"] or ends["from"], ends["last"] or ends["to"]
    month, of_year = re.search(r"M\d+", last), re.search(r"[12]\d{3}", last)
    if _LONE_DAY.fullmatch(first) and month:
        first = f"{first} {month[0]}"
    if "M" in first and of_year and not re.search(r"[12]\d{3}", first):
        first = f"{first} {of_year[0]}"
    return spans.between(interpret(first, writing), interpret(last, writing))


def _part_of_day(symbols: str, writing: Writing | None) -> Span | None:
    found = _PART_OF_DAY.fullmatch(symbols)
    whole = interpret(found["day"] or found["other"], writing) if found else None
    if not found or not whole or whole.first != whole.last:
        return None
    return Span(f"{whole.text} {found['part'] or found['before']}", whole.first, whole.last)
