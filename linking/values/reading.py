"""Values read from their surfaces."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from linking.names.families import Family, family_of
from linking.values import cldr
from linking.values.amounts import read_money, read_percent, read_quantity
from linking.values.clock import read_clock
from linking.values.dated import LEFT_AS_IT_IS, Written, days_of, read_date
from linking.values.durations import Duration, read_age, read_duration
from linking.values.identifiers import read_identifier
from linking.values.numbers import read_number
from linking.values.numbers import written as in_digits
from linking.values.surfaces import LONGEST, plain
from linking.values.value import Value, ValueKind, ValueReading
from linking.values.vocabulary import LANGUAGES, Vocabulary, vocabulary_of

_DATES = ("date", "time", "duration")
_AMOUNTS = ("money", "percent", "quantity", "duration")
_NUMBERS = ("number", "ordinal")
_READERS_OF: dict[str, tuple[str, ...]] = {
    "date": _DATES,
    "year": _DATES,
    "time": ("time", "date", "duration"),
    "duration": ("duration", "date", "time"),
    "age": ("age",),
    "money": _AMOUNTS,
    "price": _AMOUNTS,
    "percent": _AMOUNTS,
    "percentage": _AMOUNTS,
    "quantity": (*_AMOUNTS, *_NUMBERS),
    "amount": (*_AMOUNTS, *_NUMBERS),
    "measurement": ("quantity", "percent", "duration", "money", *_NUMBERS),
    "number": (*_NUMBERS, *_AMOUNTS),
    "cardinal": (*_NUMBERS, *_AMOUNTS),
    "ordinal": ("ordinal",),
}
"""What is tried for a type, in this order: extractors take a time for a date, and a percentage for a number."""
_NEED_THE_DATE = frozenset({"date", "year", "time", "duration"})
_DECIMALS_OR_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,]*\d)")
_SAY_YEARS = frozenset({"date", "year"})
_SAY_MONEY = frozenset({"money", "price"})
_SAY_NUMBERS = frozenset({"number", "cardinal"})
_DECADE = re.compile(r"'?\d*0s")  # the 90s, and not so many seconds
_POSSESSIVE = re.compile(r"(?<!0)'s$")  # last year's; the 1990's are a decade
_LETTER = re.compile(r"[^\W\d_]")
_EDGES = " \t\n,;:\"'()[]«»“”„"
_KEPT = 50_000


def read_value(
    surface: str, entity_type: str, *, language: str = "", date: str = "", direction: str = ""
) -> ValueReading:
    """Return what ``surface`` says as a value of ``entity_type``.

    ``language`` is the document's (ISO 639-1) or empty, ``date`` its own date as exact as it is known (``2024``, ``2024-05``,
    ``2024-05-31``) or empty, ``direction`` what the sentence speaks of (`linking.values.direction`). What is not certain is left as it is written. The same arguments give the same answer on any day.
    """
    if len(surface) > LONGEST or family_of(entity_type) is not Family.VALUE:
        return LEFT_AS_IT_IS
    kind = re.sub(r"[\s-]+", "_", entity_type.strip().casefold())
    language = language.casefold().partition("-")[0]
    if kind not in _NEED_THE_DATE:
        date = direction = ""
    return _read(surface, kind, language, date, direction if date else "")


@lru_cache(maxsize=_KEPT)
def _read(surface: str, kind: str, language: str, date: str, direction: str) -> ValueReading:
    text = plain(surface).strip(_EDGES)
    written = days_of(date, direction)
    reading = _read_plain(text, kind, language, written) if text else LEFT_AS_IT_IS
    if reading == LEFT_AS_IT_IS and _POSSESSIVE.search(text):
        return _read_plain(text[:-2], kind, language, written)
    return reading


def _read_plain(text: str, kind: str, language: str, written: Written | None) -> ValueReading:
    if kind not in _READERS_OF:
        found = read_identifier(text, kind)
        return ValueReading(Value(ValueKind.IDENTIFIER, found)) if found else LEFT_AS_IT_IS
    # Another language may know a word that the document's does not; what digits mean, no other language decides.
    is_for_words_alone = bool(_LETTER.search(text)) and not _DECIMALS_OR_THOUSANDS.search(text)
    if cldr.is_known(language):
        reading = _read_in(text, kind, vocabulary_of(language), written)
        if reading != LEFT_AS_IT_IS or not is_for_words_alone:
            return reading
    readings = {
        _read_in(text, kind, vocabulary_of(other), written) for other in LANGUAGES if other != language
    }
    if is_for_words_alone:
        readings.discard(LEFT_AS_IT_IS)
    return readings.pop() if len(readings) == 1 else LEFT_AS_IT_IS


def _read_in(text: str, kind: str, vocabulary: Vocabulary, written: Written | None) -> ValueReading:
    """Return what a text says in one language, left as it is where the language has no such words."""
    relative = LEFT_AS_IT_IS
    for name in _READERS_OF[kind]:
        if not _is_tried(name, text, kind, vocabulary):
            continue
        reading = (
            read_date(text.casefold(), vocabulary, written)
            if name == "date"
            else _VALUES[name](text, vocabulary)
        )
        if reading.value:
            return reading
        if reading.is_relative:
            relative = reading
    return relative


def _is_tried(name: str, text: str, kind: str, vocabulary: Vocabulary) -> bool:
    """Return whether a reader is asked for a type: not where its kind can only be meant if the type is its own."""
    if name == "duration":
        return kind not in _SAY_YEARS or not _DECADE.fullmatch(text)
    if name == "date":
        return kind in _SAY_YEARS or not text.isdigit()
    if name == "money":
        return kind in _SAY_MONEY or text.casefold().rpartition(" ")[2] not in vocabulary.weights
    return (
        name != "quantity"
        or kind not in _SAY_NUMBERS
        or text.casefold().rpartition(" ")[2] not in vocabulary.weights
    )


def _time(text: str, vocabulary: Vocabulary) -> ValueReading:
    clock = read_clock(text.casefold(), vocabulary)
    return ValueReading(Value(ValueKind.TIME, clock.text)) if clock else LEFT_AS_IT_IS


def _duration(text: str, vocabulary: Vocabulary) -> ValueReading:
    return _of_duration(read_duration(text.casefold(), vocabulary))


def _age(text: str, vocabulary: Vocabulary) -> ValueReading:
    return _of_duration(read_age(text.casefold(), vocabulary))


def _of_duration(found: Duration | None) -> ValueReading:
    if found is None:
        return LEFT_AS_IT_IS
    return ValueReading(Value(ValueKind.DURATION, found.text, number=found.number, unit=found.unit))


def _money(text: str, vocabulary: Vocabulary) -> ValueReading:
    return ValueReading(read_money(text.casefold(), vocabulary))


def _percent(text: str, vocabulary: Vocabulary) -> ValueReading:
    return ValueReading(read_percent(text.casefold(), vocabulary))


def _quantity(text: str, vocabulary: Vocabulary) -> ValueReading:
    return ValueReading(read_quantity(text, vocabulary))


def _number(text: str, vocabulary: Vocabulary) -> ValueReading:
    number = read_number(text.casefold(), vocabulary)
    if number is None:
        return LEFT_AS_IT_IS
    return ValueReading(Value(ValueKind.NUMBER, in_digits(number), number=float(number)))


def _ordinal(text: str, vocabulary: Vocabulary) -> ValueReading:
    folded = text.casefold()
    place = vocabulary.ordinals.get(folded)
    if place is None and (digits := re.match(r"\d{1,6}", folded)):
        suffix = vocabulary.ordinal_suffix.fullmatch(folded, digits.end())
        place = int(digits[0]) if suffix or folded[digits.end() :] == "." else None
    if place is None:
        return LEFT_AS_IT_IS
    return ValueReading(Value(ValueKind.ORDINAL, str(place), number=float(place)))


_VALUES: dict[str, Callable[[str, Vocabulary], ValueReading]] = {
    "time": _time,
    "duration": _duration,
    "age": _age,
    "money": _money,
    "percent": _percent,
    "quantity": _quantity,
    "number": _number,
    "ordinal": _ordinal,
}
