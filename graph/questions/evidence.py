"""The sentences behind an entity, and behind two."""

from __future__ import annotations

from graph.questions.sentences import EvidenceSentence, MarkedSentences
from graph.stores.protocol import GraphStore

# One row a chunk; a chunk's sentences are told apart here, so that a hub's chunks are never all read.
EVIDENCE = """
MATCH (e:Entity {id: $id})-[f:FROM_CHUNK]->(c:Chunk)
WITH c, f ORDER BY c.docId, c.start LIMIT $limit
MATCH (c)-[:FROM_DOCUMENT]->(d:Document)
MATCH (c)<-[m:MENTIONED_IN]-(l:LocalEntity)-[:RESOLVES_TO]->(x:Entity)
WHERE x.id = $id
RETURN d.id AS document, d.uri AS uri, d.title AS title, c.text AS text, c.start AS start, c.firstSentence AS first,
       c.sentStarts AS sentStarts, c.sentEnds AS sentEnds, m.sents AS sents, m.startOffsets AS starts, m.endOffsets AS ends
"""

PAIR_EVIDENCE = """
MATCH (a:Entity {id: $a})<-[:RESOLVES_TO]-(:LocalEntity)-[m:MENTIONED_IN]->(c:Chunk)<-[o:MENTIONED_IN]-(:LocalEntity)
      -[:RESOLVES_TO]->(b:Entity {id: $b})
MATCH (c)-[:FROM_DOCUMENT]->(d:Document)
RETURN d.id AS document, d.uri AS uri, d.title AS title, c.text AS text, c.start AS start, c.firstSentence AS first,
       c.sentStarts AS sentStarts, c.sentEnds AS sentEnds, m.sents AS sents, m.startOffsets AS starts, m.endOffsets AS ends,
       o.sents AS otherSents, o.startOffsets AS otherStarts, o.endOffsets AS otherEnds
"""


def evidence(store: GraphStore, entity_id: str, limit: int = 20) -> list[EvidenceSentence]:
    """Return sentences that name an entity, in the order of documents."""
    marked = MarkedSentences()
    for row in store.stream(EVIDENCE, {"id": entity_id, "limit": limit}):
        for number, start, end in zip(row["sents"], row["starts"], row["ends"], strict=True):
            marked.add(row, number, [(start, end)])
    return marked.found()[:limit]


def evidence_pair(store: GraphStore, a: str, b: str, limit: int = 20) -> list[EvidenceSentence]:
    """Return sentences that name both entities, with the mentions of both marked."""
    marked = MarkedSentences()
    for row in store.stream(PAIR_EVIDENCE, {"a": a, "b": b}):
        mine = list(zip(row["sents"], row["starts"], row["ends"], strict=True))
        theirs = list(zip(row["otherSents"], row["otherStarts"], row["otherEnds"], strict=True))
        for number in set(row["sents"]).intersection(row["otherSents"]):
            marked.add(row, number, [(start, end) for n, start, end in mine + theirs if n == number])
    return marked.found()[:limit]
