"""The pairs of names that linking is unsure of, those first whose answer would change most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from linking.across_documents.nodes import NAMESAKE, OWN
from linking.comparison.whole_names import MERGE, REVIEW
from linking.decisions.decision import PAIR_VERDICTS, DecisionsError, Handle
from linking.model import Assignment, LocalEntity, Namesakes, Resolution
from linking.review.handles import Bearers, NamedPart
from linking.rules import ACROSS_DOCUMENTS

BARELY_MERGED = 0.98
"""Names that were joined with a score below this are asked about as well."""
UNSURE_RULES = ACROSS_DOCUMENTS.named("alias", "context")
"""Rules whose joins are asked about whatever their score: they go by what other documents say, not by the name."""


class Question(StrEnum):
    """What is asked: whether two entities are one, or whether a name of an entity is another thing."""

    MERGE = "merge?"
    SPLIT = "split?"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pair to judge: two names, what linking thinks of them, and what hangs on the answer.

    ``members`` are the ids of the local entities that the left and the right name stand for, ``company``, where both are one
    name, what names the documents of each have in common. ``impact`` is the number of
    sentences of the smaller side, those whose entity the answer changes. ``uncertainty``, between 0 and 1, is how near the
    score is to the score from which names merge: 1 at that score, 0 as far below it as the range for review reaches, and
    falling as fast above it. ``priority`` is their product.
    """

    question: Question
    left: Handle
    right: Handle
    rule: str
    score: float
    impact: int
    members: tuple[tuple[str, ...], tuple[str, ...]]
    company: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    @property
    def uncertainty(self) -> float:
        """How near the score is to the score from which names merge, between 0 and 1."""
        return max(0.0, 1.0 - abs(MERGE - self.score) / (MERGE - REVIEW))

    @property
    def priority(self) -> float:
        """Impact times uncertainty."""
        return self.impact * self.uncertainty


@dataclass(frozen=True, slots=True)
class _Candidate:
    question: Question
    left: NamedPart
    right: NamedPart
    sides: tuple[tuple[LocalEntity, ...], tuple[LocalEntity, ...]]
    rule: str
    score: float
    company: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


def review_queue(
    resolution: Resolution,
    local_entities: Iterable[LocalEntity],
    bearers: Bearers,
    count_sentences: Callable[[Set[str]], Mapping[str, int]],
) -> list[Doubt]:
    """Return the pairs to judge that nobody judged yet, the highest priority first.

    These are the pairs that linking left to a person, the names that it joined with a score just high enough or by what
    other documents say, and the people of one name whom it told apart by what documents speak of, or could not; hidden entities are left out. ``count_sentences`` is asked once, for the number of sentences that name
    each of the local entities (ids) that the answers may move.
    """
    candidates = list(_candidates(resolution, list(local_entities), bearers))
    sentences = count_sentences({each.id for held in candidates for side in held.sides for each in side})
    judged_names, judged_entities = _judged(bearers)
    found: dict[frozenset[Handle], Doubt] = {}
    for each in candidates:
        left, right = each.left.handle, each.right.handle
        entities = frozenset(resolution.assignments[side[0].id].entity_id for side in each.sides)
        if left == right or frozenset({left.key, right.key}) in judged_names:
            continue
        if each.question is Question.MERGE and entities in judged_entities:
            continue
        sizes = [sum(sentences.get(local.id, 0) for local in side) for side in each.sides]
        members = tuple(tuple(sorted(local.id for local in side)) for side in each.sides)
        doubt = Doubt(
            each.question,
            left,
            right,
            each.rule,
            each.score,
            min(sizes),
            (members[0], members[1]),
            each.company,
        )
        held = found.get(frozenset({left, right}))
        if held is None or doubt.priority > held.priority:
            found[frozenset({left, right})] = doubt
    return sorted(
        found.values(), key=lambda each: (-each.priority, -each.score, each.left, each.right, each.question)
    )


