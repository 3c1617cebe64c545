"""What the graph knows of one entity beside its sentences."""

from __future__ import annotations

from dataclasses import dataclass

from graph.questions.briefs import ENTITY_COLUMNS, EntityBrief, brief_of, current_id
from graph.questions.documents import DocumentBrief, list_documents
from graph.stores.protocol import GraphStore

DOCUMENTS = 10
DETAIL = f"""
MATCH (e:Entity {{id: $id}})
RETURN {ENTITY_COLUMNS}, e.aliases AS aliases, coalesce(e.kbIds, []) AS kbIds, coalesce(e.community, -1) AS community,
       e.pageRank AS pageRank, COUNT {{ (e)-[:CO_OCCURS_WITH]-() }} AS degree
"""
DATES = """
MATCH (e:Entity {id: $id})-[:FROM_CHUNK]->(:Chunk)-[:FROM_DOCUMENT]->(d:Document)
RETURN min(d.date) AS first, max(d.date) AS last
"""


@dataclass(frozen=True, slots=True)
class EntityDetails:
    """An entity with its other names, entries of knowledge bases (``base:id``), place in the network, and newest documents.

    ``community`` is -1 and ``page_rank`` None where the graph was not analysed. ``first_date`` and ``last_date`` are those of its
    documents that have one, else empty.
    """

    entity: EntityBrief
    aliases: tuple[str, ...]
    kb_ids: tuple[str, ...]
    degree: int
    community: int
    page_rank: float | None
    first_date: str
    last_date: str
    documents: tuple[DocumentBrief, ...]


def entity_details(store: GraphStore, entity_id: str, documents: int = DOCUMENTS) -> EntityDetails:
    """Return what is known of an entity, or of the one that it was merged into.

    Raises:
        UnknownEntityError: The graph has no entity of this id in use.

    """
    asked = {"id": current_id(store, entity_id)}
    row = next(iter(store.stream(DETAIL, asked)))
    dates = next(iter(store.stream(DATES, asked)))
    _, newest = list_documents(store, entity=asked["id"], limit=documents)
    return EntityDetails(
        brief_of(row),
        tuple(row["aliases"]),
        tuple(row["kbIds"]),
        row["degree"],
        row["community"],
        row["pageRank"],
        dates["first"] or "",
        dates["last"] or "",
        tuple(newest),
    )
