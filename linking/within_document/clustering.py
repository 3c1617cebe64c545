"""The entities of one document: which of its mentions speak of the same thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from extractors.mentions import Mention
from linking.blocking.near_words import WordNeighbours, variants
from linking.comparison.short_forms import (
    abbreviates,
    could_abbreviate,
    lookups,
    short_form_rule,
    short_forms,
)
from linking.comparison.typos import is_slip, surname_typo, typo_score
from linking.decisions.names_apart import NameKey
from linking.model import LocalCluster, LocalEntity, local_entity_id
from linking.names.families import Family
from linking.names.form import NameForm, display
from linking.names.inflection import base_forms
from linking.names.types import type_class
from linking.within_document.forms import Form, forms_of

SCORES = {
    "canonical": 1.0,
    "exact": 1.0,
    "spelling": 0.98,
    "bracketed": 0.98,
    "suffix": 0.9,
    "surname": 0.92,
    "initials": 0.9,
    "given_name": 0.88,
    "part": 0.85,
    "acronym": 0.9,
    "leading": 0.85,
    "trailing": 0.85,
    "inflection": 0.9,
    "surname_typo": 0.85,
    "introduced": 0.8,
    "ambiguous": 1.0,
}
"""The score of every rule but ``typo``, whose score is the likeness of the two names."""

_FULL_FORMS = frozenset({"canonical", "exact", "spelling", "typo", "suffix"})
_SINGLE_WORD_TYPO_LETTERS = 6
_INITIALS_OF_PERSON = 3
_OPENING = re.compile(r"\s*[(\[（]\s*[\"“'‘]?\s*")
_CLOSING = re.compile(r"\s*[\"”'’]?\s*[)\]）]")


def link_within_document(
    document_id: str,
    version: str,
    text: str,
    mentions: Sequence[Mention],
    apart: Mapping[NameKey, frozenset[NameKey]] = MappingProxyType({}),
) -> tuple[LocalCluster, ...]:
    """Cluster the mentions of one document into local entities, in the order of their first mentions.

    Every mention lands in exactly one cluster, with the rule and the score (0 to 1) by which it joined. A form joins only
    the leader of a cluster, never another member, and only if no second leader fits. ``text`` serves to see brackets; where
    it is not at hand an empty string will do. ``apart`` holds names that people judged to be different things. The result does
    not depend on the order of ``mentions``.
    """
    ordered = sorted(mentions)
    bracketed = _bracketed_pairs(text, ordered)
    forms = forms_of(ordered)
    leaders = _Leaders(WordNeighbours(word for form in forms for word in form.name.tokens), apart)
    form_of = {index: form for form in forms for index in form.mentions}
    definitions: dict[int, list[Form]] = defaultdict(list)
    for short, long in bracketed:
        definitions[id(form_of[short])].append(form_of[long])
    for form in forms:
        match = leaders.find(form, definitions[id(form)])
        if match is None:
            leaders.add(form)
        else:
            leader, rule, score = match
            leader.joined.append((form, rule, score))
            leaders.stand_in(form, leader)
    clusters = sorted(leaders.all, key=lambda leader: _all_mentions(leader)[0])
    return tuple(
        _cluster(document_id, local_entity_id(document_id, version, index), leader, ordered)
        for index, leader in enumerate(clusters)
    )


class _Leaders:
    """The leaders found so far, by everything that can find one."""

    def __init__(self, neighbours: WordNeighbours, apart: Mapping[NameKey, frozenset[NameKey]]) -> None:
        self._neighbours = neighbours
        self._apart = apart
        self.all: list[Form] = []
        self._by_key: dict[tuple[str, str], list[Form]] = defaultdict(list)
        self._by_part: dict[tuple[str, tuple[str, ...]], list[Form]] = defaultdict(list)
        self._by_initials: dict[str, list[Form]] = defaultdict(list)
        self._leader_of: dict[int, Form] = {}

    def add(self, form: Form) -> None:
        self.all.append(form)
        self._leader_of[id(form)] = form
        kind, name = type_class(form.type), form.name
        for key in (name.key, *name.spellings):
            self._by_key[kind, key].append(form)
        for part in short_forms(name):
            self._by_part[kind, part].append(form)
        for initials in {*name.initials, name.bracketed} - {""}:
            self._by_initials[initials].append(form)

    def stand_in(self, form: Form, leader: Form) -> None:
        """Remember where a form went, for the abbreviations that it defines."""
        self._leader_of[id(form)] = leader

    def find(self, form: Form, defined_by: Iterable[Form]) -> tuple[Form, str, float] | None:
        """Return the one leader that ``form`` belongs to, with rule and score; mark it ambiguous if several fit."""
        kind, name = type_class(form.type), form.name
        for found in (
            [(leader, "spelling", SCORES["spelling"]) for leader in self._same_spelling(kind, name, form)],
            self._inflections(kind, name),
            self._typos(kind, form),
            self._defined(form, defined_by),
            self._short_forms(kind, name),
            self._surname_typos(kind, name),
            self._acronyms(kind, form),
            self._leading(kind, name),
        ):
            candidates = {
                id(leader): (leader, rule, score)
                for leader, rule, score in found
                if not self._are_apart(form, leader)
            }
            if len(candidates) == 1:
                return next(iter(candidates.values()))
            if candidates:
                introduced = _introduced_first(form, list(candidates.values()))
                form.ambiguous = introduced is None
                return introduced
        return None

    def _are_apart(self, form: Form, leader: Form) -> bool:
        """Tell whether people judged a form and any form around a leader to be different things."""
        others = self._apart.get(_name_key(form))
        if not others:
            return False
        return any(
            _name_key(each) in others for each in (leader, *(joined for joined, _, _ in leader.joined))
        )

    def _same_spelling(self, kind: str, name: NameForm, form: Form) -> list[Form]:
        return [
            leader
            for key in (name.key, *name.spellings)
            for leader in self._by_key.get((kind, key), ())
            # Titles and legal forms split one key on purpose.
            if leader is not form and leader.name.key != name.key
        ]

    def _typos(self, kind: str, form: Form) -> list[tuple[Form, str, float]]:
        name = form.name
        if name.family is Family.VALUE:
            return []
        if len(name.tokens) == 1 and (
            name.family is not Family.PERSON or len(name.key) < _SINGLE_WORD_TYPO_LETTERS
        ):
            return []
        near = {
            id(leader): leader
            for variant in variants(name.tokens, self._neighbours)
            for leader in self._by_key.get(
                (kind, " ".join((*variant, name.suffix) if name.suffix else variant)), ()
            )
        }
        return [
            (leader, "typo", score)
            for leader in near.values()
            if (score := typo_score(name, leader.name))
            and is_slip(name, leader.name, len(form.mentions), len(leader.mentions))
        ]

    def _inflections(self, kind: str, name: NameForm) -> list[tuple[Form, str, float]]:
        bases = base_forms(name)
        near = [leader for base in bases for leader in self._by_key.get((kind, " ".join(base)), ())]
        if name.family is Family.PERSON:
            # An inflected surname: Дорохову for Иван Дорохов.
            alone = [base for base in bases if len(base) == 1]
            bearers = [leader for base in alone for leader in self._by_part.get((kind, base), ())]
            near += [leader for leader in bearers if leader.name.tokens[-1:] in alone]
        unique = {id(leader): leader for leader in near}
        return [(leader, "inflection", SCORES["inflection"]) for leader in unique.values()]

    def _surname_typos(self, kind: str, name: NameForm) -> list[tuple[Form, str, float]]:
        if name.family is not Family.PERSON or len(name.tokens) > 1:
            return []
        words = self._neighbours.of(name.tokens[0])
        near = {id(leader): leader for word in words for leader in self._by_part.get((kind, (word,)), ())}
        return [
            (leader, "surname_typo", SCORES["surname_typo"])
            for leader in near.values()
            if surname_typo(name, leader.name)
        ]

    def _defined(self, form: Form, defined_by: Iterable[Form]) -> list[tuple[Form, str, float]]:
        return [
            (self._leader_of[id(long)], "bracketed", SCORES["bracketed"])
            for long in defined_by
            if id(long) in self._leader_of and _may_abbreviate(form, long)
        ]

    def _short_forms(self, kind: str, name: NameForm) -> list[tuple[Form, str, float]]:
        if name.family is not Family.PERSON:
            return []
        found = self._related(kind, name)
        if name.variant:
            return [match for match in found if match[1] != "given_name"] or found
        return found

    def _leading(self, kind: str, name: NameForm) -> list[tuple[Form, str, float]]:
        return [] if name.family is Family.PERSON else self._related(kind, name)

    def _related(self, kind: str, name: NameForm) -> list[tuple[Form, str, float]]:
        near = {
            id(leader): leader for part in lookups(name) for leader in self._by_part.get((kind, part), ())
        }
        return [
            (leader, rule, SCORES[rule])
            for leader in near.values()
            if (rule := short_form_rule(name, leader.name))
        ]

    def _acronyms(self, kind: str, form: Form) -> list[tuple[Form, str, float]]:
        letters = form.name.acronym
        if not letters or (kind == Family.PERSON.value and len(letters) < _INITIALS_OF_PERSON):
            return []
        near = [
            leader
            for leader in self._by_initials.get(letters, ())
            if _may_abbreviate(form, leader)
            and (abbreviates(form.name, leader.name) or leader.name.bracketed == letters)
        ]
        same_kind = [leader for leader in near if type_class(leader.type) == kind]
        return [(leader, "acronym", SCORES["acronym"]) for leader in same_kind or near]


def _bracketed_pairs(text: str, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Return (short, long) for mentions of which one stands in brackets right behind the other."""
    pairs = []
    for index in range(len(mentions) - 1):
        long, short = mentions[index], mentions[index + 1]
        if not _OPENING.fullmatch(text, long.end, short.start) or not _CLOSING.match(text, short.end):
            continue
        pairs.append((index + 1, index) if len(short.surface) < len(long.surface) else (index, index + 1))
    return pairs


