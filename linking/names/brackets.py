"""What a name says in brackets at its end: an abbreviation of it, or which of several bearers it means."""

from __future__ import annotations

import re

from linking.names.families import Family

CLOSING = frozenset(")]）］】〕〉")
_OPEN, _CLOSE = r"(\[（［【〔〈", r")\]）］】〕〉"
_AT_THE_END = re.compile(
    rf"(.*[^\s{_OPEN}{_CLOSE}])(\s*)([{_OPEN}])\s*([^{_OPEN}{_CLOSE}]{{2,40}}?)\s*[{_CLOSE}]\s*", re.DOTALL
)
_SHORTEST = 2


def in_brackets(surface: str, family: Family) -> tuple[str, str]:
    """Return a surface without the brackets at its end, and what stands in them; nothing where they are part of a word.

    Of things, brackets without a space before them are part of the name: iron(III), poly(vinyl alcohol).
    """
    found = _AT_THE_END.fullmatch(surface)
    if found is None:
        return surface, ""
    name, space, opening, inside = found.groups()
    name = name.strip()
    if len(name) < _SHORTEST or (family is Family.OTHER and not space and opening.isascii()):
        return surface, ""
    return name, inside


def may_abbreviate(letters: str, text: str) -> bool:
    """Tell whether letters in brackets behind a folded name can be an abbreviation of it.

    The condition of Schwartz and Hearst (A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text,
    2003): the letters occur in the long form in this order, and the first one begins a word of it.
    """
    letters = letters.replace("&", "")
    if len(letters) * 2 > len(text):
        return False
    starts = [place for place in range(len(text)) if not place or text[place - 1] == " "]
    return any(_in_order(letters, text[start:]) for start in starts if text[start] == letters[0])


def are_two_things(one: str, other: str) -> bool:
    """Tell whether two names that are the same but for what they say in brackets are two things: ``judge``, ``actor``.

    What says more of the same does not contradict: ``politician``, ``british politician``; ``ger``, ``germany``.
    """
    if not one or not other or one.startswith(other) or other.startswith(one):
        return False
    words, others = set(one.split()), set(other.split())
    return not words <= others and not others <= words


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(any(letter == sign for sign in rest) for letter in letters)
