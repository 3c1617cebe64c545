"""Amounts of money, percentages and quantities with a unit."""

from __future__ import annotations

import re
from decimal import Decimal

from linking.values.numbers import Said, number_at, scaled_at, written
from linking.values.units import PARTS
from linking.values.value import Value, ValueKind
from linking.values.vocabulary import Vocabulary

_LONGEST_SYMBOL = 3
_IN_CAPITALS = frozenset({"KM", "KG", "CM", "FT", "LBS", "MPH", "KMH", "KPH"})
"""Symbols that mean the same in capitals; 5 G are no grams, and 5 MW no milliwatts."""
_PERCENT, _PER_MILLE, _POINTS = "%", "‰", "pp"
_TEMPERATURES = frozenset({"°C", "°F", "K", "°"})


def read_money(text: str, vocabulary: Vocabulary) -> Value | None:
    """Return the amount of money that a folded text is; None where it is none, or may be two."""
    known = vocabulary.currencies
    before = vocabulary.currency_phrases.at(text, 0)
    is_less = text.startswith("-") and bool(vocabulary.currency_phrases.at(text, 1))
    if is_less:
        before = vocabulary.currency_phrases.at(text, 1)
    place = is_less + len(before) if before else 0
    if text[place : place + 1] == " ":
        place += 1
    said = scaled_at(text, place, vocabulary)
    if not said or said.is_unsure or (before and said.end == place):
        return None
    rest = text[said.end :].strip()
    unit = known[before] if before else ""
    if not before:
        of = vocabulary.of_phrase.match(rest)
        unit = known.get(rest[of.end() :] if of else rest, "")
    elif rest and known.get(rest) != unit:
        return None
    if not unit:
        return None
    return _value(ValueKind.MONEY, -said.value if is_less else said.value, unit)


def read_percent(text: str, vocabulary: Vocabulary) -> Value | None:
    """Return the percentage that a folded text is, per mille and percentage points among them."""
    said = number_at(text, 0, vocabulary)
    if not said or said.is_unsure:
        return None
    rest = text[said.end :].strip()
    if rest in vocabulary.percent:
        return _value(ValueKind.PERCENT, said.value, _PERCENT)
    if rest == _PER_MILLE:
        return _value(ValueKind.PERCENT, said.value, _PER_MILLE)
    return _value(ValueKind.PERCENT, said.value, _POINTS) if rest in vocabulary.points else None


def read_quantity(text: str, vocabulary: Vocabulary) -> Value | None:
    """Return the quantity that a plain text is, cases and all; the unit stays the one that is said."""
    without_cases = text.casefold()
    if len(without_cases) != len(text):
        return None
    parts: list[tuple[Decimal, str]] = []
    place = 0
    while place < len(text):
        said, unit, place = _part(text, without_cases, place, vocabulary)
        if not said or not unit:
            return None
        parts.append((said.value, unit))
    if len(parts) == 1:
        number, unit = parts[0]
        return _value(ValueKind.QUANTITY, number, unit) if number >= 0 or unit in _TEMPERATURES else None
    return _joined(parts)


def _part(text: str, without_cases: str, place: int, vocabulary: Vocabulary) -> tuple[Said | None, str, int]:
    """Return a number, its unit, and where the next one begins."""
    for read in (number_at, scaled_at):
        said = read(without_cases, place, vocabulary)
        if not said or (said.is_unsure and not vocabulary.decimal):
            return None, "", place
        of = vocabulary.of_phrase.match(without_cases, said.end + (text[said.end : said.end + 1] == " "))
        start = of.end() if of else said.end
        head = re.match(r"[^\d]+", text[start:])
        words = head[0].rstrip(" ,") if head else ""
        for end in range(len(words), 0, -1):
            if end < len(words) and words[end] not in " 23":
                continue
            unit = _unit(words[:end].strip(), vocabulary)
            if unit:
                after = re.compile(r"[ ,]*").match(text, start + end)
                return said, unit, after.end() if after else start + end
        exponent = text[start + len(words) : start + len(words) + 1]
        if exponent in "23" and (unit := _unit(words.strip() + exponent, vocabulary)):
            return said, unit, start + len(words) + 1
    return None, "", place


def _unit(name: str, vocabulary: Vocabulary) -> str:
    name = name.rstrip(".") if name not in vocabulary.units else name
    if len(name) > _LONGEST_SYMBOL or name.upper() in _IN_CAPITALS:
        name = name if name in vocabulary.units else name.casefold()
    return vocabulary.units.get(name, "")


def _joined(parts: list[tuple[Decimal, str]]) -> Value | None:
    """Return an amount said in a unit and parts of it, in the smaller one: 5 ft 10 in are 70 in, exactly."""
    total, unit = parts[0]
    for number, smaller in parts[1:]:
        factor = PARTS.get((unit, smaller))
        if factor is None or number < 0 or total < 0:
            return None
        total, unit = total * factor + number, smaller
    return _value(ValueKind.QUANTITY, total, unit)


def _value(kind: ValueKind, number: Decimal, unit: str) -> Value:
    return Value(kind, f"{written(number)} {unit}", number=float(number), unit=unit)
