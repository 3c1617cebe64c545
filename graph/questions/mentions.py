"""Every mention of a graph, in the order of the documents."""

from __future__ import annotations

from collections.abc import Iterator

from graph.contents.readings import READ_SOURCES
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Row

DOCUMENTS_IN_ORDER = (
    "MATCH (d:Document) RETURN d.id AS id, d.uri AS uri, d.fingerprint AS fingerprint ORDER BY uri"
)

MENTIONS = f"""
MATCH (d:Document {{id: $id}})<-[:FROM_DOCUMENT]-(c:Chunk)<-[m:MENTIONED_IN]-(l:LocalEntity)-[r:RESOLVES_TO]->(e:Entity)
RETURN c.text AS text, c.start AS start, m.startOffsets AS starts, m.endOffsets AS ends, m.types AS types,
       m.scores AS scores, m.rules AS rules, {READ_SOURCES} AS sources, l.id AS local, e.id AS entity_id, e.name AS entity, e.type AS entity_type,
       r.rule AS link_rule, r.score AS link_score
"""


def mentions(store: GraphStore) -> Iterator[Row]:
    """Yield every mention, by document and offset: where it is, what it says, and the entity it resolves to and why.

    ``rule`` and ``link_rule`` are the rules within the document and across documents, ``extractor`` is the fingerprint
    of what found the mention: engine, model, revision, labels, thresholds, and rules. ``source`` is which part of it did: ``model``,
    ``pattern`` or ``gazetteer``.
    """
    for document in list(owned(store, "Document", store.stream(DOCUMENTS_IN_ORDER))):
        found: list[Row] = []
        for row in store.stream(MENTIONS, {"id": document["id"]}):
            columns = (row["starts"], row["ends"], row["types"], row["scores"], row["sources"], row["rules"])
            for start, end, type_name, score, source, rule in zip(*columns, strict=True):
                found.append(
                    {
                        "document": document["id"],
                        "uri": document["uri"],
                        "start": start,
                        "end": end,
                        "text": row["text"][start - row["start"] : end - row["start"]],
                        "type": type_name,
                        "score": score,
                        "source": source,
                        "entity_id": row["entity_id"],
                        "entity": row["entity"],
                        "entity_type": row["entity_type"],
                        "local_entity": row["local"],
                        "rule": rule,
                        "link_rule": row["link_rule"],
                        "link_score": row["link_score"],
                        "extractor": document["fingerprint"],
                    }
                )
        yield from sorted(found, key=lambda row: row["start"])
