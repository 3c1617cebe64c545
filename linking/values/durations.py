"""Durations and ages, in the form of ISO 8601: ``PT1H30M``, ``P14D``, ``P1Y6M``."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from linking.values.numbers import number_at, read_number, written
from linking.values.vocabulary import Vocabulary

_SECONDS = {"s": 1, "min": 60, "h": 3600}
_DAYS = {"d": 1, "w": 7}
_MONTHS = {"mo": 1, "y": 12}
_ISO = re.compile(
    r"p(?:(?P<y>\d+)y)?(?:(?P<mo>\d+)m)?(?:(?P<w>\d+)w)?(?:(?P<d>\d+)d)?(?:t(?:(?P<h>\d+)h)?(?:(?P<min>\d+)m)?(?:(?P<s>\d+)s)?)?"
)
_MANY = re.compile(r"(\d+)([a-z]+)")
_LONGEST = Decimal(10) ** 12


class Duration(NamedTuple):
    """A duration: its text in ISO 8601, and its number of seconds, days or months (s, d, mo) where it has only these."""

    text: str
    number: float | None = None
    unit: str = ""


def read_duration(text: str, vocabulary: Vocabulary) -> Duration | None:
    """Return the duration that a folded text is; None where it is none."""
    if (iso := _ISO.fullmatch(text)) and any(iso.groups()):
        return _duration([(Decimal(value), unit) for unit, value in iso.groupdict().items() if value])
    text = text.replace("-", " ")
    if vocabulary.dropped_of_durations:
        text = " ".join(vocabulary.dropped_of_durations.sub(" ", text).split())
    if fixed := vocabulary.fixed_durations.get(text):
        return read_duration(fixed.casefold(), vocabulary)
    parts: list[tuple[Decimal, str]] = []
    place = 0
    while place < len(text):
        said = number_at(text, place, vocabulary)
        if not said or said.is_unsure:
            return None
        number, place = _and_a_half(text, said.value, said.end, vocabulary)
        words = text[place:].lstrip()
        unit = next((phrase for phrase in _phrases(words) if phrase in vocabulary.lengths_of_time), "")
        if not unit:
            return None
        number, place = _and_a_half(text, number, len(text) - len(words) + len(unit), vocabulary)
        parts.append((number, vocabulary.lengths_of_time[unit]))
        if between := vocabulary.and_of_durations.match(text, place):
            place = between.end()
    return _duration(parts) if parts else None


def _and_a_half(text: str, number: Decimal, place: int, vocabulary: Vocabulary) -> tuple[Decimal, int]:
    """Return a number with the half that is said behind it, before or behind its unit, and where that ends."""
    start = place + 1
    phrase = vocabulary.and_a_half.at(text, start) if start < len(text) else ""
    return (number + Decimal("0.5"), start + len(phrase)) if phrase else (number, place)


def read_age(text: str, vocabulary: Vocabulary) -> Duration | None:
    """Return the age that a folded text is: a number alone counts years."""
    years = read_number(text, vocabulary)
    if years is not None:
        return _duration([(years, "y")]) if years == years.to_integral() and 0 <= years < 1000 else None
    return read_duration(text, vocabulary)


def _phrases(words: str) -> list[str]:
    """Return the beginnings of a text that may be a unit, the longest first: whole words, or single signs of East Asian scripts."""
    head = re.match(r"[^\d,&]+", words)
    if not head:
        return []
    text = head[0].rstrip()
    ends = [
        place
        for place in range(len(text), 0, -1)
        if place == len(text) or text[place] == " " or text[place - 1] > "\u2e80"
    ]
    return [text[:end].rstrip() for end in ends] + [text.rstrip(".")]


def _duration(parts: list[tuple[Decimal, str]]) -> Duration | None:
    seconds = days = months = Decimal(0)
    for number, unit in parts:
        if many := _MANY.fullmatch(unit):  # a decade is ten years
            number, unit = number * int(many[1]), many[2]
        if number < 0 or number > _LONGEST:
            return None
        seconds += number * _SECONDS.get(unit, 0)
        days += number * _DAYS.get(unit, 0)
        months += number * _MONTHS.get(unit, 0)
    if months != months.to_integral() or days != days.to_integral():
        return None  # half a day is no number of hours that everybody means, nor is a fifth of a year
    text = f"P{_counted(int(months) // 12, 'Y')}{_counted(int(months) % 12, 'M')}{_counted(int(days), 'D')}"
    if seconds:
        whole, rest = divmod(seconds, 60)
        second = f"{written(rest)}S" if rest else ""
        text += f"T{_counted(int(whole) // 60, 'H')}{_counted(int(whole) % 60, 'M')}{second}"
    only = [(amount, unit) for amount, unit in ((seconds, "s"), (days, "d"), (months, "mo")) if amount]
    if not only:
        return None
    return Duration(text, float(only[0][0]), only[0][1]) if len(only) == 1 else Duration(text)


def _counted(number: int, letter: str) -> str:
    return f"{number}{letter}" if number else ""
