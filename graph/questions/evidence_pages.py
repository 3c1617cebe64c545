"""Sentences of an entity, or of two together, a page at a time: a stable order, no sentence twice, whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from graph.questions.briefs import entity_briefs
from graph.questions.documents import DATE
from graph.questions.places import Place, Sentence, places_of
from graph.questions.sentences import EvidenceSentence, MarkedSentences
from graph.questions.telling import most_telling
from graph.stores.protocol import GraphStore

Order = Literal["newest", "strongest"]
"""``newest``: by the date of the document, then by place. ``strongest``: what says most, see `graph.questions.telling`."""

# A chunk holds one such sentence at least, so that as many chunks as sentences are always enough.
NEWEST_CHUNKS = f"""
MATCH (e:Entity {{id: $id}})-[f:FROM_CHUNK]->(c:Chunk)-[:FROM_DOCUMENT]->(d:Document)
WITH c.id AS chunk, f.n AS sentences, {DATE} AS date, d.uri AS uri, c.start AS start
ORDER BY date DESC, uri, start, chunk
LIMIT $limit
RETURN chunk, sentences
"""
DATED = f"""
UNWIND $ids AS id
MATCH (d:Document {{id: id}})
RETURN collect(d.id) AS ids, collect({DATE}) AS dates, collect(d.uri) AS uris, collect(coalesce(d.date, '')) AS own
"""
MARKED = """
UNWIND $chunks AS chunk
MATCH (c:Chunk {id: chunk})-[:FROM_DOCUMENT]->(d:Document)
MATCH (c)<-[m:MENTIONED_IN]-(:LocalEntity)-[:RESOLVES_TO]->(e:Entity)
WHERE e.id IN $ids
RETURN c.id AS chunk, d.id AS document, d.uri AS uri, d.title AS title, coalesce(d.date, '') AS date, c.text AS text,
       c.start AS start, c.firstSentence AS first, c.sentStarts AS sentStarts, c.sentEnds AS sentEnds, m.sents AS sents,
       m.startOffsets AS starts, m.endOffsets AS ends
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


def evidence_page(
    store: GraphStore,
    ids: Sequence[str],
    *,
    order: Order = "newest",
    offset: int = 0,
    limit: int = 20,
    period: str = "",
) -> EvidencePage:
    """Return sentences that name an entity, or all of several, from ``offset`` on, with the mentions of these marked.

    With a ``period``, as 2024 or 2024-05, only those of documents whose own date falls into it.
    """
    if len(ids) == 1 and order == "newest" and not period:
        return _newest(store, ids[0], offset, limit)
    places = _ordered(store, places_of(store, ids), order, period)
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


def _ordered(store: GraphStore, places: Collection[Place], order: Order, period: str) -> list[Place]:
    row = next(iter(store.stream(DATED, {"ids": sorted({each.document for each in places})})))
    columns = (row["ids"], row["dates"], row["uris"], row["own"])
    told = {each: (date, uri, own) for each, date, uri, own in zip(*columns, strict=True)}
    found = [each for each in places if told[each.document][2].startswith(period)]
    found.sort(key=lambda each: (told[each.document][1], each.number, each.chunk))
    found.sort(key=lambda each: told[each.document][0], reverse=True)
    if order == "strongest":
        return most_telling(store, found)
    return found


def _read(store: GraphStore, ids: Sequence[str], chunks: Sequence[str]) -> Mapping[Sentence, DatedSentence]:
    """Return the sentences of these chunks that name one of the entities."""
    rows = list(store.stream(MARKED, {"chunks": sorted(set(chunks)), "ids": list(ids)})) if chunks else []
    marked: dict[Sentence, MarkedSentences] = {}
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
