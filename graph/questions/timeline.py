"""When an entity, or two together, were written of: the documents by their dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.readers.dates import GUESSED
from graph.questions.documents import DATE
from graph.questions.places import places_of
from graph.stores.protocol import GraphStore, Row

# In columns, for rows of a hub's documents cost more to make than to find.
_DATED = f"""RETURN collect(d.id) AS document_id, collect(d.uri) AS uri, collect(d.title) AS title, collect({DATE}) AS date,
       collect(CASE WHEN d.date IS NULL THEN 'ingested' ELSE coalesce(d.dateFrom, '') END) AS by"""
OF_ENTITY = f"""
MATCH (e:Entity {{id: $id}})-[f:FROM_CHUNK]->(c:Chunk)
WITH f.docId AS id, sum(f.n) AS n
MATCH (d:Document {{id: id}})
{_DATED}, collect(n) AS sentences
"""
OF_DOCUMENTS = f"""
UNWIND $rows AS row
MATCH (d:Document {{id: row.id}})
{_DATED}, collect(row.n) AS sentences
"""


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
    """Return the documents that name an entity, or several in a sentence, by date: at most ``limit``, the newest.

    A document without a date of its own stands at the day it was ingested, and is ``undated``.
    """
    points = sorted(
        (
            TimelinePoint(**dict(zip(row, values, strict=True)))
            for row in _rows(store, ids)
            for values in zip(*row.values(), strict=True)
        ),
        key=lambda each: (each.date, each.uri, each.document_id),
    )
    return Timeline(
        tuple(points[-limit:]),
        len(points),
        sum(each.by.endswith(GUESSED) for each in points),
        sum(each.by == "ingested" for each in points),
    )


def _rows(store: GraphStore, ids: Sequence[str]) -> Iterator[Row]:
    if len(ids) == 1:
        return store.stream(OF_ENTITY, {"id": ids[0]})
    counts = Counter(place.document for place in places_of(store, ids))
    return store.stream(OF_DOCUMENTS, {"rows": [{"id": key, "n": counts[key]} for key in sorted(counts)]})
