"""Every rule that linking gives as a reason: its name, its score, and what it says in plain words.

A rule is one row here, one function where it acts, and one row of ``docs/linking.md``. Names that are not here raise
:class:`UnknownRuleError`, so no reason is ever stored or shown that nobody can explain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.errors import GraphmillError


class UnknownRuleError(GraphmillError):
    """A reason that is no rule of linking; the graph that holds it was linked by another release."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by name. ``score`` is what it gives, between 0 and 1, or None where the likeness of the two names is measured.

    ``words`` say in plain words what it means; every table of rules says which sentence they complete.
    """

    name: str
    score: float | None
    words: str


class Rules:
    """The rules of one stage of linking, in their order there."""

    def __init__(self, stage: str, *rules: Rule) -> None:
        self.stage = stage
        self._rules = {rule.name: rule for rule in rules}
        if len(self._rules) < len(rules):
            raise ValueError(f"the rules {stage} name one rule twice")

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def __getitem__(self, name: str) -> Rule:
        """Return the rule of this name.

        Raises:
            UnknownRuleError: there is none.

        """
        rule = self._rules.get(name)
        if rule is None:
            raise UnknownRuleError(
                f"‘{name}’ is no rule {self.stage}: linking/rules.py has no such row. Where a graph gives this reason, another "
                "release linked it: link it anew with graphmill resolve --apply."
            )
        return rule

    def score(self, name: str, measured: float | None = None) -> float:
        """Return the score of a rule: its own, or the one that was measured.

        Raises:
            UnknownRuleError: there is no such rule.
            ValueError: nothing was measured for a rule without a score of its own, or something for one that has it.

        """
        own = self[name].score
        if own is None and measured is not None:
            return measured
        if own is not None and measured is None:
            return own
        raise ValueError(
            f"the score of the rule ‘{name}’ is {'measured' if own is None else f'always {own}'}"
        )

    def named(self, *names: str) -> frozenset[str]:
        """Return names of rules as a set.

        Raises:
            UnknownRuleError: one of them is not among the rules.

        """
        return frozenset(self[name].name for name in names)


SIDE_BY_SIDE = Rules(
    "of two names side by side",
    Rule("exact", 1.0, "the same name"),
    Rule("spelling", 0.98, "another spelling of it"),
    Rule("inflection", 0.95, "another case of it, or the people of a place"),
    Rule("typo", None, "a slip of the pen"),
    Rule("sound", None, "words that sound alike"),
    Rule("swapped", None, "a part of the name at its other end"),
    Rule("joined", None, "one word for what the other writes in several"),
    Rule("abbreviation", None, "with a word cut short"),
    Rule("generic", None, "without a word like “group”"),
    Rule("missing", None, "without a middle name"),
    Rule("nickname", None, "a short form of the given name"),
    Rule("initial", None, "an initial for a word"),
    Rule("consonants", None, "other vowels, as transliterations have them"),
    Rule("slip", None, "a graver slip of the pen"),
    Rule("qualified", 0.90, "without what the other says in brackets"),
    Rule("acronym", 0.80, "its abbreviation"),
    Rule("surname", 0.60, "its surname"),
    Rule("initials", 0.60, "with initials, or without middle names"),
    Rule("given_name", 0.60, "its given name"),
    Rule("part", 0.60, "a part of it"),
    Rule("leading", 0.60, "its beginning"),
    Rule("trailing", 0.60, "its end"),
)
"""What speaks for it that two names are one, whatever the documents say: "one is to the other …"."""

WITHIN_DOCUMENT = Rules(
    "within a document",
    Rule("canonical", 1.0, "the name itself"),
    Rule("exact", 1.0, "the same name"),
    Rule("inverted", 0.95, "half of a name with the surname first"),
    Rule("excess", 0.95, "with words around it that are no part of it"),
    Rule("value", 1.0, "the same value"),
    Rule("spelling", 0.98, "another spelling of it"),
    Rule("abbreviation", 0.90, "a word of it cut short"),
    Rule("inflection", 0.90, "its plural, another case of it, or the people of a place"),
    Rule("typo", None, "a slip of the pen"),
    Rule("bracketed", 0.98, "the abbreviation or short name in brackets behind it"),
    Rule("suffix", 0.90, "without its Jr. or numeral"),
    Rule("surname", 0.92, "its surname"),
    Rule("initials", 0.90, "with initials, or without middle names"),
    Rule("given_name", 0.88, "its given name"),
    Rule("part", 0.85, "a part of it"),
    Rule("surname_typo", 0.85, "its surname with a slip of the pen"),
    Rule("acronym", 0.90, "its abbreviation"),
    Rule("leading", 0.85, "its beginning"),
    Rule("trailing", 0.85, "its end"),
    Rule("introduced", 0.80, "the surname of the only bearer whom the text introduced before"),
    Rule("ambiguous", 1.0, "a name that fits several and is left alone"),
)
"""How a mention joined its local entity, completing "… is joined to … as"; those that look for a leader in their order."""

ACROSS_DOCUMENTS = Rules(
    "across documents",
    Rule("exact", 1.0, "the same name"),
    Rule("namesake", 0.85, "one of several people of the name, told apart by what their documents speak of"),
    Rule("value", 1.0, "the same value"),
    Rule("decision", 1.0, "a person's decision"),
    Rule("knowledge_base", 1.0, "one entry of a knowledge base"),
    Rule("spelling", 0.98, "another spelling of it"),
    Rule("typo", None, "a slip of the pen"),
    Rule("demonym", 0.95, "the people of a place, taken for the place"),
    Rule("inflection", 0.95, "another case of it"),
    Rule("alias", 0.90, "a short name that other documents explain"),
    Rule("shortened", 0.90, "a longer name, for which its document uses this one"),
    Rule(
        "context", 0.85, "a shorter name, because its document speaks of what the bearer's documents speak of"
    ),
    Rule("ambiguous", 1.0, "a name that fits several and is left alone"),
)
"""How a local entity came to its entity, completing "… is joined to … as"."""

TO_KNOWLEDGE_BASE = Rules(
    "of links to a knowledge base",
    Rule("name", None, "the name"),
    Rule("alias", None, "an alias"),
    Rule("weak_alias", None, "a weak alias"),
    Rule("other_name", None, "another name of the thing is the entry's"),
    Rule("typo", None, "a slip of the pen in the entry's name"),
    Rule("joined", 1.0, "it was joined to a name of the entry"),
    Rule("ambiguous", 0.0, "several entries have the name"),
    Rule("unsupported", 0.0, "the name is but a weak alias of an entry"),
    Rule("other_type", 0.0, "entries of the name are of another type"),
    Rule("unknown", 0.0, "no entry has the name"),
)
"""Why a thing is an entry, or, with the score 0, why it is none: these last with the most telling first."""

STAGES = (SIDE_BY_SIDE, WITHIN_DOCUMENT, ACROSS_DOCUMENTS, TO_KNOWLEDGE_BASE)
