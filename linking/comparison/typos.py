"""When two names that differ by letters may be the same: the guarded slip of the pen."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from linking.names.families import Family
from linking.names.folding import is_discriminator
from linking.names.form import NameForm
from linking.names.numerals import are_two_numbers

_LETTERS = 4
"""A word that differs has at least so many letters."""
_MOST_LETTERS = 40
_GIVEN_NAME_LETTERS = 5
GIVEN_NAME_ENDINGS = frozenset("aeo")
"""Last letters in which the given names of two people may differ: Mario and Maria."""
_RELATIVES = frozenset("aаs")
"""Last letters, Latin and Cyrillic, that make a surname that of a woman or of a family."""
_EDITS = 2
_SURNAME_LETTERS = 6
_CERTAIN_LETTERS = 7
_DOUBTFUL = 0.94
_SOUNDS = str.maketrans("yjczw", "iiksv")
_UMLAUT = re.compile("([aou])e")
_SEVERAL = 2
_BY_FAR = 3


def typo_score(a: NameForm, b: NameForm) -> float:
    """Return how alike two names are that differ by slips of the pen, 0 when a guard forbids it.

    The names have equally many words, in the same order. Words that differ have at least four letters, the same first letter,
    no digit and no numeral, and are one edit apart (insert, delete, replace, swap two neighbours); two such words at most.
    Generational suffix, title and legal form never contradict. A person's given names may not differ in their endings (Mario and Maria),
    nor the surname by a feminine or plural ending.
    Names of things that are no person, organisation, place or event differ in swapped, doubled or like-sounding letters
    only: sulfate and sulfite are two substances. The score is 1 - edits / (letters of both names), at most 0.94 if a word
    of less than seven letters differs in its sound (Hansen and Hanson).
    """
    if len(a.tokens) != len(b.tokens) or a.suffix != b.suffix or a.contradicts(b):
        return 0.0
    edits = 0
    doubtful = False
    last = len(a.tokens) - 1
    for place, (one, other) in enumerate(zip(a.tokens, b.tokens, strict=True)):
        if one == other:
            continue
        if not typo_of_word(one, other):
            return 0.0
        if a.family is Family.PERSON and (
            _is_relative(one, other) if place == last else not _given_name_typo(one, other)
        ):
            return 0.0
        if not same_sound(one, other):
            if a.family is Family.OTHER:
                return 0.0
            doubtful = doubtful or min(len(one), len(other)) < _CERTAIN_LETTERS
        edits += 1
    if not edits or edits > _EDITS:
        return 0.0
    score = 1.0 - edits / (sum(map(len, a.tokens)) + sum(map(len, b.tokens)) + 2 * last)
    return min(score, _DOUBTFUL) if doubtful else score


def typo_of_word(one: str, other: str) -> bool:
    """Tell whether two words are one slip of the pen apart, neither carries a number, and they are no two numbers."""
    return (
        one[0] == other[0]
        and can_have_typo(one)
        and can_have_typo(other)
        and OSA.distance(one, other, score_cutoff=1) == 1
        and not are_two_numbers(one, other)
    )


def can_have_typo(word: str) -> bool:
    """Tell whether a word may differ by a slip of the pen at all: 4 to 40 letters, no digit, no numeral."""
    return _LETTERS <= len(word) <= _MOST_LETTERS and not is_discriminator(word)


def same_sound(one: str, other: str) -> bool:
    """Tell whether two words differ in swapped, doubled or like-sounding letters: Sergei and Sergey, Mueller and Muller."""
    return sorted(one) == sorted(other) or _sound(one) == _sound(other)


def is_slip(one: NameForm, other: NameForm, count: int, other_count: int) -> bool:
    """Tell whether one of two names that differ by a typo is rare enough to be one, by the uses of both in a document.

    A slip of the pen is rare beside its right form: two names that are both used several times are two names (Callum Reed
    and Callum Reid), unless they sound the same, as transliterations do.
    """
    fewer, more = sorted((count, other_count))
    if fewer < _SEVERAL or more >= _BY_FAR * fewer:
        return True
    return all(a == b or same_sound(a, b) for a, b in zip(one.tokens, other.tokens, strict=True))


def surname_typo(short: NameForm, full: NameForm) -> bool:
    """Tell whether ``short`` is the surname of ``full`` with one slip of the pen; both of six letters or more."""
    if short.family is not Family.PERSON or len(short.tokens) != 1 or len(full.tokens) < 2:
        return False
    one, other = short.tokens[0], full.tokens[-1]
    long_enough = min(len(one), len(other)) >= _SURNAME_LETTERS
    return long_enough and typo_of_word(one, other) and not _is_relative(one, other)


def _is_relative(one: str, other: str) -> bool:
    """Tell whether a surname only has a feminine or plural ending more: Dudayev and Dudayeva, the Morsbachs."""
    shorter, longer = sorted((one, other), key=len)
    return longer[:-1] == shorter and longer[-1] in _RELATIVES


def _given_name_typo(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _GIVEN_NAME_LETTERS or one.startswith(other) or other.startswith(one):
        return False
    return one[-1] == other[-1] or not {one[-1], other[-1]} & GIVEN_NAME_ENDINGS


def _sound(word: str) -> str:
    word = _UMLAUT.sub(r"\1", word.replace("ph", "f").replace("ck", "k")).translate(_SOUNDS)
    return "".join(letter for i, letter in enumerate(word) if not i or letter != word[i - 1])
