"""Which of several writings of one name is shown."""

from __future__ import annotations

from collections.abc import Mapping

from linking.names.excess_words import has_excess
from linking.names.families import Family
from linking.names.folding import fold
from linking.names.numerals import is_numeral

CAPITALS_OF_HEADINGS = 4
"""A writing in capitals, or without any, names a thing from so many times the uses of the usual writing."""
_LONGEST_OF_CAPITALS = 4
"""A single word of so many letters may well be written in capitals: NATO, USA."""
_SHORTEST_SURNAME = 3
_CAPITALISED = frozenset({Family.PERSON, Family.LOCATION, Family.ORGANIZATION})


def best_writing(uses: Mapping[str, int], family: Family, shorter: Mapping[str, int] | None = None) -> str:
    """Return the writing with the most uses, the first of ``uses`` where nothing else tells.

    Words in lower case that are no part of the name never come first; capitals throughout, which headings have, and none at all
    count a quarter, and so does a person's surname in capitals. Of two with as many uses goes the one first whose words the thing's ``shorter`` names have, counted by
    their uses, then the longer.
    """
    if len(uses) == 1:
        return next(iter(uses))
    weights = {name: _weight(name, count, family) for name, count in uses.items()}
    most = max(weights.values())
    best = [name for name, weight in weights.items() if weight == most]
    if len(best) == 1:
        return best[0]
    words = {name: set(fold(name).split()) for name in best}
    told = {fold(name): count for name, count in (shorter or {}).items()}
    support = {
        name: sum(count for short, count in told.items() if words[name].issuperset(short.split()))
        for name in best
    }
    return min(
        best,
        key=lambda name: (
            -support[name],
            _in_capitals(name),
            -len(fold(name)),
            " " in name and name[0].islower(),
            -len(name),
        ),
    )


def has_surname_in_capitals(name: str) -> bool:
    """Tell whether a person's name has a word in capitals beside others that are not: LINDQVIST Mara."""
    words = [word for word in name.split() if len(word) >= _SHORTEST_SURNAME]
    capitals = [word for word in words if word.isupper() and not is_numeral(word.casefold())]
    return bool(capitals) and not all(word.isupper() for word in words)


def _weight(name: str, count: int, family: Family) -> tuple[bool, float]:
    """Return what a writing with so many uses weighs."""
    spaced = " " in name
    if spaced and family is Family.PERSON and has_excess(name):
        return False, count
    # Abbreviations of organisations have capitals; so have those of places, but few letters.
    in_capitals = name.isupper() and (
        spaced or (family is not Family.ORGANIZATION and len(name) > _LONGEST_OF_CAPITALS)
    )
    if family is Family.PERSON and has_surname_in_capitals(name):
        in_capitals = True
    if family in _CAPITALISED and (in_capitals or name.islower()):
        return True, count / CAPITALS_OF_HEADINGS
    return True, count


def _in_capitals(name: str) -> bool:
    return len(name) > _LONGEST_OF_CAPITALS and name.isupper()
