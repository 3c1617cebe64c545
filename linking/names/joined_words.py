"""Names that are written with other gaps between their words: Wal-Mart and Walmart, Xiao-Ming and Xiaoming, Bashar al-Assad and Bashar Assad."""

from __future__ import annotations

import re
from collections.abc import Sequence

from linking.names.families import Family

_SMALL = """of the and for in on at to a an by de la le les du des der die das den und fur von van y e el los da do dos di del"""
SMALL_WORDS = frozenset(_SMALL.split())
"""Words that names of organisations and places may have or lack, and that initials may skip."""
_ARTICLES = frozenset({"al", "el", "ul", "as", "ash", "ad", "an", "ar", "at", "az"})
"""The Arabic article in Latin letters: Bashar al-Assad is Bashar Assad."""
_FIRST_ARTICLES = frozenset({"le", "la", "les", "el", "los", "las", "der", "die", "das", "il", "gli"})
_WRITTEN_LARGE = frozenset({"al", "el"})
"""The forms of the article that are as often written with a capital; the others are names then (Nguyen An Ninh)."""
_HYPHEN = re.compile("[-\u2010\u2011]")
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
JOINED = "="
"""What the spelling of a name begins with that is its words written together."""


def joined(words: Sequence[str], surface: str, family: Family) -> str:
    """Return the spelling under which names meet that join or leave out words; ``words`` are those of ``surface``, folded.

    A small word is left out in the midst of a name only, and where it is written small: University of Vardo, but Carry On
    Films. The Arabic article of a person likewise; ``al`` and ``el`` however they are written.
    """
    if len(words) < 3:
        return JOINED + "".join(words)
    person = family is Family.PERSON
    light = _ARTICLES if person else SMALL_WORDS
    if light.isdisjoint(words):
        return JOINED + "".join(words)
    small = frozenset() if surface.isupper() else frozenset(_HYPHEN.sub(" ", surface).split())
    last = len(words) - 1
    weighty = [
        word
        for place, word in enumerate(words)
        if place in {0, last} or word not in light or not _is_small(word, small, person=person)
    ]
    return JOINED + "".join(weighty if len(weighty) > 1 else words)


def joined_without_article(words: Sequence[str], family: Family) -> str:
    """Return the joined words of a name without the article that it begins with, by which one text knows it; else nothing."""
    has_article = len(words) > 2 and words[0] in _FIRST_ARTICLES and family is not Family.PERSON
    return JOINED + "".join(words[1:]) if has_article else ""


def joined_single(words: Sequence[str], family: Family) -> str:
    """Return the spelling by which a single word may be what others write in several, a guess; empty for other names.

    A person's single word is another name than two words: Lina and Li Na.
    """
    alone = len(words) == 1 and family is not Family.PERSON and words[0].isascii() and len(words[0]) > 3
    return JOINED + words[0] if alone else ""


def hyphenated(words: Sequence[str], surface: str, family: Family) -> str:
    """Return the single word for a name in one word with hyphens, Walmart for Wal-Mart; empty for others, and for persons."""
    if len(words) < 2 or family is Family.PERSON or not _HYPHEN.search(surface):
        return ""
    whole = "".join(words)
    return whole if any(_HYPHEN.sub("", part).casefold() == whole for part in surface.split()) else ""


def with_inner_capitals(words: Sequence[str], surface: str) -> str:
    """Return the words that a name of a single word tells by its capitals, wal mart for WalMart; empty for others."""
    if len(words) > 1 or surface.istitle() or surface.isupper() or surface.islower():
        return ""
    for part in surface.split():
        if part.casefold() == words[0]:
            found = _INNER_CAPITAL.sub(" ", part)
            return found.casefold() if found != part else ""
    return ""


def only_joined(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two names of the same letters differ in words that one of them joins: Xiao Ming Wu and Xiaoming Wu.

    Ann Elane and Anne Lane are two names.
    """
    light = _ARTICLES | SMALL_WORDS
    if _refines(one, other) or _refines(other, one):
        return True
    few, many = ([word for word in words if word not in light] for words in (one, other))
    return _refines(few, many) or _refines(many, few)


def _refines(parts: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether ``words`` are ``parts``, some of them written together."""
    rest = list(reversed(parts))
    for word in words:
        text = ""
        while rest and len(text) < len(word):
            text += rest.pop()
        if text != word:
            return False
    return not rest


def _is_small(word: str, small: frozenset[str], *, person: bool) -> bool:
    if person and word in _WRITTEN_LARGE:
        return True
    return not small or word in small or (word == "and" and "&" in small)
