"""Words of dates, numbers, units and currencies in any language, as the Unicode CLDR has them; ICU is asked by PyICU.

All phrases come in the one writing of `linking.values.surfaces`, without cases unless it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from linking.values.surfaces import folded, plain
from linking.values.units import ENGLISH_ONLY, LENGTHS_OF_TIME, SYMBOLS

_LARGEST_WORD = 100
_PLURALS = (1.0, 2.0, 5.0, 1.5)  # CLDR's plural forms: one, two or few, many, and fractions
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_DIRECTIONS = {"LAST_2": -2, "LAST": -1, "THIS": 0, "NEXT": 1, "NEXT_2": 2}
_SHORTEST_ABBREVIATION = 3
_SCALES = (3, 6, 9, 12)


@cache
def _icu() -> Any:
    import icu

    return icu


@cache
def _languages() -> frozenset[str]:
    return frozenset(locale.partition("_")[0] for locale in _icu().Locale.getAvailableLocales())


def is_known(language: str) -> bool:
    """Return whether CLDR has a language (ISO 639)."""
    return language in _languages()


def months(language: str) -> dict[str, int]:
    """Return names and abbreviations of months, alone and beside a day, with their numbers from 1."""
    return {
        phrase: number
        for number, phrase in _symbols(language, "getMonths")
        if len(phrase) >= _SHORTEST_ABBREVIATION or not phrase.isalpha() or phrase[0] > "\u2e80"
    }


def weekdays(language: str) -> dict[str, int]:
    """Return names and abbreviations of weekdays, Monday as 0."""
    return {
        phrase: (number - 2) % 7
        for number, phrase in _symbols(language, "getWeekdays")
        if len(phrase) >= _SHORTEST_ABBREVIATION or (len(phrase) > 1 and phrase[0] > "\u2e80")
    }


def _symbols(language: str, method: str) -> Iterator[tuple[int, str]]:
    symbols = _icu().DateFormatSymbols(_icu().Locale(language))
    first = 1 if method == "getMonths" else 0
    for context in (0, 1):  # beside a day, and alone
        for width in (1, 0):  # wide, and abbreviated
            for number, name in enumerate(getattr(symbols, method)(context, width), first):
                if phrase := folded(name).rstrip("."):
                    yield number, phrase


def relative_days(language: str) -> dict[str, tuple[str, int]]:
    """Return phrases such as "yesterday" or "last year": the unit (d, w, m, y) and how many of it away."""
    icu = _icu()
    formatter = icu.RelativeDateTimeFormatter(icu.Locale(language))
    found: dict[str, tuple[str, int]] = {}
    for unit in ("DAY", "WEEK", "MONTH", "YEAR"):
        for direction, away in _DIRECTIONS.items():
            phrase = formatter.format(
                getattr(icu.UDateDirection, direction), getattr(icu.UDateAbsoluteUnit, unit)
            )
            if phrase and not _NUMBER.search(phrase):
                found.setdefault(folded(phrase), (unit[0].lower(), away))
    return found


def relative_weekdays(language: str) -> dict[str, tuple[int, int]]:
    """Return phrases such as "last Wednesday": -1, 0 or 1 for last, this and next, and the weekday."""
    icu = _icu()
    formatter = icu.RelativeDateTimeFormatter(icu.Locale(language))
    found = {}
    for number, weekday in enumerate(_WEEKDAYS):
        for direction in ("LAST", "THIS", "NEXT"):
            phrase = formatter.format(
                getattr(icu.UDateDirection, direction), getattr(icu.UDateAbsoluteUnit, weekday)
            )
            found[folded(phrase)] = (_DIRECTIONS[direction], number)
    return found


def distances(language: str) -> dict[tuple[str, str], tuple[str, int, bool]]:
    """Return what stands before and behind the number of "2 years ago" or "in 3 days": the unit, -1 or 1, and whether it is one."""
    icu = _icu()
    formatter = icu.RelativeDateTimeFormatter(icu.Locale(language))
    found: dict[tuple[str, str], tuple[str, int, bool]] = {}
    for unit in ("YEAR", "MONTH", "WEEK", "DAY"):
        for number in (2.0, 5.0, 1.0):
            for direction in (-1, 1):
                phrase = folded(
                    formatter.formatNumeric(direction * number, getattr(icu.URelativeDateTimeUnit, unit))
                )
                if around := _around_number(phrase):
                    found.setdefault(around, (unit[0].lower(), direction, number == 1))
    return found


def number_words(language: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return words for the numbers up to 100 and for the places in an order, in all cases and genders that CLDR has."""
    icu = _icu()
    spelled = icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale(language))
    cardinals: dict[str, int] = {}
    ordinals: dict[str, int] = {}
    for place in range(spelled.getNumberOfRuleSetNames()):
        name = spelled.getRuleSetName(place)
        if "year" in name:
            continue
        words = ordinals if "ordinal" in name else cardinals
        for number in range(_LARGEST_WORD + 1):
            word = folded(spelled.format(number, name))
            words.setdefault(word, number)
            words.setdefault(word.replace("-", " "), number)
    return cardinals, ordinals


