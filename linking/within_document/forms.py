"""The forms of a document: the mentions of one name and kind, after a vote on the kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from extractors.mentions import Mention
from linking.names.brackets import are_two_things
from linking.names.excess_words import cores, has_lower_edge
from linking.names.families import Family, family_of
from linking.names.folding import fold
from linking.names.form import NameForm, take_apart
from linking.names.inflection import base_forms
from linking.names.types import DOMINANCE, type_class, vote

ReadValue = Callable[[Mention, str], str]
"""What reads a mention of a type as a value, and returns it as ``linking.values.written`` writes it."""

_WEAK = 2
"""A name of so many mentions, or less, takes its kind from its kin, where that is named more often."""
_COMMA_AND_SPACE = 2
_SURNAME_LETTERS = 3
_ACRONYM_LETTERS = 3
_LONGEST_PERSON = 4
_OF_NO_PERSON = frozenset({"of", "for", "and"})


@dataclass(slots=True)
class Form:
    """All mentions of one normal form.

    ``joined`` are the forms that joined this one as their leader; ``core`` is the form that this one is, but for words in
    lower case around it; ``value`` is what the form says as a value, as ``linking.values.written`` writes it, empty for names;
    ``placed`` tells that the text says in which other place it is: Hudson, New York.
    """

    name: NameForm
    type: str
    value: str = ""
    mentions: list[int] = field(default_factory=list)
    joined: list[tuple[Form, str, float]] = field(default_factory=list)
    ambiguous: bool = False
    placed: bool = False
    core: Form | None = None


def forms_of(mentions: Sequence[Mention], read_value: ReadValue) -> list[Form]:
    """Group mentions by type class and key after the vote on types, the longest names first; values also by what they say."""
    written: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, mention in enumerate(mentions):
        written[mention.surface, mention.type].append(index)
    voted = _voted({form: len(indices) for form, indices in written.items()})
    groups: dict[tuple[str, str, str], list[tuple[NameForm, str, list[int]]]] = defaultdict(list)
    for form, indices in written.items():
        kind = voted[form]
        family = family_of(kind)
        name = take_apart(form[0], family)
        if family is not Family.VALUE:
            groups[type_class(kind), name.key, ""].append((name, kind, indices))
            continue
        # The same words may say two things in one document: Wednesday, where one sentence reports and another announces.
        by_value: dict[str, list[int]] = defaultdict(list)
        for index in indices:
            by_value[read_value(mentions[index], kind)].append(index)
        for value, of_value in by_value.items():
            groups[type_class(kind), name.key, value].append((name, kind, of_value))
    forms: list[Form] = []
    for (_, _, value), group in groups.items():
        # Mr. and Mrs. Smith are two people; a plain Smith beside them is neither for certain.
        contradictory = len({name.variant for name, _, _ in group} - {""}) > 1
        # So are a judge and an actor of one name, where it says so in brackets.
        said = sorted({name.qualifier for name, _, _ in group} - {""})
        told_apart = any(are_two_things(one, other) for one, other in combinations(said, 2))
        split: dict[tuple[str, str], Form] = {}
        for name, kind, indices in group:
            parts = name.variant if contradictory else "", name.qualifier if told_apart else ""
            found = split.setdefault(parts, Form(name, kind, value))
            found.mentions += indices
            if name.qualifier and not found.name.qualifier:
                found.name = name
        forms += split.values()
    followed = _followed_by_a_place(mentions)
    for each in forms:
        each.mentions.sort()
        each.placed = not followed.isdisjoint(each.mentions)
    inflected = _inflected(forms)
    _find_cores(forms, [surface for surface, _ in written if has_lower_edge(surface)])
    return sorted(
        forms,
        key=lambda form: (
            form.core is not None,
            -len(form.name.tokens),
            id(form) in inflected,
            -len(form.mentions),
            -len(form.name.key),
            form.mentions[0],
        ),
    )


def _followed_by_a_place(mentions: Sequence[Mention]) -> set[int]:
    """Return the places of mentions behind which another place stands, a comma and a space between them."""
    return {
        index
        for index, (one, other) in enumerate(pairwise(mentions))
        if other.start - one.end == _COMMA_AND_SPACE
        and family_of(one.type) is family_of(other.type) is Family.LOCATION
    }


def _voted(uses: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], str]:
    """Return the type that each surface of a type has after the vote of all mentions of its name, and of its kin."""
    ballots: dict[str, dict[str, int]] = defaultdict(dict)
    for (surface, given), count in uses.items():
        votes_for = ballots[fold(surface)]
        votes_for[given] = votes_for.get(given, 0) + count
    votes = {name: vote(counts, several_words=" " in name) for name, counts in ballots.items()}
    if len({type_class(given) for _, given in uses}) > 1:
        _ask_kin(votes, ballots, uses)
    return {(surface, given): votes[fold(surface)][given] for surface, given in uses}


def _ask_kin(
    votes: dict[str, dict[str, str]],
    ballots: Mapping[str, Mapping[str, int]],
    uses: Iterable[tuple[str, str]],
) -> None:
    """Let names of few mentions take the type of a name that is the same but for its form, and has twice the votes.

    A type without rules of its own persuades nobody. Kin are a person's full name and surname, an abbreviation and its long form.
    """
    strong: dict[str, tuple[str, int]] = {}
    for name, counts in ballots.items():
        standing: dict[str, int] = defaultdict(int)
        for given, count in counts.items():
            standing[votes[name][given]] += count
        winner = min(standing, key=lambda kind: (-standing[kind], kind))
        strong[name] = winner, standing[winner]
    surfaces = {fold(surface): surface for surface, _ in sorted(uses)}
    for name, kin in _kin(surfaces):
        for one, other in ((name, kin), (kin, name)):
            kind, count = strong[one]
            own, own_count = strong[other]
            surname = other.endswith(f" {one}") or one.endswith(f" {other}")
            # What has a person for its surname, or an organisation for its abbreviation, needs no more votes.
            usual = Family.PERSON if other.endswith(f" {one}") else None if surname else Family.ORGANIZATION
            as_usual = family_of(kind) is usual and family_of(own) is not Family.OTHER and count >= own_count
            enough = as_usual or count * (1 - DOMINANCE) >= own_count * DOMINANCE
            if type_class(kind) == type_class(own) or own_count > _WEAK or not enough:
                continue
            if family_of(kind) is Family.OTHER or (surname and family_of(kind) is not Family.PERSON):
                continue
            votes[other] = dict.fromkeys(votes[other], kind)


def _kin(surfaces: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Yield the pairs of folded names of a document that are kin: the shorter, then the longer."""
    several = [name for name in surfaces if " " in name]
    for name in several:
        words = name.split()
        surname = words[-1]
        if surname not in surfaces or len(words) > _LONGEST_PERSON or len(surname) < _SURNAME_LETTERS:
            continue
        if not _OF_NO_PERSON.intersection(words):
            yield surname, name
    acronyms = {
        letters: name
        for name, surface in surfaces.items()
        if surface[1:2].isupper() or "." in surface
        if len(letters := take_apart(surface, Family.ORGANIZATION).acronym) >= _ACRONYM_LETTERS
    }
    if not acronyms:
        return
    meant: dict[str, list[str]] = defaultdict(list)
    for name in several:
        for letters in acronyms.keys() & set(take_apart(surfaces[name], Family.ORGANIZATION).initials):
            meant[letters].append(name)
    for letters, names in sorted(meant.items()):
        if len(names) == 1:
            yield acronyms[letters], names[0]


def _find_cores(forms: Sequence[Form], surfaces: Sequence[str]) -> None:
    """Tell the forms that ``surfaces``, with a word in lower case at an edge, are written in which other form they hold."""
    if not surfaces:
        return
    by_key: dict[tuple[str, str], Form] = {}
    for form in forms:
        by_key.setdefault((type_class(form.type), form.name.key), form)
    families = sorted({(type_class(form.type), form.name.family) for form in forms})
    # The shortest first, so that what is a core has its own.
    for surface in sorted(set(surfaces), key=lambda each: (len(each.split()), each)):
        for kind, family in families:
            written = by_key.get((kind, take_apart(surface, family).key))
            if written is None:
                continue
            for core in cores(surface, family):
                held = by_key.get((kind, take_apart(core, family).key))
                if held and held is not written and held.core is not written:
                    written.core = held.core or held
                    break


def _inflected(forms: Sequence[Form]) -> set[int]:
    """Return the forms whose base form is in the document too: they come after it, so that it leads."""
    present = {(type_class(form.type), form.name.tokens) for form in forms}
    return {
        id(form)
        for form in forms
        if any((type_class(form.type), base) in present for base in base_forms(form.name))
    }
