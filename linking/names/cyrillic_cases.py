"""Persons' names of Slavic languages in the cases of their grammar: Ивана Дорохова, Дорохову and Иваном Дороховым are Иван Дорохов.

Masculine names only: the feminine forms of the same surnames are other people's names. So is a bare surname in -а (Дорохова), which
is left alone; beside a given name of the same case it is the man's genitive.
"""

from __future__ import annotations

import re
from itertools import product

_CASES = ("genitive", "dative", "instrumental", "prepositional")
_GIVEN = {
    "genitive": (("а", ""), ("я", "и"), ("я", "ь")),
    "dative": (("у", ""), ("ю", "и"), ("ю", "ь")),
    "instrumental": (("ом", ""), ("ем", "и"), ("ем", "ь")),
    "prepositional": (("е", ""), ("е", "и"), ("е", "ь")),
}
"""Endings of given names, and what stands in their place in the nominative; "й" is read as "и"."""
_SURNAME = {
    "genitive": (("а", ""), ("ого", "ии")),
    "dative": (("у", ""), ("ому", "ии")),
    "instrumental": (("ым", ""), ("им", "ии")),
    "prepositional": (("е", ""), ("ом", "ии")),
}
_PLAIN = re.compile(r".+(?:ов|ев|ин|ын)")
_ADJECTIVE = re.compile(r".+[сц]кии")
_FEWEST_LETTERS = 3


def is_cyrillic(key: str) -> bool:
    """Tell whether a name begins with a letter of the Cyrillic block."""
    return "\u0400" <= key[0] <= "\u04ff"


def nominatives(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Return the names in the nominative that folded ``words`` may be another case of: given names, then a surname."""
    *given, surname = words
    found: set[tuple[str, ...]] = set()
    for case in _CASES:
        last = {
            name
            for name in _bases(surname, _SURNAME[case])
            if _PLAIN.fullmatch(name) or _ADJECTIVE.fullmatch(name)
        }
        if not given and case == "genitive":
            last = {name for name in last if _ADJECTIVE.fullmatch(name)}
        if last:
            first = [_bases(name, _GIVEN[case]) for name in given]
            found |= {(*names, name) for *names, name in product(*first, last)}
    return found


def _bases(word: str, endings: tuple[tuple[str, str], ...]) -> set[str]:
    return {
        word.removesuffix(ending) + instead
        for ending, instead in endings
        if word.endswith(ending) and len(word) - len(ending) >= _FEWEST_LETTERS - 1
    }
