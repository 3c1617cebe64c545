"""Known entities that names are linked to: look-up by name, a choice among namesakes, and NIL where none is sure.

A link is made by a name that an entry bears, not by likeness; the one exception is a slip of the pen in a full name, under
the guards of :func:`linking.comparison.typos.typo_score`. To link nothing (NIL) costs a link; to link wrongly puts what is
said of one thing on another. So NIL is the answer wherever the entries leave a doubt, and it says which doubt.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from linking.comparison.short_forms import short_form_rule
from linking.comparison.typos import same_sound, surname_typo, typo_score
from linking.comparison.whole_names import MERGE
from linking.knowledge_base.candidates import (
    MARGIN,
    Candidate,
    KnowledgeBaseEntry,
    agreement,
    bearer,
    supported,
)
from linking.knowledge_base.index import EntryIndex
from linking.model import LocalEntity
from linking.names.families import Family, family_of
from linking.names.folding import display, fold
from linking.names.form import NameForm, take_apart
from linking.names.inflection import base_forms
from linking.rules import TO_KNOWLEDGE_BASE

__all__ = ["MARGIN", "KnowledgeBase", "KnowledgeBaseEntry", "KnowledgeBaseLink"]

_OTHER_NAME, _WEAK_NAME = 0.95, 0.9
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class KnowledgeBaseLink:
    """The entry that a local entity is, or None (NIL), with a score between 0 and 1, and the reason in plain words.

    ``rule`` is one of ``linking.rules.TO_KNOWLEDGE_BASE``; another raises ``UnknownRuleError``.
    """

    entry: KnowledgeBaseEntry | None
    score: float
    reason: str
    rule: str

    def __post_init__(self) -> None:
        """Check that the rule is in the table."""
        TO_KNOWLEDGE_BASE.named(self.rule)


class KnowledgeBase:
    """The entries of one knowledge base under its ``name``; ``fingerprint`` changes with all that changes its links."""

    def __init__(
        self, name: str, entries: Iterable[KnowledgeBaseEntry], fingerprint: str, margin: float = MARGIN
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._margin = margin
        self._entries: list[KnowledgeBaseEntry] = []
        self._index = EntryIndex()
        for number, entry in enumerate(entries):
            self._entries.append(entry)
            self._index.add(number, entry.type, (entry.name, *entry.aliases), entry.weak_aliases)
        self._index.close()

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, identity: str) -> KnowledgeBaseEntry | None:
        """Return the entry with an id, found by going through all of them."""
        return next((each for each in self._entries if each.id == identity), None)

    def needs_context(self, local: LocalEntity) -> bool:
        """Tell whether the answer may differ between documents, so that each document with the name has to be asked.

        Where it does not, the answer depends on the type and the names of ``local`` alone.
        """
        surfaces = _surfaces(local)
        fitting = [each for each in self._candidates(surfaces[0], local.type) if each.agreement]
        if not fitting:
            return any(self._candidates(surface, local.type) for surface in surfaces[1:])
        return len(fitting) > 1 or fitting[0].is_doubtful

    def link(self, local: LocalEntity, context: Collection[str]) -> KnowledgeBaseLink:
        """Return the entry that ``local`` is, or NIL, and why.

        ``context`` holds the names of the other local entities of its document, each as :func:`linking.names.folding.fold`
        returns it.
        """
        surfaces = _surfaces(local)
        refusals: list[str] = []
        weak = False
        for surface in surfaces:
            fitting, usable = [], []
            candidates = self._candidates(surface, local.type)
            if candidates:
                fitting = [each for each in candidates if each.agreement]
                others = [other for other in surfaces if other != surface]
                usable = [each for each in self._supported(fitting, others, context) if each.is_usable]
            if usable:
                return self._choose(surface, usable, by_other_name=surface != surfaces[0])
            if fitting:
                refusals.append(_doubtful(surface, fitting, local.type))
                weak = weak or any(each.is_weak for each in fitting)
            elif candidates:
                refusals.append(
                    f"‘{surface}’ is a name of {_listed(candidates)}, of another type than {local.type}"
                )
        if refusals:
            return KnowledgeBaseLink(None, 0.0, "; ".join(refusals), "unsupported" if weak else "other_type")
        return self._misspelt(local) or KnowledgeBaseLink(
            None, 0.0, f"no entry is called ‘{surfaces[0]}’", "unknown"
        )

    def _candidates(self, surface: str, local_type: str) -> list[Candidate]:
        name = take_apart(surface, family_of(local_type))
        entries = [self._entries[number] for number in self._index.named((name.key, *name.spellings))]
        found = [
            bearer(entry, surface, name, local_type) for entry in sorted(entries, key=lambda each: each.id)
        ]
        return [candidate for candidate in found if candidate]

    def _supported(
        self, candidates: Sequence[Candidate], others: Sequence[str], context: Collection[str]
    ) -> Sequence[Candidate]:
        """Return the candidates with what speaks for them; without a choice to be made or a doubt, as they are."""
        if len(candidates) == 1 and not candidates[0].is_doubtful:
            return candidates
        named = {name: self._names_of_bearer(name) for name in sorted(context) if any(map(str.isalpha, name))}
        return [supported(each, others, named) for each in candidates]

    def _names_of_bearer(self, name: str) -> tuple[str, ...]:
        """Return a folded name of the document, and the other names of the one entry that bears it."""
        bearers = [self._entries[number] for number in self._index.named((name,))]
        if len(bearers) != 1:
            return (name,)
        return tuple(dict.fromkeys((name, *map(fold, (bearers[0].name, *bearers[0].aliases)))))

    def _choose(
        self, surface: str, candidates: Sequence[Candidate], *, by_other_name: bool
    ) -> KnowledgeBaseLink:
        ranked = sorted(candidates, key=lambda each: (-each.weight, each.entry.id))
        total = sum(each.weight for each in ranked)
        best = ranked[0]
        share = best.weight / total
        lead = share - ranked[1].weight / total if len(ranked) > 1 else 1.0
        if lead < self._margin:
            why = "the document names nothing that tells them apart"
            if any(each.hits for each in ranked):
                why = f"what the document names leaves a lead of {lead:.2f}, less than {self._margin:.2f}"
            reason = f"{len(ranked)} entries are called ‘{surface}’: {_listed(ranked)}; {why}"
            return KnowledgeBaseLink(None, 0.0, reason, "ambiguous")
        score = share * (_WEAK_NAME if best.is_weak else 1.0) * (_OTHER_NAME if by_other_name else 1.0)
        reason = _called(surface, best)
        if len(ranked) > 1:
            reason += f", as of {len(ranked) - 1} more"
        if best.hits:
            reason += f"; the document also names {_quoted(best.hits)}"
        elif len(ranked) > 1:
            reason += "; it is the likelier by prior, type and spelling"
        return KnowledgeBaseLink(best.entry, score, reason, "other_name" if by_other_name else best.rule)

    def _misspelt(self, local: LocalEntity) -> KnowledgeBaseLink | None:
        family = family_of(local.type)
        if family not in {Family.PERSON, Family.ORGANIZATION}:
            return None
        name = take_apart(local.name, family)
        found: dict[str, tuple[float, str, KnowledgeBaseEntry]] = {}
        for number in self._index.nearly_named(name):
            entry = self._entries[number]
            if not entry.type or agreement(local.type, entry.type) < 1.0:
                continue
            for alias in (entry.name, *entry.aliases):
                form = take_apart(alias, family)
                score = typo_score(name, form)
                if score > found.get(entry.id, (0.0,))[0] and score >= MERGE and self._is_slip(name, form):
                    found[entry.id] = score, alias, entry
        if len(found) != 1:
            return None
        ((score, alias, entry),) = found.values()
        reason = f"‘{local.name}’ is ‘{alias}’ of {entry.id} but for a slip of the pen"
        return KnowledgeBaseLink(entry, score, reason, "typo")

    def _is_slip(self, name: NameForm, form: NameForm) -> bool:
        """Tell whether the word that differs sounds the same, or is no word of any entry's name (Petersen, Peterson)."""
        return all(
            one == other or same_sound(one, other) or not self._index.holds_word(one)
            for one, other in zip(name.tokens, form.tokens, strict=True)
        )


