"""The vote on a name's entity type, taken before types keep names apart: extractors mislabel, names rarely change kind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import sqrt

from linking.names import Family, family_of

DOMINANCE = 2 / 3
"""Share of the votes from which the majority overrules a type of another kind."""


@lru_cache(maxsize=4096)
def type_class(entity_type: str) -> str:
    """Return what types must have in common for names to meet: the family, or the type itself where a family is mixed."""
    family = family_of(entity_type)
    return f"{family}:{entity_type}" if family in {Family.OTHER, Family.VALUE} else family.value


MISLABELLED = 0.01
"""Share of a name's documents in which chance alone gives it one and the same wrong type."""


def vote(ballots: Mapping[str, float], mislabelled: float | None = None) -> dict[str, str]:
    """Return the type that each type gives way to, for one name.

    ``ballots`` holds the votes by type. Types of one class agree on the strongest among them. The class with most votes
    overrules the others if its share is ``DOMINANCE`` or more; else all stay apart, because a name can truly be two things
    (Washington). With ``mislabelled``, a class also stays that has more votes than errors at this rate explain: the rate's
    expectation, two standard deviations, and one. Ties go to the first type in alphabetical order.
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
    if strength[winner] < DOMINANCE * total:
        return {name: leads[kind] for kind, names in by_class.items() for name in names}
    errors = total if mislabelled is None else mislabelled * total + 2 * sqrt(mislabelled * total) + 1
    return {
        name: leads[winner if strength[kind] <= errors else kind]
        for kind, names in by_class.items()
        for name in names
    }