def _may_abbreviate(short: Form, long: Form) -> bool:
    letters = short.name.acronym
    kinds = {type_class(short.type), type_class(long.type)}
    compatible = len(kinds) == 1 or kinds == {Family.ORGANIZATION.value, Family.LOCATION.value}
    return (
        bool(letters)
        and compatible
        and (letters in long.name.initials or could_abbreviate(letters, long.name))
    )


def _name_key(form: Form) -> NameKey:
    return type_class(form.type), form.name.key


def _introduced_first(
    form: Form, candidates: Sequence[tuple[Form, str, float]]
) -> tuple[Form, str, float] | None:
    """Choose among several bearers of a surname the one that a text introduces by full name before it uses the surname.

    Only if it introduces no other before, and names none more often in full.
    """
    if any(rule != "surname" for _, rule, _ in candidates):
        return None
    before = [leader for leader, _, _ in candidates if leader.mentions[0] < form.mentions[0]]
    if len(before) != 1 or any(len(leader.mentions) > len(before[0].mentions) for leader, _, _ in candidates):
        return None
    return before[0], "introduced", SCORES["introduced"]


def _all_mentions(leader: Form) -> list[int]:
    return sorted([*leader.mentions, *(index for form, _, _ in leader.joined for index in form.mentions)])


def _cluster(document_id: str, entity_id: str, leader: Form, mentions: Sequence[Mention]) -> LocalCluster:
    why = dict.fromkeys(leader.mentions, ("exact", SCORES["exact"]))
    why[leader.mentions[0]] = ("ambiguous" if leader.ambiguous else "canonical", 1.0)
    full = list(leader.mentions)
    for form, rule, score in leader.joined:
        why.update(dict.fromkeys(form.mentions, (rule, score)))
        if rule in _FULL_FORMS:
            full += form.mentions
    indices = sorted(why)
    surfaces = _counts(mentions[index].surface for index in indices)
    types = _counts(mentions[index].type for index in indices)
    kind = type_class(leader.type)
    agreeing = [name for name in {*types, leader.type} if type_class(name) == kind]
    entity = LocalEntity(
        id=entity_id,
        document_id=document_id,
        name=_canonical([mentions[index].surface for index in sorted(full)]),
        type=min(agreeing, key=lambda name: (-types.get(name, 0), name)),
        names=tuple(sorted(surfaces, key=lambda surface: (-surfaces[surface], surface))),
        start=mentions[indices[0]].start,
    )
    return LocalCluster(
        entity=entity,
        mentions=tuple(mentions[index] for index in indices),
        rules=tuple(why[index][0] for index in indices),
        scores=tuple(why[index][1] for index in indices),
    )


def _canonical(surfaces: Sequence[str]) -> str:
    """Return the most frequent form to show; among equals the mixed-case, the longest, the first."""
    if len(surfaces) == 1:
        return display(surfaces[0])
    shown = _counts(map(display, surfaces))
    order = {name: place for place, name in enumerate(shown)}
    return min(
        shown, key=lambda name: (-shown[name], name.isupper() and " " in name, -len(name), order[name])
    )


def _counts(values: Iterable[str]) -> dict[str, int]:
    """Count like ``Counter``, which takes several times as long for the few values of a cluster."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts
