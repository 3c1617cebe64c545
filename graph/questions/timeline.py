"""When an entity, or two together, were written of: the documents by their dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.questions.documents import DATE
from graph.stores.protocol import GraphStore

_DATED = f"""d.id AS document_id, d.uri AS uri, d.title AS title, {DATE} AS date,
       CASE WHEN d.date IS NULL THEN 'ingested' ELSE coalesce(d.dateFrom, '') END AS by"""
OF_ENTITY = f"""
MATCH (e:Entity {{id: $a}})-[f:FROM_CHUNK]->(:Chunk)-[:FROM_DOCUMENT]->(d:Document)
WITH d, sum(f.n) AS sentences
RETURN {_DATED}, sentences
ORDER BY date, uri, document_id
"""
OF_PAIR = f"""
MATCH (a:Entity {{id: $a}})<-[:RESOLVES_TO]-(:LocalEntity)-[m:MENTIONED_IN]->(c:Chunk)<-[o:MENTIONED_IN]-(:LocalEntity)
      -[:RESOLVES_TO]->(b:Entity {{id: $b}})
MATCH (c)-[:FROM_DOCUMENT]->(d:Document)
UNWIND m.sents AS sentence
WITH d, o, sentence
WHERE sentence IN o.sents
WITH DISTINCT d, sentence
WITH d, count(*) AS sentences
RETURN {_DATED}, sentences
ORDER BY date, uri, document_id
"""
GUESSED = "(guessed)"


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """A document with its date, where that is from (``by``), and how many of its sentences name what is asked for."""

    date: str
    by: str
    document_id: str
    uri: str
    title: str
    sentences: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Documents by date, the oldest first; of ``total`` the dates of some are ``guessed``, others are ``undated``."""

    points: tuple[TimelinePoint, ...]
    total: int
    guessed: int
    undated: int


def timeline(store: GraphStore, ids: Sequence[str], *, limit: int = 5_000) -> Timeline:
    """Return the documents that name an entity, or two in a sentence, by date: at most ``limit``, the newest.

    A document without a date of its own stands at the day it was ingested, and is ``undated``.
    """
    text, asked = (OF_ENTITY, {"a": ids[0]}) if len(ids) == 1 else (OF_PAIR, {"a": ids[0], "b": ids[1]})
    points = [TimelinePoint(**row) for row in store.stream(text, asked)]
    return Timeline(
        tuple(points[-limit:]),
        len(points),
        sum(GUESSED in each.by for each in points),
        sum(each.by == "ingested" for each in points),
    )
