"""Sentences of an entity, or of two together, a page at a time: a stable order, no sentence twice, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from graph.questions.briefs import entity_briefs
from graph.questions.documents import DATE
from graph.questions.sentences import EvidenceSentence, MarkedSentences
from graph.stores.protocol import GraphStore, Row

Order = Literal["newest", "strongest"]
"""``newest``: by the date of the document, then by place. ``strongest``: most mentions of what is asked for, then the surest."""

# A chunk holds one such sentence at least, so that as many chunks as sentences are always enough.
NEWEST_CHUNKS = f"""
MATCH (e:Entity {{id: $id}})-[f:FROM_CHUNK]->(c:Chunk)-[:FROM_DOCUMENT]->(d:Document)
WITH c.id AS chunk, f.n AS sentences, {DATE} AS date, d.uri AS uri, c.start AS start
ORDER BY date DESC, uri, start, chunk
LIMIT $limit
RETURN chunk, sentences
"""
PLACES = f"""
MATCH (e:Entity {{id: $id}})<-[:RESOLVES_TO]-(:LocalEntity)-[m:MENTIONED_IN]->(c:Chunk)-[:FROM_DOCUMENT]->(d:Document)
RETURN c.id AS chunk, m.sents AS sents, m.scores AS scores, {DATE} AS date, d.uri AS uri,
       coalesce(d.date, '') AS own
"""
PAIR_PLACES = f"""
MATCH (a:Entity {{id: $a}})<-[:RESOLVES_TO]-(l:LocalEntity)-[m:MENTIONED_IN]->(c:Chunk)<-[o:MENTIONED_IN]-(k:LocalEntity)
      -[:RESOLVES_TO]->(b:Entity {{id: $b}})
MATCH (c)-[:FROM_DOCUMENT]->(d:Document)
RETURN c.id AS chunk, l.id AS local, k.id AS otherLocal, m.sents AS sents, m.scores AS scores, o.sents AS otherSents, o.scores AS otherScores,
       {DATE} AS date, d.uri AS uri, coalesce(d.date, '') AS own
"""
MARKED = f"""
UNWIND $chunks AS chunk
MATCH (c:Chunk {{id: chunk}})-[:FROM_DOCUMENT]->(d:Document)
MATCH (c)<-[m:MENTIONED_IN]-(:LocalEntity)-[:RESOLVES_TO]->(e:Entity)
WHERE e.id IN $ids
RETURN c.id AS chunk, d.id AS document, d.uri AS uri, d.title AS title, coalesce(d.date, '') AS date, c.text AS text,
       c.start AS start, c.firstSentence AS first, c.sentStarts AS sentStarts, c.sentEnds AS sentEnds, m.sents AS sents,
       m.startOffsets AS starts, m.endOffsets AS ends, {DATE} AS dated
"""


@dataclass(frozen=True, slots=True)
class DatedSentence:
    """A sentence with the date of its document, "" where it has none of its own."""

    sentence: EvidenceSentence
    date: str


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """How many sentences there are, and some of them in the order asked for."""

    total: int
    sentences: tuple[DatedSentence, ...]
    order: Order


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence by its chunk and number, with what it is ordered by."""

    chunk: str
    number: int
    date: str
    uri: str
    mentions: int
    score: float


def evidence_page(
    store: GraphStore,
    ids: Sequence[str],
    *,
    order: Order = "newest",
    offset: int = 0,
    limit: int = 20,
    period: str = "",
) -> EvidencePage:
    """Return sentences that name an entity, or both of two, from ``offset`` on, with the mentions of these marked.

    With a ``period``, as 2024 or 2024-05, only those of documents whose own date falls into it.
    """
    if len(ids) == 1 and order == "newest" and not period:
        return _newest(store, ids[0], offset, limit)
    places = _ordered(_places(store, ids, period), order)
    asked = places[offset : offset + limit]
    found = _read(store, ids, [each.chunk for each in asked])
    return EvidencePage(len(places), tuple(found[each.chunk, each.number] for each in asked), order)


