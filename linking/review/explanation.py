"""Why two names are one entity or two: their words side by side, what each guard says, and how each came to its entity."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from linking.across_documents.clusters import ATTESTED, ESTABLISHED
from linking.across_documents.nodes import DECISION, GIVEN, OWN
from linking.comparison.short_forms import abbreviates, short_form_rule
from linking.comparison.typos import GIVEN_NAME_ENDINGS, can_have_typo, same_sound
from linking.comparison.whole_names import MERGE, REVIEW, NameComparison, compare_names
from linking.decisions.decision import Decision, Verdict
from linking.model import Assignment, LocalEntity
from linking.names.families import Family, family_of
from linking.names.folding import fold
from linking.names.form import NameForm, take_apart
from linking.names.types import type_class
from linking.rules import ACROSS_DOCUMENTS, SIDE_BY_SIDE, WITHIN_DOCUMENT

_OWN = WITHIN_DOCUMENT.named("canonical", "exact")
"""Rules within a document that say no more than that a name is itself."""
_LIKENESS = ACROSS_DOCUMENTS.named("spelling", "typo")
"""Rules by which a name joins the name that it is most like."""
_SLIPS = SIDE_BY_SIDE.named("typo", "slip")


@dataclass(frozen=True, slots=True)
class NameExplanation:
    """Two names compared: ``band`` is "merge", "review" or "apart"; ``guards`` say what forbids or doubts, in plain words.

    ``short_form`` is the rule by which one of them can stand for the other within a document that holds both, else empty.
    """

    left: str
    right: str
    comparison: NameComparison
    band: str
    short_form: str
    guards: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """How often a local entity is called ``surface``, and the rule and score by which it is, within its document."""

    local_entity: str
    surface: str
    rule: str
    score: float
    mentions: int


@dataclass(frozen=True, slots=True)
class Path:
    """How a name came to its entity: within its document to ``name``, across documents to ``centre``.

    ``rule`` and ``score`` are of the first step, ``link_rule`` and ``link_score`` of the second. ``explained_in`` are the
    ids of the documents that use ``name`` and a fuller name for one thing, where the second rule is ``alias``;
    ``document_ids`` those in which the name came this way.
    """

    surface: str
    rule: str
    score: float
    name: str
    type: str
    link_rule: str
    link_score: float
    centre: str
    mentions: int
    documents: int
    explained_in: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()

    def told(self) -> str:
        """Return the path in words.

        Raises:
            UnknownRuleError: the graph gives a reason that is no rule of this release.

        """
        steps = f"“{self.surface}”"
        if self.rule not in _OWN or self.surface != self.name:
            told = WITHIN_DOCUMENT[self.rule].words
            steps += f" → {self.rule} ({self.score:.2f}, {told}) → “{self.name}”"
        if self.name != self.centre or self.link_rule != "exact":
            told = ACROSS_DOCUMENTS[self.link_rule].words
            steps += f" → {self.link_rule} ({self.link_score:.2f}, {told}) → “{self.centre}”"
        return steps


def band_of(score: float) -> str:
    """Return what linking does with two full names of this score: "merge", "review" or "apart"."""
    return "merge" if score >= MERGE else "review" if score >= REVIEW else "apart"


def explain_names(left: str, left_type: str, right: str, right_type: str) -> NameExplanation:
    """Compare two names of the types given, word by word, and say what each guard against a merge says of them."""
    one, other = take_apart(left, family_of(left_type)), take_apart(right, family_of(right_type))
    comparison = compare_names(one, other)
    guards = list(comparison.vetoes)
    kinds = type_class(left_type), type_class(right_type)
    if kinds[0] != kinds[1]:
        guards.append(f"the types {left_type} and {right_type} do not meet across documents")
    guards += _guards_of_words(one, other, comparison)
    short = short_form_rule(one, other) or short_form_rule(other, one)
    if not short and (abbreviates(one, other) or abbreviates(other, one)):
        short = "acronym"
    return NameExplanation(left, right, comparison, band_of(comparison.score), short, tuple(guards))


def guards_of_corpus(
    left: Collection[LocalEntity], right: Collection[LocalEntity], corpus: Iterable[LocalEntity]
) -> tuple[str, ...]:
    """Say what in the corpus speaks against joining two entities: documents that hold both, words that other names have.

    ``left`` and ``right`` are the local entities of the two.
    """
    found = []
    shared = {each.document_id for each in left} & {each.document_id for each in right}
    if shared:
        found.append(f"they stand side by side in {len(shared):,} document{'s' if len(shared) > 1 else ''}")
    one, other = _main_form(left), _main_form(right)
    differing = [
        (a, b) for a, b in zip(one.tokens, other.tokens, strict=False) if a != b and not same_sound(a, b)
    ]
    if differing and len(one.tokens) == len(other.tokens):
        names = {
            (type_class(each.type), form.key): form
            for each in corpus
            for form in (take_apart(each.name, family_of(each.type)),)
        }
        kind = type_class(min(left).type)
        uses = Counter(word for (held, _), form in names.items() if held == kind for word in set(form.tokens))
        found += [
            f"“{a}” and “{b}” are words of other names too"
            for a, b in differing
            if min(uses[a], uses[b]) >= ESTABLISHED
        ]
        counts = sorted([len({each.document_id for each in left}), len({each.document_id for each in right})])
        if one.family not in {Family.PERSON, Family.ORGANIZATION} and counts[1] < ATTESTED * counts[0]:
            found.append(
                f"neither of them stands in {ATTESTED} times as many documents as the other "
                f"({counts[1]:,}, {counts[0]:,}), which only names of persons and organisations may do without"
            )
    return tuple(found)


def paths(
    members: Sequence[LocalEntity], assignments: Mapping[str, Assignment], uses: Iterable[Use]
) -> tuple[Path, ...]:
    """Return how every name of an entity came to it, the most used first.

    ``members`` are the local entities of the entity, ``uses`` what their documents call them.
    """
    local = {each.id: each for each in members}
    centre_names = _centres(members, assignments)
    counted: dict[tuple[str, str, float, str, str, str, float], tuple[int, set[str]]] = defaultdict(
        lambda: (0, set())
    )
    for use in uses:
        each, why = local[use.local_entity], assignments[use.local_entity]
        own = use.rule in _OWN and use.surface == each.name
        step = (
            use.surface,
            "exact" if own else use.rule,
            use.score,
            each.name,
            each.type,
            why.rule,
            why.score,
        )
        count, documents = counted[step]
        counted[step] = (count + use.mentions, documents | {each.document_id})
    found = [
        Path(
            surface,
            rule,
            score,
            name,
            type_name,
            link_rule,
            link_score,
            _nearest(name, type_name, link_rule, centre_names),
            count,
            len(documents),
            _explained_in(name, type_name, members) if link_rule == "alias" else (),
            tuple(sorted(documents)),
        )
        for (surface, rule, score, name, type_name, link_rule, link_score), (
            count,
            documents,
        ) in counted.items()
    ]
    return tuple(
        sorted(found, key=lambda each: (-each.mentions, each.surface, each.name, each.rule, each.link_rule))
    )


def reason(
    compared: NameExplanation,
    *,
    together: bool,
    decisions: Sequence[Decision],
    guards: Sequence[str],
    paths: tuple[Sequence[Path], Sequence[Path]],
    kb_ids: tuple[Collection[str], Collection[str]],
) -> str:
    """Return in one sentence why two names are one entity, or why they are two; what people said comes first.

    ``paths`` and ``kb_ids`` are those of the entities of the two names, ``decisions`` the active judgements on the pair.
    """
    if together:
        return _why_together(compared, decisions, paths[0])
    judged = [each for each in decisions if each.verdict is Verdict.DIFFERENT]
    if judged:
        return f"{judged[-1].by} decided that they are different ({judged[-1].id})."
    entries = [dict(each.split(":", 1) for each in held) for held in kb_ids]
    for base in sorted(entries[0].keys() & entries[1].keys()):
        if entries[0][base] != entries[1][base]:
            return f"They are two entries of the knowledge base {base}: {entries[0][base]} and {entries[1][base]}."
    for name, held in zip((compared.left, compared.right), paths, strict=True):
        if any(path.link_rule == "ambiguous" for path in held):
            return f"“{name}” fits several entities, so it is left alone in every document."
    if guards:
        return f"They are kept apart: {guards[0]}."
    if compared.band == "apart":
        return "No rule speaks for it that they are the same."
    judge = "a person has to judge" if compared.band == "review" else "something else came first"
    return f"Their names score {compared.comparison.score:.2f}, and {judge}."


def _why_together(compared: NameExplanation, decisions: Sequence[Decision], held: Sequence[Path]) -> str:
    """Say how the two names came to their entity, the shorter way where there are several."""
    told = []
    for name in (compared.left, compared.right):
        ways = [path for path in held if fold(path.surface) == fold(name)]
        if ways:
            way = min(
                ways, key=lambda path: (path.rule not in _OWN, path.link_rule != "exact", -path.mentions)
            )
            told.append(way)
    joined = [way for way in told if way.rule not in _OWN or way.link_rule != "exact"]
    if any(way.link_rule == DECISION for way in joined) and decisions:
        return f"{decisions[-1].by} decided that they are the same ({decisions[-1].id})."
    return f"{'; '.join(way.told() for way in joined)}." if joined else "They are written alike."


def _guards_of_words(one: NameForm, other: NameForm, comparison: NameComparison) -> list[str]:
    """Say which guard of the typo rule forbids a pair of like words, where names have equally many words."""
    like = {(pair.left, pair.right) for pair in comparison.tokens if pair.relation in _SLIPS}
    if len(one.tokens) != len(other.tokens) or len(one.tokens) == 1:
        return []
    found = []
    last = len(one.tokens) - 1
    for place, (a, b) in enumerate(zip(one.tokens, other.tokens, strict=True)):
        if a == b or same_sound(a, b) or (a, b) not in like:
            continue
        if a[0] != b[0]:
            found.append(f"“{a}” and “{b}” begin differently, so it is no slip of the pen")
        elif not (can_have_typo(a) and can_have_typo(b)):
            found.append(f"“{a}” and “{b}” are too short, or numbers: no slip of the pen is assumed in them")
        elif (
            one.family is Family.PERSON
            and place < last
            and a[-1] != b[-1]
            and {a[-1], b[-1]} & GIVEN_NAME_ENDINGS
        ):
            found.append(f"the given names “{a}” and “{b}” end differently, as those of two people do")
    return found


def _main_form(members: Collection[LocalEntity]) -> NameForm:
    names = Counter((each.name, each.type) for each in members)
    name, type_name = min(names, key=lambda each: (-names[each], each))
    return take_apart(name, family_of(type_name))


def _centres(members: Sequence[LocalEntity], assignments: Mapping[str, Assignment]) -> list[tuple[str, str]]:
    """Return the names that others can join, with their types: the centre's first, then those put beside it."""
    counts = Counter((each.name, each.type, assignments[each.id].rule) for each in members)
    ordered = sorted(counts, key=lambda each: (each[2] not in OWN, -counts[each], each))
    attracting = [each for each in ordered if each[2] in OWN or each[2] in GIVEN]
    return [(name, type_name) for name, type_name, _ in attracting or ordered[:1]]


def _nearest(name: str, type_name: str, rule: str, centres: Sequence[tuple[str, str]]) -> str:
    """Return the name of the cluster that ``name`` joined: the centre, or what people put beside it if that is nearer."""
    first = centres[0][0]
    if rule not in _LIKENESS:
        return first
    form = take_apart(name, family_of(type_name))
    scores = {
        (centre, kind): compare_names(form, take_apart(centre, family_of(kind))).score
        for centre, kind in centres
    }
    return max(centres, key=lambda each: scores[each])[0]


def _explained_in(name: str, type_name: str, members: Iterable[LocalEntity]) -> tuple[str, ...]:
    key = take_apart(name, family_of(type_name)).key
    return tuple(
        sorted(
            {
                each.document_id
                for each in members
                for family in (family_of(each.type),)
                if take_apart(each.name, family).key != key
                and any(take_apart(surface, family).key == key for surface in each.names)
            }
        )
    )
