"""Numbers and dates of a sheet as text, by the format that the sheet shows them in (ECMA-376, part 1, section 18.8.31).

Only what changes what a number says is followed: digits, decimals, thousands, percent, currencies and words around it.
A format that does more, such as fractions or powers of ten, shows the number as it is.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<blank>_.)|(?P<filled>\*.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<power>E[+-])|(?P<sign>[0#?.,%/@])|(?P<letter>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;])*')
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_GENERAL_DIGITS = 15  # as many as a spreadsheet keeps
_MINUTES = re.compile(r"h+[^a-z]*m+|m+[^a-z]*s+|\[m+\]|a(?:m)?/p(?:m)?")


def shown_number(value: float, number_format: str) -> str:
    """Return a number as a sheet shows it in a number format: ``00007``, ``42 %``, ``1,234.50 €``."""
    if number_format == "General":
        return _plain(value) if math.isfinite(value) else ""
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return ""
    section, magnitude, negative = _section(exact, number_format)
    try:
        text = _filled(section, magnitude, value)
    except InvalidOperation:  # more digits than Decimal keeps
        text = None
    if text is None:
        return _plain(value)
    if not value and not re.search(r"\w", text):
        return ""  # the dash that stands for nothing
    if not text:
        return _plain(value)  # a format that hides what is there
    return f"-{text}" if negative and re.search("[1-9]", text) else text


def shown_date(value: date | time | timedelta, number_format: str) -> str:
    """Return a date or a time as ISO 8601 writes it, as exact as the number format shows it; a span as ``26:30:00``."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    letters, time_letters = _letters(number_format)
    has_date = bool(re.search("[ymde]", letters))
    if isinstance(value, time):
        return _clock(value, time_letters)
    if isinstance(value, datetime):
        value += timedelta(seconds=value.microsecond >= 500_000)
        if time_letters and not has_date:
            return _clock(value.time(), time_letters)
        day = _day(value.date(), letters)
        return f"{day} {_clock(value.time(), time_letters)}" if time_letters else day
    return _day(value, letters)


@lru_cache(1_000)
def _letters(number_format: str) -> tuple[str, str]:
    """Return the letters of a format that stand for parts of a date, and those that stand for hours and seconds."""
    letters = re.sub(r'"[^"]*"|\\.|_.|\[(?![hms]+\])[^\]]*\]', "", number_format.partition(";")[0].lower())
    return _MINUTES.sub("", letters), "".join(re.findall("[hs]", letters))


def _day(day: date, letters: str) -> str:
    if "y" in letters and "d" not in letters:
        return day.isoformat()[: 7 if "m" in letters else 4]
    return day.isoformat()


def _clock(clock: time, letters: str) -> str:
    return clock.isoformat("seconds" if clock.second and ("s" in letters or not letters) else "minutes")


def _plain(value: float) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < 10**_GENERAL_DIGITS):
        return str(int(value))
    return format(value, f".{_GENERAL_DIGITS}g")


def _section(value: Decimal, number_format: str) -> tuple[str, Decimal, bool]:
    """Return the part of a format that is for a number, the number to show, and whether a sign goes before it."""
    sections, conditions = _sections(number_format)
    for section, condition in zip(sections, conditions, strict=True):
        if condition is None:
            if any(conditions):
                return section, abs(value), value < 0
        elif _COMPARISONS[condition[0]](value, condition[1]):
            return section, abs(value), value < 0
    if value < 0 and len(sections) > 1:
        return sections[1], -value, False
    if value == 0 and len(sections) > 2:
        return sections[2], value, False
    return sections[0], abs(value), value < 0


@lru_cache(1_000)
def _sections(number_format: str) -> tuple[list[str], list[tuple[str, Decimal] | None]]:
    """Return the parts of a format, and the conditions under which each is taken, None for a part without one."""
    sections = [match[0] for match in _SECTION.finditer(number_format) if match[0]] or ["General"]
    some_show_nothing = number_format.split(";")
    if len(some_show_nothing) > len(sections) and not re.search(r'["\\\[]', number_format):
        sections = some_show_nothing
    found = [_CONDITION.search("".join(re.findall(r"\[[^\]]*\]", section))) for section in sections]
    return sections, [(each[1], Decimal(each[2])) if each else None for each in found]


@lru_cache(1_000)
def _tokens(section: str) -> list[re.Match[str]]:
    return list(_TOKEN.finditer(section))


def _filled(section: str, value: Decimal, original: float) -> str | None:
    """Return a section with the digits of a number in their places; None if it asks for what is not done here."""
    tokens = _tokens(section)
    signs = [token["sign"] for token in tokens if token["sign"]]
    if any(token["power"] for token in tokens) or "/" in signs or "@" in signs:
        return None
    places = [index for index, token in enumerate(tokens) if (token["sign"] or " ") in "0#?"]
    point = next((index for index, token in enumerate(tokens) if token["sign"] == "."), len(tokens))
    commas = [index for index, token in enumerate(tokens) if token["sign"] == ","]
    value *= Decimal(100) ** signs.count("%")
    if places:
        value /= Decimal(1000) ** sum(index > places[-1] for index in commas)
    whole, decimals = _digits(value, sum(index > point for index in places))
    grouped = any(places and places[0] < index < min(point, places[-1]) for index in commas)
    written: list[str] = []
    before = [index for index in places if index < point]
    if not before and places:
        written.append(whole)
    left = len(before)
    for index, token in enumerate(tokens):
        sign = token["sign"]
        if index in before:
            here = whole[: max(0, len(whole) - left + 1)]
            whole = whole[len(here) :]
            written.append(
                _with_commas(here or "0" * (sign == "0"), left - 1)
                if grouped
                else here or "0" * (sign == "0")
            )
            left -= 1
        elif sign and sign in "0#?":
            digit, decimals = decimals[:1], decimals[1:]
            written.append("" if sign != "0" and not (digit + decimals).strip("0") else digit)
        elif token["general"]:
            written.append(_plain(abs(original)))
        elif token["bracket"]:
            written.append(token["bracket"].partition("-")[0][1:] if token["bracket"].startswith("$") else "")
        elif token["blank"]:
            written.append(" ")
        elif sign == "," or token["filled"]:
            continue
        else:
            written.append(token["quoted"] or token["escaped"] or sign or token["letter"] or "")
    text = " ".join("".join(written).split())
    return re.sub(r"(?<=\d)\.(?!\d)", "", text) if places else text


def _digits(value: Decimal, decimals: int) -> tuple[str, str]:
    """Return the digits before and behind the point of a number that is rounded to so many decimals."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    return whole.lstrip("0"), fraction


def _with_commas(digits: str, following: int) -> str:
    """Return digits with a comma before each group of three, where so many more digits follow them."""
    return "".join(
        digit + ("," if (place := len(digits) - 1 - index + following) and place % 3 == 0 else "")
        for index, digit in enumerate(digits)
    )
