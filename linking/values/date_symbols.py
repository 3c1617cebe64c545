"""The words of a date as symbols that are the same in every language.

``3 February 2019`` and ``3 февраля 2019 г.`` are ``3 M2 2019`` and ``3 M2 2019 Uy``. The symbols:

- ``M2`` a month, ``W0`` a weekday (Monday), ``S1`` a season (spring), ``pmorning`` a part of a day
- ``3o`` third, ``1990D`` a decade, ``Q3`` and ``H1`` a quarter and a half
- ``Ud Uw Um Uq Uh Uy Us Uz`` the words day, week, month, quarter, half, year, years, decade; ``C`` the word century
- ``Rd-1`` a day (week, month, year) so many before or after the day of writing
- ``L N T P F`` last, next, this, past, coming; ``A`` what leans on something said before ("the following")
- ``-`` to, ``&`` and, ``B`` between
"""

from __future__ import annotations

import re
from collections.abc import Callable

from linking.names.numerals import is_roman
from linking.values.vocabulary import Vocabulary

_NUMBER = re.compile(r"\d+")
_SIGN = re.compile(r"[-/]")
_IGNORED = re.compile(r"[ .,()]+|'(?!\d)")
_QUARTER = re.compile(r"([qth])([1-4])(?!\w)")
_ROMAN = re.compile(r"([ivx]+)(?:e|ème|eme|è|-\w{1,2})?(?!\w)")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_AWAY = {"L": "-1", "T": "+0", "N": "+1"}
_UNIT_BESIDE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\b([LNT]) U([wmy])\b"), lambda match: f"R{match[2]}{_AWAY[match[1]]}"),
    (re.compile(r"\bU([wmy]) ([LNT])\b"), lambda match: f"R{match[1]}{_AWAY[match[2]]}"),
    (re.compile(r"\bP U([wmy])\b"), lambda match: f"R{match[1]}-1"),
    (re.compile(r"\bF U([wmy])\b"), lambda match: f"R{match[1]}+1"),
    (re.compile(r"\bT p(morning|afternoon|evening)\b"), lambda match: f"Rd+0 p{match[1]}"),
)


def date_symbols(text: str, vocabulary: Vocabulary) -> str | None:
    """Return the symbols of a text (`linking.values.surfaces.folded`); None if a word of it is none of dates."""
    symbols: list[str] = []
    place = 0
    while place < len(text):
        if phrase := vocabulary.date_phrases.at(text, place):
            symbols.append(vocabulary.dates[phrase])
            place += len(phrase)
            continue
        if found := _NUMBER.match(text, place):
            if vocabulary.decade_suffix and (suffix := vocabulary.decade_suffix.match(text, found.end())):
                symbols.append(f"{found[0]}D")
                found = suffix
            elif suffix := vocabulary.ordinal_suffix.match(text, found.end()):
                symbols.append(f"{int(found[0])}o")
                found = suffix
            else:
                symbols.append(found[0])
        elif found := _QUARTER.match(text, place):
            symbols.append(f"{'H' if found[1] == 'h' else 'Q'}{found[2]}")
        elif (found := _ROMAN.match(text, place)) and is_roman(found[1]):
            symbols.append(f"{_roman(found[1])}o")
        elif found := _SIGN.match(text, place):
            symbols.append(found[0])
        elif not (found := _IGNORED.match(text, place)):
            return None
        place = found.end()
    joined = " ".join(filter(None, symbols))
    for form, replacement in _UNIT_BESIDE:
        joined = form.sub(replacement, joined)
    return joined


def _roman(word: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in word]
    return sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True))