def decimal_sign(language: str) -> str:
    """Return the sign before the decimals of a number, ``.`` or ``,``."""
    icu = _icu()
    symbols = icu.DecimalFormatSymbols(icu.Locale(language))
    return plain(symbols.getSymbol(icu.DecimalFormatSymbols.kDecimalSeparatorSymbol))


def week_begins_on_monday(language: str) -> bool:
    """Return whether the weeks of where the language is mostly spoken begin on a Monday, as those of ISO 8601 do."""
    icu = _icu()
    first = icu.Calendar.createInstance(icu.Locale(language)).getFirstDayOfWeek()
    return bool(first == icu.Calendar.MONDAY)


def day_comes_first(language: str) -> bool:
    """Return whether a date in digits begins with the day. English is written both ways."""
    icu = _icu()
    pattern = icu.DateFormat.createDateInstance(icu.DateFormat.kShort, icu.Locale(language)).toPattern()
    return language != "en" and str(pattern).lstrip("'").startswith("d")


def scales(language: str) -> dict[str, int]:
    """Return words such as "million" with what they multiply by."""
    icu = _icu()
    compact = icu.NumberFormatter.withLocale(icu.Locale(language)).notation(icu.Notation.compactLong())
    found = {}
    for power in _SCALES:
        for number in (1.0, 2.0, 5.0):
            around = _around_number(folded(compact.formatDouble(number * 10.0**power)))
            if around and around[1] and not around[0]:
                found[around[1]] = 10**power
    return found


def currencies(language: str, codes: tuple[str, ...]) -> dict[str, str]:
    """Return the names of currencies, with their codes; a name of two of them is left out."""
    icu = _icu()
    found: dict[str, set[str]] = {}
    for code in codes:
        for phrase in _unit_names(language, icu.CurrencyUnit(code), full_only=True):
            found.setdefault(phrase.casefold(), set()).add(code)
    return {phrase: next(iter(of)) for phrase, of in found.items() if len(of) == 1}


def units(language: str) -> dict[str, str]:
    """Return names and symbols of units, with their symbols; in the cases that the language writes them in."""
    wanted = SYMBOLS | ENGLISH_ONLY if language == "en" else SYMBOLS
    return _names_of(language, wanted)


def lengths_of_time(language: str) -> dict[str, str]:
    """Return names of units of time, with their symbols: s, min, h, d, w, mo, y."""
    return {phrase.casefold(): unit for phrase, unit in _names_of(language, LENGTHS_OF_TIME).items()}


def _names_of(language: str, wanted: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for identifier, symbol in wanted.items():
        unit = _icu().MeasureUnit.forIdentifier(identifier)
        for phrase in _unit_names(language, unit, full_only=identifier == "nautical-mile"):
            found.setdefault(phrase, symbol)
    return found


def _unit_names(language: str, unit: object, *, full_only: bool) -> Iterator[str]:
    icu = _icu()
    widths = icu.UNumberUnitWidth
    formatter = icu.NumberFormatter.withLocale(icu.Locale(language)).unit(unit)
    for width in (widths.FULL_NAME,) if full_only else (widths.FULL_NAME, widths.SHORT):
        for number in _PLURALS:
            around = _around_number(plain(formatter.unitWidth(width).formatDouble(number)))
            if around and around[1] and not around[0]:
                yield around[1]


def _around_number(phrase: str) -> tuple[str, str] | None:
    number = _NUMBER.search(phrase)
    return (phrase[: number.start()].strip(), phrase[number.end() :].strip()) if number else None