def _newest(store: GraphStore, entity: str, offset: int, limit: int) -> EvidencePage:
    brief = entity_briefs(store, [entity]).get(entity)
    if brief is None:
        return EvidencePage(0, (), "newest")
    before, taken, skip = 0, list[str](), 0
    for row in store.stream(NEWEST_CHUNKS, {"id": entity, "limit": offset + limit}):
        if before + row["sentences"] > offset and before < offset + limit:
            skip = skip if taken else offset - before
            taken.append(row["chunk"])
        before += row["sentences"]
    found = _read(store, [entity], taken)
    rank = {chunk: place for place, chunk in enumerate(taken)}
    ordered = sorted(found, key=lambda key: (rank[key[0]], key[1]))
    return EvidencePage(brief.windows, tuple(found[key] for key in ordered[skip : skip + limit]), "newest")


def _places(store: GraphStore, ids: Sequence[str], period: str) -> list[_Place]:
    # By chunk and number, with one mark for each of the entities: a sentence must name all.
    held: dict[tuple[str, int], dict[str, tuple[int, float]]] = {}
    told: dict[tuple[str, int], Row] = {}
    if len(ids) == 1:
        for row in store.stream(PLACES, {"id": ids[0]}):
            _count(held, told, row, ids[0], row["sents"], row["scores"])
    else:
        seen: set[tuple[str, str]] = set()
        for row in store.stream(PAIR_PLACES, {"a": ids[0], "b": ids[1]}):
            for entity, local, sents, scores in (
                (ids[0], row["local"], row["sents"], row["scores"]),
                (ids[1], row["otherLocal"], row["otherSents"], row["otherScores"]),
            ):
                # Several local entities of a chunk pair up: each counts once.
                if (local, row["chunk"]) not in seen:
                    seen.add((local, row["chunk"]))
                    _count(held, told, row, entity, sents, scores)
    return [
        _Place(
            chunk,
            number,
            told[chunk, number]["date"],
            told[chunk, number]["uri"],
            sum(mentions for mentions, _ in by.values()),
            max(score for _, score in by.values()),
        )
        for (chunk, number), by in held.items()
        if len(by) == len(ids) and told[chunk, number]["own"].startswith(period)
    ]


def _count(
    held: dict[tuple[str, int], dict[str, tuple[int, float]]],
    told: dict[tuple[str, int], Row],
    row: Row,
    entity: str,
    sents: Iterable[int],
    scores: Iterable[float],
) -> None:
    for number, score in zip(sents, scores, strict=True):
        key = (row["chunk"], number)
        told[key] = row
        by = held.setdefault(key, {})
        mentions, best = by.get(entity, (0, 0.0))
        by[entity] = (mentions + 1, max(best, score))


def _ordered(places: Iterable[_Place], order: Order) -> list[_Place]:
    found = sorted(places, key=lambda each: (each.uri, each.number, each.chunk))
    found.sort(key=lambda each: each.date, reverse=True)
    if order == "strongest":
        found.sort(key=lambda each: (-each.mentions, -each.score))
    return found


def _read(
    store: GraphStore, ids: Sequence[str], chunks: Sequence[str]
) -> Mapping[tuple[str, int], DatedSentence]:
    """Return the sentences of these chunks that name one of the entities, by chunk and number."""
    rows = list(store.stream(MARKED, {"chunks": sorted(set(chunks)), "ids": list(ids)})) if chunks else []
    marked: dict[tuple[str, int], MarkedSentences] = {}
    dates: dict[str, str] = {}
    for row in rows:
        dates[row["chunk"]] = row["date"]
        for number, start, end in zip(row["sents"], row["starts"], row["ends"], strict=True):
            marked.setdefault((row["chunk"], number), MarkedSentences()).add(row, number, [(start, end)])
    return {
        key: DatedSentence(sentence, dates[key[0]])
        for key, held in marked.items()
        for sentence in held.found()
    }
