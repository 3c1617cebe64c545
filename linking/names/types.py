"""The vote on a name's entity type, taken before types keep names apart: extractors mislabel, names rarely change kind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import sqrt

from linking.names.families import Family, family_of

DOMINANCE = 2 / 3
"""Share of the votes for two kinds from which the more frequent overrules the other."""


@lru_cache(maxsize=4096)
def type_class(entity_type: str) -> str:
    """Return what types must have in common for names to meet: the family, or the type itself where a family is mixed."""
    family = family_of(entity_type)
    return f"{family}:{entity_type}" if family in {Family.OTHER, Family.VALUE} else family.value


PLACE_AND_ITS_OWN = {Family.LOCATION.value, Family.ORGANIZATION.value}

MISLABELLED = 0.01
"""Share of a name's documents in which chance alone gives it one and the same wrong type."""


MISLABELLED_UNRELATED = 0.05
"""The same share for types that a name rarely has both of: a place and its team are common, a place and a person are not."""


def expected_errors(count: int | float, rate: float) -> float:
    """Return how many of ``count`` types errors at a rate explain: their expectation, two standard deviations, and one."""
    return rate * count + 2 * sqrt(rate * count) + 1


def vote(
    ballots: Mapping[str, float], mislabelled: float | None = None, *, several_words: bool = False
) -> dict[str, str]:
    """Return the type that each type gives way to, for one name.

    ``ballots`` holds the votes by type. Types of one class agree on the strongest among them. The class with most votes
    overrules each other class of which it has twice the votes, ``DOMINANCE`` of both; else the two stay apart, because a
    name can truly be two things (Washington). A name of several words hardly is, unless it is a place with its team or
    company, so there the majority will do. With ``mislabelled``, a class also stays that has more votes than errors at this
    rate explain: the rate's expectation, two standard deviations, and one; but for a place and its organisation the rate is
    ``MISLABELLED_UNRELATED``. Ties go to the first type in alphabetical order.
    """
    by_class: dict[str, list[str]] = {}
    for name in sorted(ballots):
        by_class.setdefault(type_class(name), []).append(name)
    if len(ballots) == 1:
        return {name: name for name in ballots}
    leads = {kind: max(names, key=lambda name: ballots[name]) for kind, names in by_class.items()}
    strength = {kind: sum(ballots[name] for name in names) for kind, names in by_class.items()}
    winner = max(sorted(strength), key=lambda kind: strength[kind])
    total = sum(strength.values())
    yields = {}
    for kind, votes in strength.items():
        own = {kind, winner} == PLACE_AND_ITS_OWN
        errors = (
            total
            if mislabelled is None
            else expected_errors(total, mislabelled if own else MISLABELLED_UNRELATED)
        )
        yields[kind] = votes <= errors and (
            strength[winner] >= DOMINANCE * (strength[winner] + votes) or (several_words and not own)
        )
    return {
        name: leads[winner if yields[kind] else kind] for kind, names in by_class.items() for name in names
    }
