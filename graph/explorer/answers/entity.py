"""An entity with what is known of it, in the graph and in the knowledge bases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from graph.explorer.answers.rows import document_row
from graph.questions.entity_details import entity_details
from graph.stores.protocol import GraphStore
from linking.knowledge_base.base import KnowledgeBase


def entity(
    store: GraphStore, entity_id: str, bases: Sequence[KnowledgeBase], communities: Mapping[str, int]
) -> dict[str, Any]:
    """Return an entity; ``communities`` are those of entities where the graph itself knows of none.

    Raises:
        UnknownEntityError: There is no such entity in use.

    """
    found = entity_details(store, entity_id)
    return {
        **asdict(found.entity),
        "aliases": [each for each in found.aliases if each != found.entity.name],
        "kb": list(kb_entries(found.kb_ids, bases)),
        "degree": found.degree,
        "community": communities.get(found.entity.id, found.community),
        "page_rank": found.page_rank,
        "merged_from": "" if found.entity.id == entity_id else entity_id,
        "first_date": found.first_date,
        "last_date": found.last_date,
        "documents": [document_row(each) for each in found.documents],
    }


def kb_entries(ids: Sequence[str], bases: Sequence[KnowledgeBase]) -> Iterator[dict[str, Any]]:
    """Yield the entries of knowledge bases; of one that is not read any more only the id is known."""
    for each in ids:
        name, _, number = each.partition(":")
        entry = next((base.entry(number) for base in bases if base.name == name), None)
        yield {
            "id": each,
            "base": name,
            "name": entry.name if entry else "",
            "type": entry.type if entry else "",
            "aliases": [*entry.aliases, *entry.weak_aliases] if entry else [],
            "description": entry.description if entry else "",
        }
