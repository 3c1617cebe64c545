"""Why two names are one entity or two: the words, the guards, the decisions, and what the documents say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.errors import UsageError
from graph.corrections.present import Present
from graph.questions.choosing import BY_ID, choose
from graph.questions.entities import FoundEntity
from graph.questions.evidence import evidence_pair, sentences_naming, uses
from graph.questions.sentences import EvidenceSentence
from graph.stores.protocol import GraphStore
from linking.across_documents.kb_nodes import link_in_document
from linking.across_documents.nodes import NAMESAKE
from linking.decisions.decision import Decision, Verdict
from linking.knowledge_base.base import KnowledgeBase
from linking.model import LocalEntity
from linking.names.folding import fold
from linking.review.explanation import NameExplanation, Path, explain_names, guards_of_corpus, paths, reason
from linking.review.namesakes import company_of, told_sides

_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: the entity, the name that was asked about, and the local entities with that name.

    ``paths`` say how the names came to the entity, ``kb_reasons`` why each knowledge base has an entry for it or none.
    """

    entity: FoundEntity
    name: str
    members: tuple[LocalEntity, ...]
    named: tuple[LocalEntity, ...]
    paths: tuple[Path, ...]
    kb_ids: tuple[str, ...]
    kb_reasons: tuple[str, ...]
    sentences: tuple[EvidenceSentence, ...]


@dataclass(frozen=True, slots=True)
class ExplainedPair:
    """What is known of the two: ``why`` in a sentence, and sentences that name ``both`` where they are two entities."""

    one: Side
    other: Side
    compared: NameExplanation
    guards: tuple[str, ...]
    decisions: tuple[Decision, ...]
    why: str
    both: tuple[EvidenceSentence, ...]

    @property
    def together(self) -> bool:
        """Whether they are one entity."""
        return self.one.entity.id == self.other.entity.id


def explain_pair(store: GraphStore, present: Present, a: str, b: str) -> ExplainedPair:
    """Return why two names (or ids) are one entity or two.

    Raises:
        UnknownEntityError: one of them is not there.
        UsageError: a name fits several, or both are one name of one entity.

    """
    one, other = _side(store, present, a), _side(store, present, b)
    together = one.entity.id == other.entity.id
    if together and fold(one.name) == fold(other.name):
        raise UsageError(f"{a} and {b} are one name of one entity, {one.entity.name} ({one.entity.id}).")
    compared = explain_names(one.name, one.entity.type, other.name, other.entity.type)
    guards = compared.guards
    if not together:
        corpus = present.stored.local_entities.values()
        if fold(one.name) == fold(other.name) and any(path.link_rule == NAMESAKE for path in one.paths):
            guards += (told_sides(*company_of(one.members, other.members, corpus)),)
        guards += guards_of_corpus(one.members, other.members, corpus)
    decisions = tuple(_decisions(present, one, other))
    why = reason(
        compared,
        together=together,
        decisions=decisions,
        guards=guards,
        paths=(one.paths, other.paths),
        kb_ids=(one.kb_ids, other.kb_ids),
    )
    both = () if together else tuple(evidence_pair(store, one.entity.id, other.entity.id, _SENTENCES))
    return ExplainedPair(one, other, compared, guards, decisions, why, both)


def _side(store: GraphStore, present: Present, given: str) -> Side:
    entity = choose(store, given)
    stored = present.stored
    members = tuple(
        sorted(
            stored.local_entities[local]
            for local, why in stored.assignments.items()
            if why.entity_id == entity.id
        )
    )
    name = entity.name if entity.match in BY_ID else given
    key = fold(name)
    named = tuple(each for each in members if any(fold(surface) == key for surface in each.names)) or members
    return Side(
        entity,
        name,
        members,
        named,
        paths(members, stored.assignments, uses(store, [each.id for each in members])),
        stored.entities[entity.id].kb_ids,
        tuple(kb_reasons(present.guidance.knowledge_bases, named[0], present.stored.local_entities.values())),
        tuple(sentences_naming(store, [each.id for each in named], _SENTENCES)),
    )


def kb_reasons(
    bases: Iterable[KnowledgeBase], local: LocalEntity, corpus: Iterable[LocalEntity]
) -> Iterator[str]:
    """Say for each knowledge base why it takes a local entity for the entry that it does, or for none.

    ``corpus`` holds all local entities of its document, and perhaps others.
    """
    document = [each for each in corpus if each.document_id == local.document_id]
    for base in bases:
        link = link_in_document(base, local, document)
        entry = f"{link.entry.id} ({link.entry.name})" if link.entry else "no entry"
        yield f"{base.name}: “{local.name}” is {entry}: {link.reason}"


def _decisions(present: Present, one: Side, other: Side) -> list[Decision]:
    """Return the active judgements on the two: on their names where they are one entity, else on the entities."""
    if one.entity.id != other.entity.id:
        return [each for each in present.bearers.decisions_on(one.entity.id, other.entity.id) if each.pair]
    return [each for each in present.bearers.decisions_on(one.entity.id) if each.verdict is Verdict.SAME]
