"""Where entities are mentioned: each sentence by its chunk and number, without its text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from graph.questions.briefs import entity_briefs
from graph.stores.protocol import GraphStore, Row

# In columns, for rows of a hub's mentions cost more to make than to find.
PLACES = """
MATCH (e:Entity {id: $id})<-[:RESOLVES_TO]-(:LocalEntity)-[m:MENTIONED_IN]->(c:Chunk)
RETURN collect(c.id) AS chunks, collect(m.docId) AS documents, collect(m.sents) AS sents, collect(m.scores) AS scores
"""
PLACES_IN = """
UNWIND $chunks AS chunk
MATCH (c:Chunk {id: chunk})<-[m:MENTIONED_IN]-(:LocalEntity)-[:RESOLVES_TO]->(e:Entity)
WHERE e.id = $id
RETURN collect(c.id) AS chunks, collect(m.docId) AS documents, collect(m.sents) AS sents, collect(m.scores) AS scores
"""
FEW_CHUNKS = 2_000
"""Among as many chunks another entity is looked for in these; beyond, all of its own are read."""

Sentence = tuple[str, int]
"""A sentence by its chunk and its number in the document."""


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that names what was asked for, how often, and with which score the surest of its mentions."""

    chunk: str
    number: int
    document: str
    mentions: int
    score: float


def places_of(store: GraphStore, ids: Sequence[str]) -> list[Place]:
    """Return the sentences that name an entity, or all of several, in no order."""
    briefs = entity_briefs(store, ids)
    order = sorted(set(ids), key=lambda each: briefs[each].windows if each in briefs else 0)
    found: dict[Sentence, Place] = {}
    for number, each in enumerate(order):
        chunks = {chunk for chunk, _ in found} if number else None
        theirs = _places(store, each, chunks)
        if number == 0:
            found = theirs
        else:
            found = {
                key: Place(
                    mine.chunk,
                    mine.number,
                    mine.document,
                    mine.mentions + theirs[key].mentions,
                    max(mine.score, theirs[key].score),
                )
                for key, mine in found.items()
                if key in theirs
            }
        if not found:
            break
    return list(found.values())


def _places(store: GraphStore, entity: str, chunks: Collection[str] | None) -> dict[Sentence, Place]:
    found: dict[Sentence, Place] = {}
    for row in _columns(store, entity, chunks):
        columns = zip(row["chunks"], row["documents"], row["sents"], row["scores"], strict=True)
        for chunk, document, sents, scores in columns:
            for number, score in zip(sents, scores, strict=True):
                before = found.get((chunk, number))
                found[chunk, number] = Place(
                    chunk,
                    number,
                    document,
                    1 + (before.mentions if before else 0),
                    max(score, before.score) if before else score,
                )
    return found


def _columns(store: GraphStore, entity: str, chunks: Collection[str] | None) -> Iterator[Row]:
    if chunks is not None and len(chunks) <= FEW_CHUNKS:
        return store.stream(PLACES_IN, {"id": entity, "chunks": sorted(chunks)})
    return store.stream(PLACES, {"id": entity})
