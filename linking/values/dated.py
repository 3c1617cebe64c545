"""A folded surface as a date: in digits, in words, with a time of day, and from the date of its document."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from linking.values import dates, relative_days, spans
from linking.values.clock import read_clock
from linking.values.date_symbols import date_symbols
from linking.values.numbers import read_number
from linking.values.relative_days import Writing
from linking.values.spans import Span
from linking.values.value import Value, ValueKind, ValueReading
from linking.values.vocabulary import Vocabulary

_ISO_MONTH = re.compile(r"([12]\d{3})-(\d{2})")
_ISO_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[t ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(z|[+-]\d{2}:?\d{2})?")
_ISO_WEEK = re.compile(r"([12]\d{3})-?w(\d{2})")
_YEAR_FIRST = re.compile(r"([12]\d{3})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.]) ?(\d{1,2})\2 ?([12]\d{3}|\d{2})")
_HAS_TIME = re.compile(r"\d[:h時点點时]|\d\.\d\d|uhr|[ap]\. ?m\b|\d ?[ap]m\b|noon|midi|heures|horas|часов")
_NEEDS_A_YEAR = re.compile(
    r"\b(?:[RAMWSQH]|[LNTF]\b(?=$| [\dUWMSPFR])|P\b(?=$| [UWMSR])|U[dwmqy]\b|p|\d{1,2}o$|\d{1,2}o Uh)"
)
_YEAR_OF_TWO_DIGITS = re.compile(r"(?:.* )?\d{1,2}o? M\d+ (\d{2})")
_HAS_A_YEAR = re.compile(r"\b\d{3,4}(?:D|\b)")
_LARGEST_MONTH, _CENTURY, _SUNDAY = 12, 100, 6
_FAR = 20
"""A year of two digits is read within so many years of the document's date."""
_EARLIEST, _LATEST = 1001, 2990

LEFT_AS_IT_IS = ValueReading()
RELATIVE = ValueReading(is_relative=True)

Written = tuple[Writing, Writing]
"""The first and the last day on which a document may have been written."""


def days_of(document_date: str, direction: str) -> Written | None:
    """Return the days that a document's date may be: ``2024``, ``2024-05``, ``2024-05-31``; None where it is none of these."""
    try:
        numbers = [int(part) for part in document_date.split("-")]
        span = (spans.year, spans.month, spans.day)[len(numbers) - 1](*numbers)
    except (ValueError, IndexError):
        return None
    if not span or not _EARLIEST <= span.first.year <= _LATEST:
        return None
    return Writing(span.first, direction), Writing(span.last, direction)


def read_date(text: str, vocabulary: Vocabulary, written: Written | None) -> ValueReading:
    """Return the date that a folded text is in a language; ``is_relative`` where only the day of writing could tell it."""
    if found := _in_digits(text, vocabulary, written):
        return found
    if _HAS_TIME.search(text) and (found := _with_time(text, vocabulary, written)):
        return found
    if distance := _distance(text, vocabulary):
        unit, away = distance
        return _from_writing(
            written,
            lambda writing: relative_days.away(unit, away, writing.day),
            weeks_of=vocabulary if unit == "w" else None,
        )
    symbols = date_symbols(text, vocabulary)
    if not symbols:
        return LEFT_AS_IT_IS
    if short := _YEAR_OF_TWO_DIGITS.fullmatch(symbols):
        year = _full_year(int(short[1]), written)
        return _or_left(dates.interpret(f"{symbols[:-2]}{year}", None) if year else None)
    if absolute := dates.interpret(symbols, None):
        return _reading(absolute)
    weeks_of = vocabulary if "Rw" in symbols else None
    found = _from_writing(written, lambda writing: dates.interpret(symbols, writing), weeks_of=weeks_of)
    if found.value or (_NEEDS_A_YEAR.search(symbols) and not _HAS_A_YEAR.search(symbols)):
        return found
    return LEFT_AS_IT_IS


