"""The words that values are written with in one language: CLDR's, and more of them from a file of ours."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from linking.values import cldr
from linking.values.phrases import Phrases, any_of
from linking.values.surfaces import folded, plain
from linking.values.units import CURRENCY_SIGNS, ENGLISH_SYMBOLS, SYMBOLS

Words = Mapping[str, Any]

DAY_PARTS = ("morning", "afternoon", "evening", "night")
SEASONS = ("spring", "summer", "autumn", "winter")
LANGUAGES = ("en", "de", "fr", "es", "ru", "ja", "zh")
"""The languages that are asked for a surface that the document's own does not read."""
OWN_WORDS = frozenset([*LANGUAGES, "it", "nl", "pt"])
"""The languages of which there are words beyond CLDR's."""

# What a list of `[dates]` means in the symbols of `linking.values.date_symbols`.
_SYMBOLS = {
    "fillers": "", "to": "-", "and": "&", "between": "B",
    "last": "L", "next": "N", "this": "T", "past": "P", "coming": "F", "anaphoric": "A",
    "day": "Ud", "week": "Uw", "month": "Um", "quarter": "Uq", "half": "Uh", "year": "Uy", "years": "Us",
    "decade": "Uz", "century": "C",
}  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """The words of a language. Keys are phrases without cases, those of ``units`` with them; see `linking.values.cldr` for values.

    ``weights`` are names of money that are weights as well. ``dates`` gives symbols of dates for phrases. ``decimal`` is the sign before decimals, empty where it is not known.
    """

    language: str
    decimal: str
    day_comes_first: bool
    week_begins_on_monday: bool
    dates: Mapping[str, str]
    distances: Mapping[tuple[str, str], tuple[str, int, bool]]
    numbers: Mapping[str, int]
    ones: frozenset[str]
    ordinals: Mapping[str, int]
    scales: Mapping[str, int]
    currencies: Mapping[str, str]
    units: Mapping[str, str]
    lengths_of_time: Mapping[str, str]
    fixed_durations: Mapping[str, str]
    weights: frozenset[str]
    percent: frozenset[str]
    points: frozenset[str]
    times: Words
    date_phrases: Phrases
    ordinal_suffix: re.Pattern[str]
    decade_suffix: re.Pattern[str] | None
    number_phrases: Phrases
    scale_phrases: Phrases
    currency_phrases: Phrases
    of_phrase: re.Pattern[str]
    and_a_half: Phrases
    dropped_of_durations: re.Pattern[str] | None
    and_of_durations: re.Pattern[str]


@lru_cache(maxsize=64)
def vocabulary_of(language: str) -> Vocabulary:
    """Return the words of a language (ISO 639-1), only the ones of CLDR where there is no file of ours."""
    own = own_words(language)
    dates, times, numbers = own.get("dates", {}), own.get("times", {}), own.get("numbers", {})
    amounts, durations = own.get("amounts", {}), own.get("durations", {})
    cardinals, ordinals = cldr.number_words(language)
    cardinals |= _folded(numbers.get("words", {}))
    ones = frozenset(map(folded, numbers.get("one", ())))
    scales = cldr.scales(language) | _folded(numbers.get("scales", {}))
    lengths = cldr.lengths_of_time(language) | _folded(durations.get("units", {}))
    for word in durations.get("excluded", ()):
        lengths.pop(folded(word), None)
    currencies = _currencies(language, amounts)
    symbols = _date_symbols(language, dates, cardinals, ordinals)
    suffixes = [re.escape(folded(suffix)) for suffix in dates.get("ordinal_suffixes", ())]
    decades = [re.escape(folded(suffix)) for suffix in dates.get("decade_suffixes", ())]
    return Vocabulary(
        language=language,
        decimal=cldr.decimal_sign(language),
        day_comes_first=cldr.day_comes_first(language),
        week_begins_on_monday=cldr.week_begins_on_monday(language),
        dates=symbols,
        distances=cldr.distances(language),
        numbers=cardinals,
        ones=ones,
        ordinals=ordinals,
        scales=scales,
        currencies=currencies,
        units=ENGLISH_SYMBOLS | _own_symbols() | cldr.units(language) | _plain(amounts.get("units", {})),
        lengths_of_time=lengths,
        fixed_durations=_folded(durations.get("fixed", {})),
        weights=frozenset(map(folded, amounts.get("weights", ()))),
        percent=frozenset(["%", *map(folded, amounts.get("percent", ()))]),
        points=frozenset(map(folded, amounts.get("points", ()))),
        times=times,
        date_phrases=Phrases(symbols),
        ordinal_suffix=re.compile(rf"(?:{'|'.join(suffixes)})(?!\w)" if suffixes else r"(?!)"),
        decade_suffix=re.compile(rf"(?:{'|'.join(decades)})(?!\w)") if decades else None,
        number_phrases=Phrases([*cardinals, *ones]),
        scale_phrases=Phrases(scales),
        currency_phrases=Phrases(currencies),
        of_phrase=re.compile(
            rf"(?:(?:{'|'.join(map(re.escape, amounts.get('of', ()))) or '(?!)'})(?: |(?<=')))?"
        ),
        and_a_half=Phrases(map(folded, durations.get("and_a_half", ()))),
        dropped_of_durations=_compiled(durations.get("dropped", ())),
        and_of_durations=re.compile(
            rf"\s*(?:,|&|{any_of(list(map(folded, durations.get('and', ())))) or '(?!)'})?\s*"
        ),
    )