def _candidates(
    resolution: Resolution, local_entities: list[LocalEntity], bearers: Bearers
) -> Iterator[_Candidate]:
    members: dict[str, list[LocalEntity]] = {}
    for local in local_entities:
        members.setdefault(resolution.assignments[local.id].entity_id, []).append(local)
    for pair in resolution.review:
        left, right = (_parts(bearers, entity) for entity in (pair.left, pair.right))
        hidden = any(resolution.entities[entity].hidden for entity in (pair.left, pair.right))
        if left and right and not hidden:
            sides = (tuple(members[pair.left]), tuple(members[pair.right]))
            yield _Candidate(Question.MERGE, left[0], right[0], sides, pair.rule, pair.score)
    by_id = {local.id: local for local in local_entities}
    for found in resolution.namesakes:
        yield from _namesakes(found, resolution, by_id, bearers)
    for entity, held in sorted(members.items()):
        if not resolution.entities[entity].hidden and any(
            _is_unsure(resolution.assignments[local.id]) for local in held
        ):
            yield from _unsure_parts(resolution.assignments, _parts(bearers, entity))


def _unsure_parts(assignments: Mapping[str, Assignment], parts: list[NamedPart]) -> Iterator[_Candidate]:
    """Yield the names of an entity that were barely joined to its main name."""
    main = next(
        (part for part in parts if any(assignments[each.id].rule in OWN for each in part.members)), None
    )
    if main is None:
        return
    for part in parts:
        why = min(
            (assignments[each.id] for each in part.members if _is_unsure(assignments[each.id])),
            key=lambda each: (each.score, each.rule),
            default=None,
        )
        if part is not main and why is not None:
            sides = (main.members, part.members)
            yield _Candidate(Question.SPLIT, main, part, sides, why.rule, why.score)


def _namesakes(
    found: Namesakes, resolution: Resolution, local_entities: Mapping[str, LocalEntity], bearers: Bearers
) -> Iterator[_Candidate]:
    """Yield the question whether the two sides of a name are one, or rightly two."""
    named: list[NamedPart] = []
    entities: list[str] = []
    for side in (found.left, found.right):
        members = [local_entities[each] for each in side if each in local_entities]
        if len(members) < len(side):
            return
        entity = resolution.assignments[side[0]].entity_id
        documents = {each.document_id for each in members}
        named += [
            part for part in _parts(bearers, entity, documents) if not set(side).isdisjoint(_ids(part))
        ][:1]
        entities.append(entity)
    if len(named) == len(entities) and not any(resolution.entities[entity].hidden for entity in entities):
        question = Question.SPLIT if entities[0] == entities[1] else Question.MERGE
        left, right = named
        company = found.left_company, found.right_company
        score = ACROSS_DOCUMENTS.score(NAMESAKE)
        yield _Candidate(question, left, right, (left.members, right.members), NAMESAKE, score, company)


def _ids(part: NamedPart) -> set[str]:
    return {each.id for each in part.members}


def _parts(bearers: Bearers, entity: str, documents: Set[str] | None = None) -> list[NamedPart]:
    """Return the names of an entity, or of it in some documents, of which a decision can speak without meaning another one."""
    try:
        return [part for part in bearers.parts(entity, documents) if bearers.is_clear(part, entity)]
    except DecisionsError:
        return []


def _is_unsure(why: Assignment) -> bool:
    return why.rule in UNSURE_RULES or (MERGE <= why.score < BARELY_MERGED)


def _judged(bearers: Bearers) -> tuple[set[frozenset[object]], set[frozenset[str]]]:
    """Return the pairs of handle keys, and of entities, that somebody judged."""
    names: set[frozenset[object]] = set()
    entities: set[frozenset[str]] = set()
    for decision in bearers.active:
        if decision.verdict in PAIR_VERDICTS and decision.left and decision.right:
            names.add(frozenset({decision.left.key, decision.right.key}))
            entities.update(
                frozenset({one, other})
                for one in bearers.entities_of(decision.left)
                for other in bearers.entities_of(decision.right)
                if one != other
            )
    return names, entities
