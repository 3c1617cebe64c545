"""What a built-in kind is, and the signs that values of all kinds are written with.

The expressions of the kinds begin with the sign that they look for and only then look behind it: so most of a text is passed over
without a look at each place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

BLANK = "[ \u00a0\u2002-\u200a\u202f]"
"""A blank within a line: also the ones that do not break, and the thin ones."""

GAP = "[ \u00a0\u2002-\u200a\u202f\n]"
"""A blank, or the end of a line that was wrapped."""

DASH = "[-\u2010-\u2013\u2212]"
"""A hyphen, or what is set in its place: one that does not break, a figure dash, an en dash, a minus."""

_SEPARATORS = {ord(sign): None for sign in " \u00a0\u202f\n-.\u2212/"}
_SEPARATORS |= dict.fromkeys([*range(0x2002, 0x200B), *range(0x2010, 0x2014)])


def compact(value: str) -> str:
    """Return a value without what stands between its digits and letters: blanks, dashes, full stops, slashes."""
    return value.translate(_SEPARATORS)


@dataclass(frozen=True, slots=True)
class Found:
    """A value of a kind: ``text[start:end]``, and ``why`` it is one, in plain words."""

    start: int
    end: int
    why: str


Regions = tuple[str, ...]
"""Codes of countries (ISO 3166, two letters), in order of preference; empty where none is given."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of values that rules find: its name in the settings, what it finds, and an example.

    ``find`` yields what a text holds, in order and without overlap; ``packages`` are the installed packages that it asks; of a value that one of the kinds
    in ``yields_to`` finds as well and at more length, this kind finds nothing, whether that one is asked for or not.
    ``regions`` are the countries that a rule may choose among, or None where a region says nothing to it.
    """

    name: str
    finds: str
    example: str
    find: Callable[[str, Regions], Iterable[Found]]
    packages: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()
    regions: Callable[[], frozenset[str]] | None = None


def in_order(found: Iterable[Found]) -> list[Found]:
    """Return values in the order of their starts; of those that overlap the longer one, of equally long ones the first."""
    taken: list[Found] = []
    for value in sorted(found, key=lambda each: (each.start, -each.end)):
        if taken and value.start < taken[-1].end:
            if value.end - value.start > taken[-1].end - taken[-1].start:
                taken[-1] = value
            continue
        taken.append(value)
    return taken