@cache
def own_words(language: str) -> Words:
    """Return the words of a language beyond those of CLDR, by the names that its file has; nothing where there is no file."""
    if language not in OWN_WORDS:
        return {}
    file = files("linking.values") / "languages" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _codes() -> tuple[str, ...]:
    from iso4217 import Currency

    return tuple(sorted(currency.code for currency in Currency if not currency.code.startswith("X")))


def _date_symbols(
    language: str, own: Words, cardinals: Mapping[str, int], ordinals: Mapping[str, int]
) -> dict[str, str]:
    """Return the symbol of each phrase; where a phrase has two meanings, the later of these lines wins."""
    last_this_next = {-1: "L", 0: "T", 1: "N"}
    found = {phrase: str(number) for phrase, number in cardinals.items()}
    found |= {phrase: f"{number}o" for phrase, number in ordinals.items() if number}
    found |= {phrase: f"W{number}" for phrase, number in cldr.weekdays(language).items()}
    found |= {phrase: f"M{number}" for phrase, number in cldr.months(language).items()}
    found |= {phrase: f"R{unit}{away:+d}" for phrase, (unit, away) in cldr.relative_days(language).items()}
    found |= {
        phrase: f"{last_this_next[which]} W{number}"
        for phrase, (which, number) in cldr.relative_weekdays(language).items()
    }
    for name, symbol in _SYMBOLS.items():
        found |= dict.fromkeys(map(folded, own.get(name, ())), symbol)
    for number, name in enumerate(SEASONS, 1):
        found |= dict.fromkeys(map(folded, own.get(name, ())), f"S{number}")
    for name in DAY_PARTS:
        found |= dict.fromkeys(map(folded, own.get(name, ())), f"p{name}")
    for letter, name in (("M", "months"), ("W", "weekdays")):
        for key, words in own.get(name, {}).items():
            found |= dict.fromkeys(map(folded, words), f"{letter}{key}")
    found |= {folded(phrase): symbol for phrase, symbol in own.get("phrases", {}).items()}
    for key, words in own.get("offsets", {}).items():
        found |= dict.fromkeys(map(folded, words), f"Rd{int(key):+d}")
    for key, words in own.get("decades", {}).items():
        # In some languages the word of a decade is that of its number: beside "years" it is the decade.
        found |= {word: found.get(word, f"{key}D") for word in map(folded, words)}
    return found


def _currencies(language: str, own: Words) -> dict[str, str]:
    """Return codes, signs and names of currencies with the code, or with the sign where it is that of several."""
    codes = {code.casefold(): code for code in _codes()}
    named = cldr.currencies(language, _codes()) | _folded(own.get("currencies", {}))
    return codes | CURRENCY_SIGNS | named | _folded(own.get("signs", {}))


def _folded(words: Mapping[str, Any]) -> dict[str, Any]:
    return {folded(word): value for word, value in words.items()}


def _plain(words: Mapping[str, Any]) -> dict[str, Any]:
    return {plain(word): value for word, value in words.items()}


def _own_symbols() -> dict[str, str]:
    return {plain(symbol): symbol for symbol in SYMBOLS.values()}


def _compiled(words: list[str] | tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile(any_of(list(map(folded, words)))) if words else None
