"""The entities of one document: which of its mentions speak of the same thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from extractors.mentions import Mention
from linking.blocking.near_words import WordNeighbours
from linking.decisions.names_apart import NameKey
from linking.model import LocalCluster, LocalEntity, local_entity_id
from linking.names.families import Family
from linking.names.folding import display
from linking.names.form import NameForm, take_apart
from linking.names.shown_name import best_writing
from linking.names.types import type_class
from linking.rules import WITHIN_DOCUMENT, Rules
from linking.within_document.finders import FINDERS
from linking.within_document.forms import Form, forms_of
from linking.within_document.inverted_names import read_whole
from linking.within_document.leaders import Finder, Leaders
from linking.within_document.side_by_side import SideBySide
from linking.within_document.values import values_of

_FULL_FORMS = WITHIN_DOCUMENT.named("canonical", "exact", "value", "spelling", "typo", "suffix")
_OPENING = re.compile(
    r"\s*[(\[（]\s*(?:(?:hereinafter|hereafter|henceforth|referred to as|the|or|im Folgenden|ci-après|en adelante|далее|"
    r"以下简称|以下|下称)\W*)*[\"“„«'‘「]?\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"\s*[\"”“»'’」]?\s*[)\]）]")


def link_within_document(
    document_id: str,
    version: str,
    text: str,
    mentions: Sequence[Mention],
    apart: Mapping[NameKey, frozenset[NameKey]] = MappingProxyType({}),
    *,
    date: str = "",
    rules: Rules = WITHIN_DOCUMENT,
    finders: Iterable[Finder] = FINDERS,
) -> tuple[LocalCluster, ...]:
    """Cluster the mentions of one document into local entities, in the order of their first mentions.

    Every mention lands in exactly one cluster, with the rule and the score (0 to 1) by which it joined. A form joins only
    the leader of a cluster, never another member, and only if no second leader fits. ``text`` serves to see brackets; where
    it is not at hand an empty string will do. ``date`` is the document's own, as exact as it is known (``2024-05``), or empty: what
    "Wednesday" means there. ``apart`` holds names that people judged to be different things. ``finders`` say
    who may join whom; which of them is asked first, and which score a rule gives, ``rules`` say. The result does not depend
    on the order of ``mentions``.

    Raises:
        UnknownRuleError: a finder gives a rule that is not among ``rules``.

    """
    ordered = sorted(mentions)
    bracketed = _bracketed_pairs(text, ordered)
    whole = read_whole(text, ordered)
    read = [whole.get(index, mention) for index, mention in enumerate(ordered)]
    forms = forms_of(read, values_of(text, date))
    leaders = Leaders(
        WordNeighbours(word for form in forms for word in form.name.tokens),
        apart,
        rules,
        finders,
        SideBySide(text, ordered),
    )
    form_of = {index: form for form in forms for index in form.mentions}
    definitions: dict[int, list[Form]] = defaultdict(list)
    for short, long in bracketed:
        definitions[id(form_of[short])].append(form_of[long])
    for form in _in_turn(forms, definitions):
        match = leaders.find(form, definitions[id(form)])
        if match is None:
            leaders.add(form)
        else:
            leaders.join(form, *match)
    clusters = sorted(leaders.all, key=lambda leader: _all_mentions(leader)[0])
    return tuple(
        _cluster(document_id, local_entity_id(document_id, version, index), leader, ordered, read, rules)
        for index, leader in enumerate(clusters)
    )


def _bracketed_pairs(text: str, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Return (short, long) for mentions of which one stands in brackets right behind the other."""
    pairs = []
    for index in range(len(mentions) - 1):
        long, short = mentions[index], mentions[index + 1]
        if not _OPENING.fullmatch(text, long.end, short.start) or not _CLOSING.match(text, short.end):
            continue
        pairs.append((index + 1, index) if len(short.surface) < len(long.surface) else (index, index + 1))
    return pairs


def _in_turn(forms: Sequence[Form], definitions: Mapping[int, Sequence[Form]]) -> list[Form]:
    """Return the forms in their order, but a short form in brackets after the long form that is no word longer."""
    late = {
        id(form)
        for form in forms
        for long in definitions.get(id(form), ())
        if len(long.name.tokens) <= len(form.name.tokens)
    }
    return sorted(forms, key=lambda form: id(form) in late) if late else list(forms)


def _all_mentions(leader: Form) -> list[int]:
    return sorted([*leader.mentions, *(index for form, _, _ in leader.joined for index in form.mentions)])


def _cluster(
    document_id: str,
    entity_id: str,
    leader: Form,
    mentions: Sequence[Mention],
    read: Sequence[Mention],
    rules: Rules,
) -> LocalCluster:
    """Return a leader's cluster; ``read`` are the mentions as names, where some of them are halves of one."""
    why = dict.fromkeys(leader.mentions, ("exact", rules.score("exact")))
    first = "ambiguous" if leader.ambiguous else "canonical"
    why[leader.mentions[0]] = (first, rules.score(first))
    inverted = ("inverted", rules.score("inverted"))
    full = list(leader.mentions)
    for form, rule, score in leader.joined:
        why.update(dict.fromkeys(form.mentions, (rule, score)))
        if rule in _FULL_FORMS:
            full += form.mentions
    indices = sorted(why)
    why.update({index: inverted for index in indices if read[index] is not mentions[index]})
    surfaces = _counts(mentions[index].surface for index in indices)
    types = _counts(mentions[index].type for index in indices)
    kind = type_class(leader.type)
    agreeing = [name for name in {*types, leader.type} if type_class(name) == kind]
    entity = LocalEntity(
        id=entity_id,
        document_id=document_id,
        name=_canonical(
            _telling([read[index].surface for index in sorted(full)], leader.name),
            leader.name.family,
            surfaces,
        ),
        type=min(agreeing, key=lambda name: (-types.get(name, 0), name)),
        names=tuple(sorted(surfaces, key=lambda surface: (-surfaces[surface], surface))),
        start=mentions[indices[0]].start,
        value=leader.value,
    )
    return LocalCluster(
        entity=entity,
        mentions=tuple(mentions[index] for index in indices),
        rules=tuple(why[index][0] for index in indices),
        scores=tuple(why[index][1] for index in indices),
    )


def _telling(surfaces: list[str], name: NameForm) -> list[str]:
    """Return the surfaces that say in brackets which bearer of a full name they mean, or all where none does."""
    if not name.qualifier or name.acronym:
        return surfaces
    return [surface for surface in surfaces if take_apart(surface, name.family).qualifier] or surfaces


def _canonical(surfaces: Sequence[str], family: Family, all_surfaces: Mapping[str, int]) -> str:
    """Return which of the full forms to show."""
    if len(surfaces) == 1:
        return display(surfaces[0])
    return best_writing(_counts(map(display, surfaces)), family, all_surfaces)


def _counts(values: Iterable[str]) -> dict[str, int]:
    """Count like ``Counter``, which takes several times as long for the few values of a cluster."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts
