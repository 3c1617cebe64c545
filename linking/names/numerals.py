"""Numbers in names: roman numerals, ordinals and number words, read as digits."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CARDINALS = "zero one two three four five six seven eight nine ten eleven twelve"
_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_NUMBER_OF = {
    word: str(number) for words in (_CARDINALS, _ORDINALS) for number, word in enumerate(words.split())
}
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_ROMAN = re.compile(r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}


def is_roman(word: str) -> bool:
    """Tell whether a word in lower case is a roman numeral up to 39."""
    return word[:1] in _ROMAN_VALUES and _ROMAN.fullmatch(word) is not None


def numbered(words: Sequence[str]) -> list[str]:
    """Return folded words with their numbers as digits, nothing where there is none: World War Two, 1st Bank, First Bank."""
    if not any(map(_may_be_number, words)):
        return []
    last = len(words) - 1
    found = [_number(word, last=place == last) for place, word in enumerate(words)]
    return found if any(map(str.isdigit, found)) else []


def _may_be_number(word: str) -> bool:
    return word[0] in _ROMAN_VALUES or word[0].isdigit() or word in _NUMBER_OF


def _number(word: str, *, last: bool) -> str:
    if word in _NUMBER_OF:
        return _NUMBER_OF[word]
    if word[0].isdigit() and (match := _ORDINAL.fullmatch(word)):
        return match[1]
    # A single letter is a numeral only as the last word is: World War I; "X" is a letter everywhere.
    if is_roman(word) and (len(word) > 1 or (last and word == "i")):
        values = [_ROMAN_VALUES[letter] for letter in word]
        following = [*values[1:], 0]
        return str(sum(-one if one < two else one for one, two in zip(values, following, strict=True)))
    return word
