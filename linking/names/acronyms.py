"""Abbreviations by their letters: which letters a name is, and which it could be shortened to."""

from __future__ import annotations

import re

from linking.names.folding import APOSTROPHES, POSSESSIVE
from linking.names.joined_words import SMALL_WORDS

_CAPITALISED = re.compile(r"(?<![^\W_])[A-Z][^\W_]*")
_AMPERSAND = re.compile(r"\s*&\s*")
_AND = frozenset({"and", "und", "y", "e"})
_LONGEST_ACRONYM = 8


def acronym_of(surface: str) -> str:
    """Return the letters of "IBM", "U.S.", "AT&T" or "G20" in lower case, or nothing for an ordinary word."""
    if "&" in surface:
        surface = _AMPERSAND.sub("&", surface)
    if " " in surface.strip() and "." not in surface:
        # Of two words, which is what most names are.
        return ""
    if surface[1:].islower():
        return ""
    bare = POSSESSIVE.sub("", surface.strip().translate(APOSTROPHES))
    if len(bare) > _LONGEST_ACRONYM * 3:
        return ""
    bare = re.sub(r"(?<=[^\W\d_])\.\s?", "", bare)
    plain = bare.replace("&", "")
    if not 2 <= len(plain) <= _LONGEST_ACRONYM or not plain.isalnum() or not bare[0].isalpha():
        return ""
    upper = sum(map(str.isupper, plain))
    return bare.casefold() if upper >= 2 and upper * 3 >= len(plain) * 2 else ""


def initials_of(words: list[str], surface: str) -> tuple[str, ...]:
    """Return the abbreviations that a name could have: of all its words, of the weighty, of the capitalised ones."""
    if len(words) < 2:
        return ()
    every = "".join([word[0] for word in words])
    weighty = signed = every
    if not SMALL_WORDS.isdisjoint(words):
        weighty = "".join([word[0] for word in words if word not in SMALL_WORDS])
        if not _AND.isdisjoint(words):
            # Marks & Spencer is M&S.
            signed = "".join(
                [
                    "&" if word in _AND else word[0]
                    for word in words
                    if word in _AND or word not in SMALL_WORDS
                ]
            )
    if surface.replace(" ", "").isalnum():
        capitals = "".join([word[0] for word in surface.split() if "A" <= word[0] <= "Z"]).lower()
    else:
        capitals = "".join([word[0] for word in _CAPITALISED.findall(surface)]).casefold()
    if weighty == every == capitals:
        return (every,)
    return tuple(
        dict.fromkeys([letters for letters in (weighty, every, capitals, signed) if len(letters) > 1])
    )
