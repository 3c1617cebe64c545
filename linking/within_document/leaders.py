"""The leaders of a document's clusters, and the one among them that a form joins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from linking.blocking.near_words import WordNeighbours
from linking.comparison.short_forms import short_forms
from linking.decisions.names_apart import NameKey
from linking.names.abbreviations import may_be_written_out
from linking.names.form import NameForm
from linking.names.joined_words import joined_single, joined_without_article
from linking.names.types import type_class
from linking.rules import Rules
from linking.within_document.forms import Form
from linking.within_document.side_by_side import SideBySide

Match = tuple[Form, str, float | None]
"""A leader, the rule by which a form may join it, and the score where the rule has none of its own."""


@dataclass(frozen=True, slots=True)
class Finder:
    """The leaders that a form may join by some rules, which are tried together: two leaders make the form ambiguous.

    ``find`` is given the leaders, the form, and the forms behind which it stands in brackets.
    """

    rules: tuple[str, ...]
    find: Callable[[Leaders, Form, Sequence[Form]], Iterable[Match]]


def in_order(finders: Iterable[Finder], rules: Rules) -> list[Finder]:
    """Return the finders in the order of their first rules.

    Raises:
        UnknownRuleError: a finder names a rule that is not among ``rules``.

    """
    places = {rule.name: place for place, rule in enumerate(rules)}
    return sorted(finders, key=lambda finder: min(places[rules[name].name] for name in finder.rules))


class Leaders:
    """The leaders found so far, by everything that can find one.

    ``neighbours`` are the words of the document, ``side_by_side`` tells which forms one sentence names as two things. ``by_key``
    holds the leaders by type class and key or spelling, ``by_value`` those that say something as a value by type class and value,
    ``by_written_out`` by type class and what their words cut short may be in full, ``by_part`` by type class and short form,
    ``by_initials`` by the abbreviations of their names, ``of`` the leader to which
    a form went, by the form's identity.
    """

    def __init__(
        self,
        neighbours: WordNeighbours,
        apart: Mapping[NameKey, frozenset[NameKey]],
        rules: Rules,
        finders: Iterable[Finder],
        side_by_side: SideBySide,
    ) -> None:
        self.neighbours = neighbours
        self.side_by_side = side_by_side
        self.all: list[Form] = []
        self.by_key: dict[tuple[str, str], list[Form]] = defaultdict(list)
        self.by_written_out: dict[tuple[str, str], list[Form]] = defaultdict(list)
        self.by_value: dict[tuple[str, str], list[Form]] = defaultdict(list)
        self.by_part: dict[tuple[str, tuple[str, ...]], list[Form]] = defaultdict(list)
        self.by_initials: dict[str, list[Form]] = defaultdict(list)
        self.of: dict[int, Form] = {}
        self._apart = apart
        self._rules = rules
        self._finders = in_order(finders, rules)

    def add(self, form: Form) -> None:
        """Make a form a leader."""
        self.all.append(form)
        self.of[id(form)] = form
        kind, name = type_class(form.type), form.name
        for key in (name.key, *spellings_in_one_text(name)):
            self.by_key[kind, key].append(form)
        for key in may_be_written_out(name.tokens, name.family):
            self.by_written_out[kind, key].append(form)
        if form.value:
            self.by_value[kind, form.value].append(form)
        for part in short_forms(name):
            self.by_part[kind, part].append(form)
        for initials in {*name.initials, name.bracketed} - {""}:
            self.by_initials[initials].append(form)

    def join(self, form: Form, leader: Form, rule: str, score: float) -> None:
        """Make a form a member of a leader's cluster, and remember where it went, for the abbreviations that it defines."""
        leader.joined.append((form, rule, score))
        self.of[id(form)] = leader

    def find(self, form: Form, defined_by: Sequence[Form]) -> tuple[Form, str, float] | None:
        """Return the one leader that ``form`` belongs to, with rule and score; mark it ambiguous if several fit.

        Raises:
            UnknownRuleError: a finder gave a rule that is not in the table.

        """
        for finder in self._finders:
            matches = {
                id(match[0]): match
                for match in finder.find(self, form, defined_by)
                if not self._are_apart(form, match[0])
            }
            if not matches:
                continue
            chosen: Match | None = next(iter(matches.values()))
            if len(matches) > 1:
                chosen = _introduced_first(form, list(matches.values()))
                form.ambiguous = chosen is None
            if chosen is None:
                return None
            leader, rule, measured = chosen
            return leader, rule, self._rules.score(rule, measured)
        return None

    def _are_apart(self, form: Form, leader: Form) -> bool:
        """Tell whether people judged a form and any form around a leader to be different things."""
        others = self._apart.get(_name_key(form))
        if not others:
            return False
        return any(
            _name_key(each) in others for each in (leader, *(joined for joined, _, _ in leader.joined))
        )


def spellings_in_one_text(name: NameForm) -> tuple[str, ...]:
    """Return the spellings under which names of one text meet: also of a single word, and without a first article."""
    single = joined_single(name.tokens, name.family) or joined_without_article(name.tokens, name.family)
    return (*name.spellings, single) if single else name.spellings


def _name_key(form: Form) -> NameKey:
    return type_class(form.type), form.name.key


def _introduced_first(form: Form, matches: Sequence[Match]) -> Match | None:
    """Choose among several bearers of a surname the one that a text introduces by full name before it uses the surname.

    Only if it introduces no other before, and names none more often in full.
    """
    if any(rule != "surname" for _, rule, _ in matches):
        return None
    before = [leader for leader, _, _ in matches if leader.mentions[0] < form.mentions[0]]
    if len(before) != 1 or any(len(leader.mentions) > len(before[0].mentions) for leader, _, _ in matches):
        return None
    return before[0], "introduced", None
