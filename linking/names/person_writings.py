"""Persons' names as lists and references write them: LINDQVIST Mara, KB Asiedu, Holloway NJ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from linking.names.numerals import is_roman

_BETWEEN = re.compile("[\\s,\u2010\u2011-]+")
_MOST_INITIALS = 3
_MOST_TRAILING = 4


def other_orders(words: Sequence[str], surface: str) -> Iterator[str]:
    """Yield the keys of the same name in the usual order and with its initials apart.

    ``words`` are those of ``surface``, folded: a surname in capitals goes behind the given names, initials go before the
    surname. A single letter with a full stop behind a name stays there: it more often hides a surname (Anna B.).
    """
    if len(words) < 2:
        return
    if len(words[-1]) == 1:
        yield from _initials_first(words, surface)
        return
    if surface.istitle() or surface.isupper() or surface.islower():
        return
    parts = [part for part in _BETWEEN.split(surface) if part]
    if len(parts) != len(words):
        return
    capitals = [len(part) > 1 and part.isalpha() and part.isupper() for part in map(_plain, parts)]
    run = capitals.index(False) if False in capitals else 0
    if run and not any(capitals[run:]):
        yield " ".join((*words[run:], *words[:run]))
    for place, word in enumerate(words):
        if capitals[place] and len(word) <= _MOST_INITIALS and not is_roman(word):
            if place == len(words) - 1:
                yield " ".join((*word, *words[:place]))
            elif place == 0:
                yield " ".join((*word, *words[1:]))


def initial_forms(spellings: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the words of those spellings that begin with an initial."""
    return [tuple(each.split()) for each in spellings if each[1:2] == " "]


def _initials_first(words: Sequence[str], surface: str) -> Iterator[str]:
    """Yield ``Holloway N.J.`` and ``Holloway N`` with the initials before the surname."""
    first = next((place for place in range(len(words)) if all(len(word) == 1 for word in words[place:])), 0)
    letters = words[first:]
    certain = len(letters) > 1 or not (surface.rstrip().endswith(".") or is_roman(letters[0]))
    if 0 < first <= _MOST_TRAILING and len(letters) <= _MOST_INITIALS and certain:
        yield " ".join((*letters, *words[:first]))


def _plain(part: str) -> str:
    return part.replace("'", "").replace("’", "").rstrip(".")
