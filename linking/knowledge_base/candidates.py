"""How well an entry of a knowledge base fits a name in a document: its standing, spelling, type, prior, and context.

The weight of an entry is the product of the five. Only its ratio to the weights of other entries with the same name counts:
without a namesake every fitting entry is chosen, whatever its weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from linking.names.families import Family, family_of
from linking.names.folding import display, fold
from linking.names.form import NameForm, take_apart
from linking.names.types import type_class

MARGIN = 0.5
"""By how much the share of the best of several entries has to lead that of the next, 0 to 1."""

_STANDING = {"name": 1.0, "alias": 0.2, "weak_alias": 0.02}
_AS_WRITTEN, _SAME_KEY, _OTHER_SPELLING = 1.0, 0.7, 0.4
_SAME_TYPE, _UNTYPED, _NEAR_TYPE, _FOREIGN_TYPE = 1.0, 0.8, 0.1, 0.0
_SUPPORT = 4.0
"""A name of the document that speaks for an entry multiplies its weight by so much."""
_MOST_SUPPORT = 3
_LEAST_PRIOR = 1e-9
_PLACES_AND_ORGANIZATIONS = frozenset({Family.LOCATION, Family.ORGANIZATION})


@dataclass(frozen=True, slots=True)
class KnowledgeBaseEntry:
    """A known entity.

    ``aliases`` are names that it bears as fully as ``name``; ``weak_aliases`` are names that it bears where its type or
    the document agrees. ``prior`` (0 or more) says how often it is meant, against other entries with the same name. The names
    in ``description`` tell it from its namesakes in documents that hold them too.
    """

    id: str
    name: str
    type: str = ""
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()
    prior: float = 1.0
    description: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that bears a name, as ``alias`` writes it.

    ``rule`` is the standing of that name: ``name``, ``alias`` or ``weak_alias``. ``written`` and ``agreement`` (0 to 1) say
    how well spelling and type fit; ``hits`` are the names in the document that speak for the entry. ``ambiguous_kind``
    tells that the name alone is as likely to be a thing of the type that the document gives.
    """

    entry: KnowledgeBaseEntry
    alias: str
    rule: str
    written: float
    agreement: float
    ambiguous_kind: bool = False
    hits: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        """Return how likely the entry is, against others with the same name."""
        support = _SUPPORT ** min(len(self.hits), _MOST_SUPPORT)
        prior = max(self.entry.prior, _LEAST_PRIOR)
        return prior * _STANDING[self.rule] * self.written * self.agreement * support

    @property
    def is_weak(self) -> bool:
        """Whether the name is a weak alias."""
        return self.rule == "weak_alias"

    @property
    def is_respelt(self) -> bool:
        """Whether the name is the same in another spelling: transliterated, joined, the country's other name."""
        return self.written == _OTHER_SPELLING

    @property
    def is_doubtful(self) -> bool:
        """Whether the name alone is too little, so that something in the document has to speak for the entry."""
        return self.ambiguous_kind or (self.is_weak and self.agreement < _SAME_TYPE)

    @property
    def is_usable(self) -> bool:
        """Whether the entry may be chosen."""
        return bool(self.hits) or not self.is_doubtful


def bearer(entry: KnowledgeBaseEntry, surface: str, name: NameForm, local_type: str) -> Candidate | None:
    """Return the entry as a bearer of ``surface`` by the best of its names, or None if it has no such name.

    ``name`` is the surface, analysed for the family of ``local_type``.
    """
    best: tuple[float, str, str, float] | None = None
    shown = display(surface)
    for alias, rule in _names(entry):
        written = _written(shown, name, alias, entry.type)
        fit = _STANDING[rule] * written
        if written and (best is None or fit > best[0]):
            best = fit, alias, rule, written
    if best is None:
        return None
    kinds = {family_of(local_type), family_of(entry.type)}
    # A place and an organisation often share a single word (Spain and its team), seldom several, or an abbreviation.
    ambiguous = kinds == _PLACES_AND_ORGANIZATIONS and len(name.tokens) == 1 and not name.acronym
    return Candidate(entry, *best[1:], agreement(local_type, entry.type), ambiguous)


def supported(candidate: Candidate, others: Sequence[str], context: Mapping[str, Sequence[str]]) -> Candidate:
    """Return the candidate with the names of its document that speak for it.

    ``others`` are other names of the same local entity; ``context`` maps the folded name of each other local entity to
    every name that may stand for it in a description.
    """
    entry = candidate.entry
    own = {fold(name) for name, _ in _names(entry)}
    told = _told(entry)
    hits = [other for other in others if fold(other) in own]
    for name, variants in context.items():
        if own.isdisjoint(variants) and any(f" {variant} " in told for variant in variants):
            hits.append(name)
    return replace(candidate, hits=tuple(hits))


def agreement(local_type: str, entry_type: str) -> float:
    """Return how well two types go together, 0 to 1: never a person and a place; little where extractors confuse them."""
    if not entry_type:
        return _FOREIGN_TYPE if family_of(local_type) is Family.VALUE else _UNTYPED
    if type_class(local_type) == type_class(entry_type):
        return _SAME_TYPE
    if {family_of(local_type), family_of(entry_type)} & {Family.PERSON, Family.VALUE}:
        return _FOREIGN_TYPE
    return _NEAR_TYPE


def _names(entry: KnowledgeBaseEntry) -> Iterator[tuple[str, str]]:
    yield entry.name, "name"
    for alias in entry.aliases:
        yield alias, "alias"
    for alias in entry.weak_aliases:
        yield alias, "weak_alias"


def _written(shown: str, name: NameForm, alias: str, entry_type: str) -> float:
    """Return how alike a name and an alias are written, 0 when they are different names."""
    form = take_apart(alias, family_of(entry_type) if entry_type else name.family)
    if name.contradicts(form):
        return 0.0
    if shown == display(alias):
        return _AS_WRITTEN
    if name.key == form.key:
        return _SAME_KEY
    if not {name.key, *name.spellings}.isdisjoint((form.key, *form.spellings)):
        return _OTHER_SPELLING
    return 0.0


@lru_cache(maxsize=1 << 12)
def _told(entry: KnowledgeBaseEntry) -> str:
    """Return all that an entry says, folded, with a space around every word."""
    return f" {' | '.join(map(fold, (entry.name, *entry.aliases, entry.description)))} "
