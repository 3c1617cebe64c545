"""The rules within a document: which leaders a form may join, and by which of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from linking.blocking.near_words import variants
from linking.comparison.added_words import WITH_OFFSHOOTS, Addition, addition, is_common_noun
from linking.comparison.kinds_of_place import kind_rule
from linking.comparison.short_forms import abbreviates, could_abbreviate, lookups, short_form_rule
from linking.comparison.typos import is_slip, surname_typo, typo_score
from linking.names.abbreviations import may_be_written_out
from linking.names.families import Family
from linking.names.folding import scripts
from linking.names.inflection import base_forms, base_keys
from linking.names.joined_words import JOINED, only_joined
from linking.names.types import type_class
from linking.values.written import RELATIVE
from linking.within_document.forms import Form
from linking.within_document.leaders import Finder, Leaders, Match, spellings_in_one_text

_SINGLE_WORD_TYPO_LETTERS = 6
_INITIALS_OF_PERSON = 3
_CJK = frozenset({"CJK"})


def _excess(leaders: Leaders, form: Form, _: Sequence[Form]) -> Iterable[Match]:
    leader = leaders.of.get(id(form.core))
    return [(leader, "excess", None)] if leader else []


def _same_spelling(leaders: Leaders, form: Form, _: Sequence[Form]) -> Iterable[Match]:
    kind, name = type_class(form.type), form.name
    return [
        (leader, "spelling", None)
        for key in (name.key, *spellings_in_one_text(name))
        for leader in leaders.by_key.get((kind, key), ())
        # Titles and legal forms split one key on purpose.
        if leader is not form and leader.name.key != name.key and not leader.name.contradicts(name)
        if not key.startswith(JOINED) or only_joined(name.tokens, leader.name.tokens)
    ]


def _abbreviations(leaders: Leaders, form: Form, _: Sequence[Form]) -> Iterable[Match]:
    kind, name = type_class(form.type), form.name
    found = [*leaders.by_written_out.get((kind, name.key), ())]
    for key in may_be_written_out(name.tokens, name.family):
        found += leaders.by_key.get((kind, key), ())
    return [(leader, "abbreviation", None) for leader in found]


def _same_value(leaders: Leaders, form: Form, _: Sequence[Form]) -> Iterable[Match]:
    if not form.value or form.value == RELATIVE:
        return []
    return [
        (leader, "value", None) for leader in leaders.by_value.get((type_class(form.type), form.value), ())
    ]


def _inflections(leaders: Leaders, form: Form, _: Sequence[Form]) -> Iterable[Match]:
    kind, name = type_class(form.type), form.name
    near = [leader for key in base_keys(name) for leader in leaders.by_key.get((kind, key), ())]
    if name.family is Family.PERSON:
        # An inflected surname: Дорохову for Иван Дорохов.
        alone = [base for base in base_forms(name) if len(base) == 1]
        bearers = [leader for base in alone for leader in leaders.by_part.get((kind, base), ())]
        near += [leader for leader in bearers if leader.name.tokens[-1:] in alone]
    return [(leader, "inflection", None) for leader in near]


def _typos(leaders: Leaders, form: Form, _: Sequence[Form]) -> Iterable[Match]:
    kind, name = type_class(form.type), form.name
    if name.family is Family.VALUE:
        return []
    if len(name.tokens) == 1 and (
        name.family is not Family.PERSON or len(name.key) < _SINGLE_WORD_TYPO_LETTERS
    ):
        return []
    near = {
        id(leader): leader
        for variant in variants(name.tokens, leaders.neighbours)
        for leader in leaders.by_key.get(
            (kind, " ".join((*variant, name.suffix) if name.suffix else variant)), ()
        )
    }
    return [
        (leader, "typo", score)
        for leader in near.values()
        if (score := typo_score(name, leader.name))
        and is_slip(name, leader.name, len(form.mentions), len(leader.mentions))
    ]


def _defined(leaders: Leaders, form: Form, defined_by: Sequence[Form]) -> Iterable[Match]:
    return [
        (leaders.of[id(long)], "bracketed", None)
        for long in defined_by
        if id(long) in leaders.of and (_may_abbreviate(form, long) or _is_edge(form, long))
    ]


def _short_forms(leaders: Leaders, form: Form, _: Sequence[Form]) -> Iterable[Match]:
    if form.name.family is not Family.PERSON:
        return []
    found = _related(leaders, form)
    if form.name.variant:
        return [match for match in found if match[1] != "given_name"] or found
    return found


def _surname_typos(leaders: Leaders, form: Form, _: Sequence[Form]) -> Iterable[Match]:
    kind, name = type_class(form.type), form.name
    if name.family is not Family.PERSON or len(name.tokens) > 1:
        return []
    words = leaders.neighbours.of(name.tokens[0])
    near = {id(leader): leader for word in words for leader in leaders.by_part.get((kind, (word,)), ())}
    return [(leader, "surname_typo", None) for leader in near.values() if surname_typo(name, leader.name)]


def _acronyms(leaders: Leaders, form: Form, _: Sequence[Form]) -> Iterable[Match]:
    kind, letters = type_class(form.type), form.name.acronym
    if not letters or (kind == Family.PERSON.value and len(letters) < _INITIALS_OF_PERSON):
        return []
    near = [
        leader
        for leader in leaders.by_initials.get(letters, ())
        if _may_abbreviate(form, leader)
        and (abbreviates(form.name, leader.name) or leader.name.bracketed == letters)
    ]
    same_kind = [leader for leader in near if type_class(leader.type) == kind]
    return [(leader, "acronym", None) for leader in same_kind or near]


def _edges(leaders: Leaders, form: Form, _: Sequence[Form]) -> Iterable[Match]:
    if form.name.family is Family.PERSON:
        return []
    found = _related(leaders, form)
    if form.name.family not in WITH_OFFSHOOTS:
        return found
    return [match for match in found if _is_called(form, *match[:2], leaders)]


def _without_kind(leaders: Leaders, form: Form, _: Sequence[Form]) -> Iterable[Match]:
    kind, name = type_class(form.type), form.name
    if name.family is not Family.LOCATION or form.placed:
        return []
    bearers = {id(leader): leader for leader in leaders.by_part.get((kind, name.tokens), ())}.values()
    found = [
        (leader, rule, None) for leader in bearers if (rule := kind_rule(name.tokens, leader.name.tokens))
    ]
    # Beside the Hudson Valley nobody knows what the Hudson is: every bearer counts.
    return found if len(found) == len(bearers) else [(leader, "leading", None) for leader in bearers if found]


FINDERS = (
    Finder(("excess",), _excess),
    Finder(("value",), _same_value),
    Finder(("spelling",), _same_spelling),
    Finder(("abbreviation",), _abbreviations),
    Finder(("inflection",), _inflections),
    Finder(("typo",), _typos),
    Finder(("bracketed",), _defined),
    Finder(("suffix", "surname", "initials", "given_name", "part"), _short_forms),
    Finder(("surname_typo",), _surname_typos),
    Finder(("acronym",), _acronyms),
    Finder(("leading", "trailing"), _edges),
    Finder(("trailing", "leading"), _without_kind),
)
"""What looks for the leader of a form; the order in which they are asked is that of their rules in ``linking.rules``."""


def _related(leaders: Leaders, form: Form) -> list[Match]:
    kind, name = type_class(form.type), form.name
    near = {id(leader): leader for part in lookups(name) for leader in leaders.by_part.get((kind, part), ())}
    return [(leader, rule, None) for leader in near.values() if (rule := short_form_rule(name, leader.name))]


def _is_called(short: Form, full: Form, rule: str, leaders: Leaders) -> bool:
    """Tell whether a document calls the bearer of ``full`` by a shorter name that begins or ends it, and not another thing.

    A name that may as well be an offshoot's (Falken Bank beside Falken) is the thing's own where the text gives it first.
    """
    added = addition(short.name, full.name, rule)
    if added is Addition.ANOTHER or leaders.side_by_side.holds(short, full):
        return False
    short_first = short.mentions[0] < full.mentions[0]
    if added is Addition.WHOLE_OR_PART:
        return not short_first
    # A text that begins with the Commission and goes on to name it so speaks of the one that everybody knows.
    known = short_first and len(short.mentions) > len(full.mentions)
    return not (known and is_common_noun(short.name.tokens))


def _is_edge(short: Form, full: Form) -> bool:
    """Tell whether a name is the beginning or the end of another of its kind, word by word or, without spaces, sign by sign."""
    if type_class(short.type) != type_class(full.type) or short.name.family is Family.PERSON:
        return False
    few, many = short.name.tokens, full.name.tokens
    if len(few) == len(many) == 1:
        key, whole = short.name.key, full.name.key
        edge = whole.startswith(key) or whole.endswith(key)
        return edge and len(key) > 1 and scripts(whole) == _CJK
    return len(few) < len(many) and few in (many[: len(few)], many[-len(few) :])


def _may_abbreviate(short: Form, long: Form) -> bool:
    letters = short.name.acronym
    kinds = {type_class(short.type), type_class(long.type)}
    compatible = len(kinds) == 1 or kinds == {Family.ORGANIZATION.value, Family.LOCATION.value}
    return (
        bool(letters)
        and compatible
        and (letters in long.name.initials or could_abbreviate(letters, long.name))
    )
