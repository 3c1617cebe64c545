"""Numbers in names: roman, Greek and Chinese numerals, ordinals and number words, and which of them may never differ."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter

from linking.names.number_words import ENGLISH, NUMBERS

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")


def _roman(number: int) -> str:
    """Write a number from 1 to 3999 in roman numerals of lower case."""
    places = (("m", "", ""), ("c", "d", "m"), ("x", "l", "c"), ("i", "v", "x"))
    return "".join(
        ("", one, one * 2, one * 3, one + five, five, five + one, five + one * 2, five + one * 3, one + ten)[int(digit)]
        for digit, (one, five, ten) in zip(f"{number:04}", places, strict=True)
    )  # fmt: skip


_VALUES = {_roman(number): number for number in range(1, 4000)}
_EVERYDAY = 39
"""Up to here a word that is a roman numeral is one, however it is written; above it may be a word: mix, dix, liv."""
_SAFE_LETTERS = 4
"""Words of so many letters that are a roman numeral by all its rules are words of no language that we know of."""
_UNLIKE_ABBREVIATIONS = frozenset({"xl", "li", "lv", "lx"})
"""Numerals of two letters above 39 that are numerals in capitals; the others (CD, DC, MD, CV) are abbreviations first."""
_SUBDIVISIONS = "abcdefgh"

_SURE = frozenset(
    word for word, number in _VALUES.items() if number <= _EVERYDAY or len(word) >= _SAFE_LETTERS
)
_LETTERED = {
    word + letter: f"{number}{letter}"
    for word, number in _VALUES.items()
    for letter in _SUBDIVISIONS
    if number <= _EVERYDAY and len(word) > 1 and word + letter not in _VALUES
}
"""Numerals with a letter behind them, IIa and IVb, with the same in digits."""
_SURE_LETTERED = frozenset(word for word in _LETTERED if "ii" in word)
_IN_CAPITALS = {
    word: str(number)
    for word, number in _VALUES.items()
    if word not in _SURE and (len(word) > 2 or word in _UNLIKE_ABBREVIATIONS)
} | {word: figures for word, figures in _LETTERED.items() if word not in _SURE_LETTERED}
"""What may be a numeral or a word, with its number: capitals tell."""
_DIGITS = {word: str(_VALUES[word]) for word in _SURE} | _LETTERED | _IN_CAPITALS
_DOUBTFUL = frozenset(_IN_CAPITALS)
_RULERS = _SURE | NUMBERS.keys()
_COUNTING = frozenset(_DIGITS | ENGLISH)
NUMERALS = _SURE | _SURE_LETTERED
"""The roman numerals that are numerals in lower case."""

_GREEK = dict(zip("αβγδεϛζηθικλμνξοπϟρ", [*range(1, 11), *range(20, 101, 10)], strict=True))
_GREEK_NUMERAL = re.compile(r"(?<!\w)([Α-ΡϚϞ]{1,3}|ΣΤ|[ΙΚΛΜ]ΣΤ)[΄´ʹʹ'’](?!\w)")
_KERAIAS = frozenset("΄´ʹʹ'’")
_CYRILLIC_NUMERAL = re.compile(r"(?<!\w)(?=[IVX]*[ІХ])[ІХIVX]{2,}(?!\w)")
_LATIN_LETTERS = str.maketrans("ІХ", "IX")
_COUNTED = re.compile(r"第?(.+?)[号號番期代世届次部区路]?")


def is_roman(word: str) -> bool:
    """Tell whether a word in lower case is a roman numeral whoever writes it: up to 39, or of four letters or more."""
    return word in _SURE


def is_numeral(word: str) -> bool:
    """Tell whether a folded word is a numeral in letters: ``xlii``, ``iib``, ``第二``, ``二号``."""
    if word in NUMERALS:
        return True
    return not word.isascii() and _is_counted(word)


def _is_counted(word: str) -> bool:
    numeral = _COUNTED.fullmatch(word)
    return numeral is not None and numeral[0] != numeral[1] and all(map(_stands_for_number, numeral[1]))


def _stands_for_number(sign: str) -> bool:
    return unicodedata.numeric(sign, None) is not None


def are_two_numbers(one: str, other: str) -> bool:
    """Tell whether two folded words are two numbers: ``sixth`` and ``sixty``, ``第一`` and ``第二``.

    One number in two cases is none: ``zweite`` and ``zweiten``.
    """
    number = NUMBERS.get(one)
    if number is not None:
        return NUMBERS.get(other, number) != number
    if one.isascii() or other.isascii():
        return False
    signs, also = [[sign for sign in word if _stands_for_number(sign)] for word in (one, other)]
    return bool(signs) and bool(also) and signs != also


def with_arabic_digits(text: str) -> str:
    """Return a text that is not ASCII with the digits of all scripts as 0 to 9."""
    return _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


def with_latin_numerals(surface: str) -> str:
    """Return a surface that is not ASCII with Greek numerals, and roman ones in Cyrillic letters, in Latin letters."""
    if not _KERAIAS.isdisjoint(surface):
        surface = _GREEK_NUMERAL.sub(_from_greek, surface)
    return _CYRILLIC_NUMERAL.sub(_from_cyrillic, surface) if "І" in surface or "Х" in surface else surface


def _from_greek(found: re.Match[str]) -> str:
    values = [_GREEK[letter] for letter in found[1].lower().replace("στ", "ϛ").replace("ς", "ϛ")]
    if any(one <= other for one, other in pairwise(values)):
        return found[0]
    return _roman(sum(values)).upper()


def _from_cyrillic(found: re.Match[str]) -> str:
    word = found[0].translate(_LATIN_LETTERS)
    return word if word.lower() in _VALUES else found[0]


def read_in_capitals(words: list[str], surface: str) -> list[str]:
    """Return folded words with the numerals in digits that only capitals tell from words.

    ``Super Bowl LIV`` is the 54th, ``Mark IVb`` is Mark 4b; ``Radio Mix`` and the capitals of ``RADIO MIX`` are words, and
    so is what a name begins with: ``LIV Golf``.
    """
    if _DOUBTFUL.isdisjoint(words) or surface.isupper():
        return words
    written = surface.split()
    return [
        _IN_CAPITALS[word]
        if place and word in _IN_CAPITALS and any(_in_capitals(word, each) for each in written[1:])
        else word
        for place, word in enumerate(words)
    ]


def _in_capitals(word: str, written: str) -> bool:
    written = written.strip(",;:.()")
    if written.lower() != word:
        return False
    return written.isupper() or (word in _LETTERED and written[:-1].isupper())


def ruler_number(words: Sequence[str], surface: str) -> tuple[int, str]:
    """Return how many words at the end of a person's name say which of several it is, and the roman numeral for them.

    ``II``, ``2nd``, ``the Second``, ``der Zweite``, ``Вторая``. "Xi" and "Vi" are names, "XI" and "VI" are numerals.
    """
    last = words[-1]
    if last not in _RULERS and not last[0].isdigit():
        return 0, ""
    if len(last) > 1 and is_roman(last) and last.upper() in surface:
        return 1, last
    if last[0].isdigit() and (ordinal := _ORDINAL.fullmatch(last)) and 0 < int(ordinal[1]) <= _EVERYDAY:
        return 1, _roman(int(ordinal[1]))
    if number := NUMBERS.get(last):
        if len(words) > 2 and words[-2] in {"the", "der", "die"}:
            return 2, _roman(number)
        if "\u0400" <= last[0] <= "\u04ff":
            return 1, _roman(number)
    return 0, ""


def numbered(words: list[str]) -> list[str]:
    """Return folded words with their numbers as digits, nothing where there is none: World War Two, 1st Bank, First Bank."""
    if _COUNTING.isdisjoint(words) and not any(map(str.isdigit, map(itemgetter(0), words))):
        return []
    last = len(words) - 1
    found = [_number(word, last=place == last) for place, word in enumerate(words)]
    return found if found != words or any(map(str.isdigit, found)) else []


def _number(word: str, *, last: bool) -> str:
    if word in ENGLISH:
        return str(ENGLISH[word])
    if word[0].isdigit() and (match := _ORDINAL.fullmatch(word)):
        return match[1]
    # A single letter is a numeral only as the last word is: World War I; "X" is a letter everywhere.
    if len(word) > 1 or (last and word == "i"):
        return _DIGITS.get(word, word)
    return word