def _surfaces(local: LocalEntity) -> list[str]:
    """Return the names to look up: the canonical one, then other full ones; or those that are fuller than the canonical.

    What is short in its document (the surname of a person) names anybody outside of it, and is not looked up. Where the
    document says "Robert Downey Jr." once and "Robert Downey" often, the latter is short too.
    """
    family = family_of(local.type)
    canonical = take_apart(local.name, family)
    fuller: dict[str, str] = {}
    others: dict[str, str] = {canonical.key: local.name}
    for surface in local.names:
        form = take_apart(surface, family)
        if form.key == canonical.key:
            continue
        if short_form_rule(canonical, form):
            fuller.setdefault(form.key, display(surface))
        elif not _is_short(form, canonical):
            others.setdefault(form.key, display(surface))
    return list((fuller or others).values())


def _is_short(form: NameForm, canonical: NameForm) -> bool:
    return bool(
        short_form_rule(form, canonical)
        or surname_typo(form, canonical)
        or (form.family is Family.PERSON and len(form.tokens) < len(canonical.tokens))
        or canonical.tokens in set(base_forms(form))
    )


def _doubtful(surface: str, candidates: Sequence[Candidate], local_type: str) -> str:
    why = f"here it is of type {local_type}"
    if any(each.is_weak for each in candidates):
        why = "it is but a weak alias"
    return f"‘{surface}’ may be {_listed(candidates)}, but {why}, and the document names nothing that speaks for it"


def _called(surface: str, candidate: Candidate) -> str:
    entry = candidate.entry
    borne = f"{TO_KNOWLEDGE_BASE[candidate.rule].words} of {entry.id}" + (
        "" if candidate.rule == "name" else f" ({entry.name})"
    )
    spelt = f"another spelling of ‘{candidate.alias}’, " if candidate.is_respelt else ""
    return f"‘{surface}’ is {spelt}{borne}"


def _listed(candidates: Sequence[Candidate]) -> str:
    ids = [each.entry.id for each in candidates]
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return ", ".join(ids[:_SHOWN]) + more


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"‘{name}’" for name in names[:_SHOWN])