def _in_digits(text: str, vocabulary: Vocabulary, written: Written | None) -> ValueReading | None:
    """Return a date in digits alone, left as it is where it may be two; None if the text is no such date."""
    if found := _ISO_MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        if month > _LARGEST_MONTH:
            return None  # 2014-15 are two years
        # 2010-11 is a month to some and two years to others.
        return LEFT_AS_IT_IS if month > year % _CENTURY else _or_left(spans.month(year, month))
    if found := _ISO_WEEK.fullmatch(text):
        try:
            return _reading(spans.week(date.fromisocalendar(int(found[1]), int(found[2]), 1)))
        except ValueError:
            return LEFT_AS_IT_IS
    if found := _YEAR_FIRST.fullmatch(text):
        return _or_left(spans.day(int(found[1]), int(found[3]), int(found[4])))
    if found := _YEAR_LAST.fullmatch(text):
        return _or_left(_year_last(found, vocabulary, written))
    return None


def _year_last(found: re.Match[str], vocabulary: Vocabulary, written: Written | None) -> Span | None:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if year < _CENTURY:
        full = _full_year(year, written) if vocabulary.day_comes_first else None
        return spans.day(full, second, first) if full else None
    by_day, by_month = spans.day(year, second, first), spans.day(year, first, second)
    if vocabulary.day_comes_first and (by_day or found[2] == "."):
        return by_day
    # Only one of the two orders may be a day, and both may be the same.
    return by_day or by_month if not (by_day and by_month) or by_day == by_month else None


def _full_year(short: int, written: Written | None) -> int | None:
    """Return the year that ends in two digits near the writing of the document; None where there is none."""
    if not written:
        return None
    this = written[0].day.year
    century = this - this % _CENTURY
    candidates = (century - _CENTURY + short, century + short, century + _CENTURY + short)
    return next((year for year in candidates if abs(year - this) <= _FAR), None)


def _with_time(text: str, vocabulary: Vocabulary, written: Written | None) -> ValueReading | None:
    if found := _ISO_TIME.fullmatch(text):
        parts = [(found[1], f"{found[2]} {found[3] or ''}".strip())]
    else:
        places = [place for place, sign in enumerate(text) if sign == " "]
        parts = [(text[:place].strip(", "), text[place:].strip(", ")) for place in places]
        parts += [(behind, before) for before, behind in parts]
    for day_text, clock_text in parts:
        clock = read_clock(clock_text, vocabulary)
        day = (
            read_date(day_text, vocabulary, written)
            if clock and not _HAS_TIME.search(day_text)
            else LEFT_AS_IT_IS
        )
        if clock and day.is_relative:
            return RELATIVE
        if clock and day.value and day.value.first == day.value.last == day.value.text:
            that = date.fromisoformat(day.value.first)
            return ValueReading(
                Value(ValueKind.DATE, clock.text_on(that), first=day.value.first, last=day.value.last)
            )
    return None


def _distance(text: str, vocabulary: Vocabulary) -> tuple[str, int] | None:
    """Return the unit and the number of what a text says to be so long ago, or in so long: two years ago."""
    for (before, behind), (unit, direction, is_one) in vocabulary.distances.items():
        if not text.startswith(before) or not text.endswith(behind):
            continue
        between = text[len(before) : len(text) - len(behind)].strip()
        number = read_number(between, vocabulary) if between else None
        if between in vocabulary.ones or (is_one and not between):
            number = Decimal(1)
        if number is not None and number == int(number) and 0 < number < 500:
            return unit, direction * int(number)
    return None


def _from_writing(
    written: Written | None, of_day: Callable[[Writing], Span | None], *, weeks_of: Vocabulary | None = None
) -> ValueReading:
    """Return what is the same for all days on which the document may have been written.

    ``weeks_of`` is the language where a week is asked for: on a Sunday it is over to some and begins to others.
    """
    if not written:
        return RELATIVE
    if (
        weeks_of
        and not weeks_of.week_begins_on_monday
        and any(writing.day.weekday() == _SUNDAY for writing in written)
    ):
        return RELATIVE
    first, last = of_day(written[0]), of_day(written[1])
    return _reading(first) if first and first == last else RELATIVE


def _or_left(span: Span | None) -> ValueReading:
    return _reading(span) if span else LEFT_AS_IT_IS


def _reading(span: Span) -> ValueReading:
    return ValueReading(
        Value(ValueKind.DATE, span.text, first=span.first.isoformat(), last=span.last.isoformat())
    )
