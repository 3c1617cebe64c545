"""How the entities of a corpus link to a knowledge base, entity by entity and with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linking.across_documents.kb_nodes import link_in_document
from linking.knowledge_base.base import KnowledgeBase, KnowledgeBaseLink
from linking.model import Entity, LocalEntity, Resolution
from linking.rules import TO_KNOWLEDGE_BASE

_TELLING = [rule.name for rule in TO_KNOWLEDGE_BASE if rule.score == 0]
"""Why an entity has no entry, the most telling reason first."""


@dataclass(frozen=True, slots=True)
class EntityLink:
    """An entity, the documents that speak of it, and its link.

    The link is the surest of those of its local entities to the entry that the resolution gave it; an entity without an entry
    has the most telling of the reasons.
    """

    entity: Entity
    documents: int
    link: KnowledgeBaseLink


def entity_links(
    resolution: Resolution, local_entities: Iterable[LocalEntity], knowledge_base: KnowledgeBase
) -> list[EntityLink]:
    """Return a link for each entity, those of most documents first.

    ``resolution`` is one of ``local_entities`` under guidance that holds ``knowledge_base``.
    """
    documents: dict[str, list[LocalEntity]] = defaultdict(list)
    for local in local_entities:
        documents[local.document_id].append(local)
    links: dict[str, list[KnowledgeBaseLink]] = defaultdict(list)
    seen: dict[str, set[str]] = defaultdict(set)
    for document, locals_ in sorted(documents.items()):
        for local in sorted(locals_):
            entity = resolution.assignments[local.id].entity_id
            seen[entity].add(document)
            links[entity].append(link_in_document(knowledge_base, local, locals_))
    found = [
        EntityLink(entity, len(seen[id_]), _representative(entity, links[id_], knowledge_base))
        for id_, entity in resolution.entities.items()
    ]
    return sorted(found, key=lambda each: (-each.documents, each.entity.name, each.entity.id))


def _representative(
    entity: Entity, links: Sequence[KnowledgeBaseLink], knowledge_base: KnowledgeBase
) -> KnowledgeBaseLink:
    prefix = f"{knowledge_base.name}:"
    entry = next((id_.removeprefix(prefix) for id_ in entity.kb_ids if id_.startswith(prefix)), None)
    if entry is not None:
        surest = [each for each in links if each.entry and each.entry.id == entry]
        return max(surest, key=lambda each: each.score) if surest else _without_own(entry, knowledge_base)
    left = [each for each in links if each.entry is None]
    if left:
        return min(left, key=lambda each: (_TELLING.index(each.rule), each.reason))
    told = "; ".join(sorted({each.reason for each in links}))
    return KnowledgeBaseLink(
        None, 0.0, f"its documents disagree, or a decision keeps it apart: {told}", "ambiguous"
    )


def _without_own(entry: str, knowledge_base: KnowledgeBase) -> KnowledgeBaseLink:
    """Return the link of an entity none of whose names leads to its entry: names that do were joined to it and left again."""
    return KnowledgeBaseLink(
        knowledge_base.entry(entry),
        TO_KNOWLEDGE_BASE.score("joined"),
        TO_KNOWLEDGE_BASE["joined"].words,
        "joined",
    )
