"""Two words of names side by side: the same word in another writing, with a slip of the pen, cut down to its initial, or none of it."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from linking.comparison.typos import same_sound
from linking.names.folding import is_discriminator, latin, scripts
from linking.names.numerals import are_two_numbers

_ANAGRAM_LETTERS = 4
"""Shorter words with the same letters in another order are other words: ABC and CBA."""
_SLIP_LETTERS = 4
_TWO_SLIPS_LETTERS = 7
_FEWEST_CONSONANTS = 3
_SAME_SCRIPT_EDITS = 2
_MOST_EDITS = 3
"""Words further apart are different, however they sound."""
_SYLLABIC = frozenset({"CJK", "HANGUL", "HIRAGANA", "KATAKANA"})
"""Scripts in which one sign is a syllable or a word: one sign that differs is no slip of the pen."""
_WITHOUT_VOWELS = frozenset({"ARABIC", "HEBREW", "SYRIAC"})
_DIGRAPHS = [
    ("ph", "f"),
    ("kh", "h"),
    ("gh", "g"),
    ("ck", "k"),
    ("ch", "c"),
    ("sh", "s"),
    ("th", "t"),
    ("x", "ks"),
]
_ONE_LETTER = str.maketrans("qzwcj", "ksvkg")
_NO_P = str.maketrans("pv", "bf")
"""Arabic has neither letter."""
_NOT_WRITTEN = re.compile("[aeiouyhw'-]")


@lru_cache(maxsize=1 << 18)
def word_relation(one: str, other: str) -> str:
    """Return how two different words may be one, or nothing.

    ``initial``: one is the first letter of the other. ``sound``: swapped, doubled or like-sounding letters. ``typo``: one edit, the
    first letter stays. ``slip``: one edit of the first letter, or two edits of seven letters or more. ``consonants``: only
    vowels differ, as transliterations do. Words of different scripts are compared in Latin letters.
    """
    if 1 in (len(one), len(other)):
        return "initial" if one[0] == other[0] and one.isalpha() and other.isalpha() else ""
    if is_discriminator(one) or is_discriminator(other) or are_two_numbers(one, other):
        return ""
    if one.isascii() and other.isascii():
        return _relation_in_one_script(one, other)
    written, also = scripts(one), scripts(other)
    if written.isdisjoint(also):
        return _relation_of_scripts(one, other, unwritten=not _WITHOUT_VOWELS.isdisjoint(written | also))
    return "" if not _SYLLABIC.isdisjoint(written) else _relation_in_one_script(one, other)


def _relation_in_one_script(one: str, other: str) -> str:
    edits = OSA.distance(one, other, score_cutoff=_MOST_EDITS)
    if edits > _MOST_EDITS:
        return ""
    shorter = min(len(one), len(other))
    if same_sound(one, other) and (shorter >= _ANAGRAM_LETTERS or sorted(one) != sorted(other)):
        return "sound"
    if shorter < _SLIP_LETTERS:
        return ""
    if edits == 1:
        return "typo" if one[0] == other[0] else "slip"
    if edits > _SAME_SCRIPT_EDITS or one[0] != other[0]:
        return ""
    if _same_consonants(one, other):
        return "consonants"
    return "slip" if shorter >= _TWO_SLIPS_LETTERS else ""


def _relation_of_scripts(one: str, other: str, *, unwritten: bool) -> str:
    a, b = latin(one), latin(other)
    if a and a == b:
        return "sound"
    if min(len(a), len(b)) <= 1:
        return ""
    if unwritten:
        return "consonants" if consonants(a).translate(_NO_P) == consonants(b).translate(_NO_P) else ""
    if relation := _relation_in_one_script(a, b):
        return relation
    return "consonants" if _same_consonants(a, b) else ""


def _same_consonants(one: str, other: str) -> bool:
    skeleton = consonants(one)
    return len(skeleton) >= _FEWEST_CONSONANTS and skeleton == consonants(other)


@lru_cache(maxsize=1 << 16)
def consonants(word: str) -> str:
    """Return the consonants of a Latin word, those that sound alike by one letter, none doubled."""
    for letters, sound in _DIGRAPHS:
        word = word.replace(letters, sound)
    first = "a" if word[:1] in tuple("aeiouy") else ""
    left = _NOT_WRITTEN.sub("", word).translate(_ONE_LETTER)
    return first + "".join(sign for place, sign in enumerate(left) if not place or sign != left[place - 1])
