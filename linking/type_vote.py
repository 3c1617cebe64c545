"""The vote on a name's entity type, taken before types keep names apart: extractors mislabel, names rarely change kind."""

from __future__ import annotations

from collections.abc import Mapping

from linking.names import Family, family_of

DOMINANCE = 2 / 3
"""Share of the votes from which the majority overrules a type of another kind."""


def type_class(entity_type: str) -> str:
    """Return what types must have in common for names to meet: the family, or the type itself where a family is mixed."""
    family = family_of(entity_type)
    return f"{family}:{entity_type}" if family in {Family.OTHER, Family.VALUE} else family.value


def vote(ballots: Mapping[str, float], dominance: float = DOMINANCE) -> dict[str, str]:
    """Return the type that each type gives way to, for one name.

    ``ballots`` holds the votes by type. Types of one class agree on the strongest among them. The class with most votes
    overrules every other one if its share is ``dominance`` or more; else the classes stay apart, because a name can truly
    be two things (Washington). Ties go to the first type in alphabetical order.
    """
    by_class: dict[str, list[str]] = {}
    for name in sorted(ballots):
        by_class.setdefault(type_class(name), []).append(name)
    if len(by_class) == 1 and len(ballots) == 1:
        return {name: name for name in ballots}
    leads = {kind: max(names, key=lambda name: ballots[name]) for kind, names in by_class.items()}
    strength = {kind: sum(ballots[name] for name in names) for kind, names in by_class.items()}
    winner = max(sorted(strength), key=lambda kind: strength[kind])
    if strength[winner] >= dominance * sum(strength.values()):
        return dict.fromkeys(ballots, leads[winner])
    return {name: leads[kind] for kind, names in by_class.items() for name in names}
