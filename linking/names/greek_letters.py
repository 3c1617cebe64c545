"""Greek letters in names of things, and their names: IFN-γ is IFN-gamma, and TNF-α is no TNF-a."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# In their names Greek letters carry no final sigma, and lambda its b.
_NAME_OF = {
    letter: "lambda" if letter == "λ" else unicodedata.name(letter).split()[-1].lower()
    for letter in "αβγδεζηθικλμνξοπρστυφχψω"
}
_LETTER = re.compile(r"(?<![\u0370-\u03ff])[α-ω](?![\u0370-\u03ff]|[a-z]{2})")
_LATIN = re.compile("[a-z]")
_LONG_NAMES = "|".join(name for name in _NAME_OF.values() if len(name) > 3)
_NAMED = re.compile(
    rf"(?:^|[ \d])(?:{'|'.join(_NAME_OF.values())}|(?:{_LONG_NAMES})[a-z])(?=$|[ \d])|(?:{_LONG_NAMES})(?=$|[ \d])"
)
_EDGE = 4
_EDGES = frozenset(part for name in _NAME_OF.values() for part in (name[:_EDGE], name[-_EDGE:]))
_GAP = re.compile(r"(?<!\d) | (?!\d)")
_WITHOUT_GAPS = "~"


def letters_named(key: str) -> str:
    """Return a key of Latin letters with its single Greek letters by their names, empty where it has none: ``tnf alpha``."""
    if not _LATIN.search(key) or not _LETTER.search(key):
        return ""
    return " ".join(_LETTER.sub(lambda letter: f" {_NAME_OF[letter[0]]} ", key).split())


def may_name_a_letter(words: Sequence[str]) -> bool:
    """Tell, much faster than a search, whether a word begins or ends as the name of a letter does."""
    first = [word[:_EDGE] for word in words]
    return not _EDGES.isdisjoint(first) or not _EDGES.isdisjoint([word[-_EDGE:] for word in words])


def without_gaps(key: str) -> str:
    """Return the spelling of a thing whose name has a Greek letter's name, however its parts are joined: IL-1beta, IL-1 beta.

    Digits never come together: IL-1 1beta is no IL-11 beta.
    """
    if not _NAMED.search(key):
        return ""
    return _WITHOUT_GAPS + _GAP.sub("", key)
