"""Dates as formats write them, to ISO text as exact as they are; what could mean two days, or none, is no date."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

MODIFIED = " (modified)"
"""Ends a ``date_from`` where the document says only when it was last changed."""
GUESSED = " (guessed)"
"""Ends a ``date_from`` where only the file says something: when it was made, not when what it holds was written."""

_LONGEST = 500
# Programs count from these days: a file or a mail of that day comes from a clock that was never set.
_UNSET_CLOCKS = frozenset(["1601-01-01", "1904-01-01", "1969-12-31", "1970-01-01", "1980-01-01"])

_YEAR = "(?P<year>[1-9][0-9]{3})"
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?"
_WEEKDAY = (
    r"(?:(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)\.?,? )"
)
_HOUR, _MINUTE, _SECOND = "(?:2[0-4]|[01]?[0-9])", "[0-5][0-9]", r"(?:[0-5][0-9]|60)(?:[.,][0-9]+)?"
_TWO_DIGIT_HOUR = "(?:[01][0-9]|2[0-4])"
_HALF = r"(?: ?[ap]\.?m\.?)?"
_CLOCK = f"{_HOUR}:{_MINUTE}(?::{_SECOND})?{_HALF}"
_ISO_CLOCK = f"{_HOUR}(?::?{_MINUTE}(?::?{_SECOND})?)?{_HALF}"
_OFFSET = "[+-][0-9]{2}(?::?[0-9]{2})?"
_ZONE = rf"(?: ?[a-z]{{1,5}})?(?: ?{_OFFSET})?(?: ?[a-z]{{1,5}})?(?: ?\(.*\)|\[[a-z_/+-]+\])?"
_NAMED_TIME = f"(?:,? (?:at )?{_CLOCK}{_ZONE})?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        # ISO 8601 and what is like it, year first: 2024, 2024-04, 2024-04-07T12:00Z, 2024/4/7, EXIF's 2024:04:07.
        _YEAR,
        f"{_YEAR}-(?P<month>[0-9]{{2}})",
        rf"{_YEAR}(?P<sign>[-/:.])(?P<month>[0-9]{{1,2}})(?P=sign)(?P<day>[0-9]{{1,2}})"
        rf"(?:,?[T ]{_ISO_CLOCK}{_ZONE}|Z|[+-][0-9]{{2}}:[0-9]{{2}})?",
        # Without signs between; ten digits alone are seconds since 1970 as often as a date with its hour.
        rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})(?:[T ]{_ISO_CLOCK}{_ZONE}|{_TWO_DIGIT_HOUR}{_MINUTE}[0-5][0-9])?",
        # PDF 32000-1, section 7.9.4.
        f"D:{_YEAR}(?:(?P<month>[0-9]{{2}})(?:(?P<day>[0-9]{{2}})"
        f"(?:{_TWO_DIGIT_HOUR}(?:{_MINUTE}(?:[0-5][0-9]|60)?)?)?(?:[Z+-](?:[0-9]{{2}}'?(?:[0-9]{{2}}'?)?)?)?)?)?",
        # RFC 5322, RFC 9110, and how people write in English.
        f"{_WEEKDAY}?{_DAY}(?: of)?[ -]{_MONTH},?[ -]{_YEAR}{_NAMED_TIME}",
        f"{_WEEKDAY}?{_DAY}[ -]{_MONTH}[ -](?P<short_year>[0-9]{{2}}) {_CLOCK} (?:[a-z]{{1,5}}|{_OFFSET}){_ZONE}",
        f"{_WEEKDAY}?{_MONTH} {_DAY},? {_YEAR}{_NAMED_TIME}",
        f"{_WEEKDAY}?{_MONTH} {_DAY} {_CLOCK}{_ZONE} {_YEAR}",
        f"{_MONTH},? {_YEAR}",
        f"{_YEAR}[ -]{_MONTH}(?:[ -]{_DAY})?",
    )
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def iso_date(text: str) -> str | None:
    """Return the date that ``text`` is, as ``2024``, ``2024-05`` or ``2024-05-31``; None if it is none.

    The day is the one that is written: with a time and a zone it is the day in that zone, never shifted to another.
    None is what could be read in two ways (``04/07/2024``, ``07.04.2024``, ``2011/12``), a day that does not exist,
    a weekday that is not that day's, a time of day that is none, and a year outside 1000 to 9999. A year of two
    digits counts only in the full form of a mail, whose standard says the century (RFC 5322, section 4.3).
    """
    if len(text) > _LONGEST:
        return None
    text = " ".join(text.split())
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _existing(found.groupdict())
    return None


def iso_date_of(value: object) -> str | None:
    """Return the date that a value of JSON, YAML or TOML is, as `iso_date` does; a whole number is a year or nothing."""
    if isinstance(value, str):
        return iso_date(value)
    if isinstance(value, date):  # a datetime is one too
        return iso_date(value.isoformat())
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return str(value)
    return None


def stamp_date(text: str) -> str | None:
    """Return the date that a program stamped on what it made, as `iso_date` does; None if its clock was not set."""
    found = iso_date(text)
    return None if found in _UNSET_CLOCKS else found


def first_date(candidates: Iterable[tuple[str | None, str]]) -> tuple[str, str]:
    """Return the first date that there is, with where it stands, of pairs of the two; two empty texts if there is none."""
    return next(((found, place) for found, place in candidates if found), ("", ""))


def the_one_date(dates: Iterable[str | None]) -> str | None:
    """Return the date that all who give one give alike, None if they differ or nobody gives one."""
    given = {found for found in dates if found}
    return given.pop() if len(given) == 1 else None


def _existing(parts: dict[str, str | None]) -> str | None:
    year = parts.get("year") or _century(parts["short_year"] or "")
    name, number, day = parts.get("name"), parts.get("month"), parts.get("day")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(number or 0)
    if not name and number is None:
        return year
    try:
        first = date(int(year), month, int(day or 1))
    except ValueError:
        return None
    if day is None:
        return first.isoformat()[:7]
    weekday = parts.get("weekday")
    if weekday and _WEEKDAYS.index(weekday[:3].lower()) != first.weekday():
        return None
    return first.isoformat()


def _century(short_year: str) -> str:
    return f"{'20' if int(short_year) < 50 else '19'}{short_year}"
