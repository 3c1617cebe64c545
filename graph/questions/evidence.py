"""What the documents say of entities and of single names: the sentences behind them, and how they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from graph.questions.sentences import EvidenceSentence, MarkedSentences
from graph.stores.protocol import ROWS_A_CALL, GraphStore, Row
from linking.review.explanation import Use

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

USES = """
UNWIND $rows AS row
MATCH (l:LocalEntity {id: row.id})-[m:MENTIONED_IN]->(c:Chunk)
RETURN l.id AS local, c.text AS text, c.start AS start, m.startOffsets AS starts, m.endOffsets AS ends, m.rules AS rules,
       m.ruleScores AS scores
"""
SENTENCE_NUMBERS = """
UNWIND $rows AS row
MATCH (l:LocalEntity {id: row.id})-[m:MENTIONED_IN]->(:Chunk)
RETURN l.id AS local, m.sents AS sents
"""
SENTENCES = """
UNWIND $rows AS row
MATCH (l:LocalEntity {id: row.id})-[m:MENTIONED_IN]->(c:Chunk)-[:FROM_DOCUMENT]->(d:Document)
RETURN d.id AS document, d.uri AS uri, d.title AS title, c.text AS text, c.start AS start, c.firstSentence AS first,
       c.sentStarts AS sentStarts, c.sentEnds AS sentEnds, m.sents AS sents, m.startOffsets AS starts, m.endOffsets AS ends
"""

DATES = """
UNWIND $ids AS id
MATCH (d:Document {id: id}) RETURN d.id AS id, coalesce(d.date, '') AS date
"""


def document_dates(store: GraphStore, documents: Collection[str]) -> Mapping[str, str]:
    """Return the dates of documents by id, "" for one that has none of its own."""
    return {row["id"]: row["date"] for row in store.stream(DATES, {"ids": sorted(set(documents))})}


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


def uses(store: GraphStore, local_entities: Collection[str]) -> list[Use]:
    """Return what documents call these local entities (ids), by which rule and how often."""
    counts: Counter[tuple[str, str, str, float]] = Counter()
    for row in _stream(store, USES, local_entities):
        for start, end, rule, score in zip(
            row["starts"], row["ends"], row["rules"], row["scores"], strict=True
        ):
            surface = row["text"][start - row["start"] : end - row["start"]]
            # A name that runs over a line's end is the same name.
            counts[row["local"], " ".join(surface.split()), rule, score] += 1
    return sorted(Use(*use, mentions) for use, mentions in counts.items())


def sentence_counts(store: GraphStore, local_entities: Collection[str]) -> Mapping[str, int]:
    """Return in how many sentences each of these local entities (ids) is named."""
    held: dict[str, set[int]] = {}
    for row in _stream(store, SENTENCE_NUMBERS, local_entities):
        held.setdefault(row["local"], set()).update(row["sents"])
    return {local: len(numbers) for local, numbers in held.items()}


def sentences_naming(
    store: GraphStore, local_entities: Collection[str], limit: int = 2
) -> list[EvidenceSentence]:
    """Return up to ``limit`` sentences that name one of these local entities (ids), from as many documents as there are."""
    marked = MarkedSentences()
    for row in _stream(store, SENTENCES, sorted(local_entities)[:limit]):
        for number, start, end in zip(row["sents"], row["starts"], row["ends"], strict=True):
            marked.add(row, number, [(start, end)])
    found: list[EvidenceSentence] = []
    later: list[EvidenceSentence] = []
    for sentence in marked.found():
        known = any(each.document_id == sentence.document_id for each in found)
        (later if known else found).append(sentence)
    return [*found, *later][:limit]


def _stream(store: GraphStore, query: str, local_entities: Collection[str]) -> Iterator[Row]:
    ids = sorted(local_entities)
    for first in range(0, len(ids), ROWS_A_CALL):
        yield from store.stream(query, {"rows": [{"id": each} for each in ids[first : first + ROWS_A_CALL]]})
