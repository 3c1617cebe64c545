"""Why the names of one entity are one: each way a name came to it, its words against the main name's, entries and decisions."""

from __future__ import annotations

from dataclasses import dataclass

from graph.corrections.pairs import kb_reasons
from graph.questions.briefs import EntityBrief, current_id, entity_briefs
from graph.questions.evidence import uses
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Row
from linking.decisions.decision import Decision
from linking.guidance import Guidance
from linking.model import Assignment, LocalEntity
from linking.names.folding import fold
from linking.review.explanation import NameExplanation, Path, explain_names, paths
from linking.review.handles import Bearers

MOST_COMPARED = 50
"""Names that are compared with the main one word by word, the most used first."""
MEMBERS = """
MATCH (e:Entity {id: $id})<-[r:RESOLVES_TO]-(l:LocalEntity)
RETURN l.id AS id, l.docId AS docId, l.name AS name, l.type AS type, l.names AS names, l.start AS start,
       coalesce(l.value, '') AS value, r.rule AS rule, r.score AS score
"""
OF_DOCUMENT = """
MATCH (d:Document {id: $id})<-[:FROM_DOCUMENT]-(:Chunk)<-[:MENTIONED_IN]-(l:LocalEntity)
RETURN DISTINCT l.id AS id, l.docId AS docId, l.name AS name, l.type AS type, l.names AS names, l.start AS start,
       coalesce(l.value, '') AS value
"""
URIS = """
UNWIND $ids AS id
MATCH (d:Document {id: id}) RETURN d.id AS id, d.uri AS uri, coalesce(d.firstUri, '') AS firstUri
"""


@dataclass(frozen=True, slots=True)
class ExplainedNames:
    """What is known of the names of an entity; ``compared`` are its other names against its main one."""

    entity: EntityBrief
    ways: tuple[Path, ...]
    compared: tuple[NameExplanation, ...]
    kb_reasons: tuple[str, ...]
    decisions: tuple[Decision, ...]


def explain_entity(store: GraphStore, guidance: Guidance, entity_id: str) -> ExplainedNames:
    """Return why the names of an entity (by id) are one; of the graph only what bears on it is read.

    Raises:
        UnknownEntityError: there is no such entity in use.

    """
    entity = entity_briefs(store, [current_id(store, entity_id)]).popitem()[1]
    rows = list(owned(store, "LocalEntity", store.stream(MEMBERS, {"id": entity.id})))
    members = tuple(sorted(map(_local, rows)))
    assignments = {row["id"]: Assignment(entity.id, row["rule"], row["score"]) for row in rows}
    ways = paths(members, assignments, uses(store, [each.id for each in members]))
    main = fold(entity.name)
    others = dict.fromkeys(way.surface for way in ways if fold(way.surface) != main)
    first = next((each for each in members if any(fold(name) == main for name in each.names)), members[0])
    of_document = map(_local, store.stream(OF_DOCUMENT, {"id": first.document_id}))
    return ExplainedNames(
        entity,
        ways,
        tuple(
            explain_names(entity.name, entity.type, other, entity.type)
            for other in list(others)[:MOST_COMPARED]
        ),
        tuple(kb_reasons(guidance.knowledge_bases, first, of_document)) if guidance.knowledge_bases else (),
        tuple(_bearers(store, members, assignments, guidance).decisions_on(entity.id)),
    )


def _bearers(
    store: GraphStore,
    members: tuple[LocalEntity, ...],
    assignments: dict[str, Assignment],
    guidance: Guidance,
) -> Bearers:
    documents = sorted({each.document_id for each in members})
    uris = {row["id"]: row["firstUri"] or row["uri"] for row in store.stream(URIS, {"ids": documents})}
    entity_of = {local: why.entity_id for local, why in assignments.items()}
    return Bearers(members, entity_of, uris, guidance.decisions)


def _local(row: Row) -> LocalEntity:
    return LocalEntity(
        row["id"], row["docId"], row["name"], row["type"], tuple(row["names"]), row["start"], row["value"]
    )
