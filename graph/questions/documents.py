"""The documents of a graph: listed, and read with every mention in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.contents.readings import READ_SOURCES
from graph.errors import UnknownEntityError
from graph.questions.briefs import ENTITY_COLUMNS, EntityBrief, brief_of
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Row

DATE = "coalesce(d.date, left(d.ingestedAt, 10))"
"""The date of a document ``d``: its own, as exact as its source gives it, else the day it was ingested."""
DOCUMENT_COLUMNS = """d.id AS id, d.uri AS uri, d.title AS title, coalesce(d.date, '') AS date,
       coalesce(d.dateFrom, '') AS dateFrom, d.ingestedAt AS ingestedAt, d.windows AS sentences"""
_FITS = "($text = '' OR toLower(d.title) CONTAINS $text OR toLower(d.uri) CONTAINS $text)"
_NEWEST = f"WITH d ORDER BY {DATE} DESC, d.uri, d.id SKIP $offset LIMIT $limit"
COUNT = f"MATCH (d:Document) WHERE {_FITS} RETURN count(d) AS n"
LIST = f"MATCH (d:Document) WHERE {_FITS} {_NEWEST} RETURN {DOCUMENT_COLUMNS}"
_NAMING = "MATCH (e:Entity {id: $id})-[:FROM_CHUNK]->(:Chunk)-[:FROM_DOCUMENT]->(d:Document)"
COUNT_NAMING = f"{_NAMING} WITH DISTINCT d WHERE {_FITS} RETURN count(d) AS n"
LIST_NAMING = f"{_NAMING} WITH DISTINCT d WHERE {_FITS} {_NEWEST} RETURN {DOCUMENT_COLUMNS}"
ENTITY_COUNTS = """
UNWIND $ids AS id
MATCH (d:Document {id: id})<-[:FROM_DOCUMENT]-(:Chunk)<-[:FROM_CHUNK]-(e:Entity)
WHERE NOT coalesce(e.hidden, false)
RETURN id, count(DISTINCT e) AS n
"""
DOCUMENT = f"""
MATCH (d:Document {{id: $id}})
RETURN {DOCUMENT_COLUMNS}, d.mediaType AS mediaType, d.metadata AS metadata, d.characters AS characters
"""
TEXT = """
MATCH (d:Document {id: $id})<-[:FROM_DOCUMENT]-(c:Chunk)
WHERE c.start < $until AND c.`end` > $from
RETURN c.text AS text, c.start AS start
ORDER BY start
"""
MARKS = f"""
MATCH (d:Document {{id: $id}})<-[:FROM_DOCUMENT]-(c:Chunk)<-[m:MENTIONED_IN]-(:LocalEntity)-[:RESOLVES_TO]->(e:Entity)
RETURN m.startOffsets AS starts, m.endOffsets AS ends, m.types AS types, m.scores AS scores, {READ_SOURCES} AS sources,
       {ENTITY_COLUMNS}
"""
WHOLE = 200_000
"""A text of as many code points is read whole, of a longer one a part."""


@dataclass(frozen=True, slots=True)
class DocumentBrief:
    """A document as lists show it; ``date`` is its own, "" where it has none, ``entities`` those that it names."""

    id: str
    uri: str
    title: str
    date: str
    date_from: str
    ingested_at: str
    sentences: int
    entities: int


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A mention in a document's text; ``type`` is what it was taken for there, ``source`` by what."""

    start: int
    end: int
    entity: str
    name: str
    type: str
    score: float
    source: str


@dataclass(frozen=True, slots=True)
class MentionedEntity:
    """An entity that a document mentions, how often, and where first."""

    entity: EntityBrief
    mentions: int
    first: int


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document's text, or the part of it from ``text_start`` on, with the mentions in that part.

    ``mentioned`` are the entities of the whole document, those mentioned most first; hidden ones are left out, as are their marks.
    """

    document: DocumentBrief
    media_type: str
    metadata: Mapping[str, str]
    text: str
    text_start: int
    text_length: int
    marks: tuple[Mark, ...]
    mentioned: tuple[MentionedEntity, ...]


def list_documents(
    store: GraphStore, text: str = "", *, entity: str = "", offset: int = 0, limit: int = 50
) -> tuple[int, list[DocumentBrief]]:
    """Return how many documents fit, and those from ``offset`` on, the newest first.

    ``text`` is a part of the title or of the place, ``entity`` the id of an entity that they must name.
    """
    asked = {"text": text.lower(), "id": entity, "offset": offset, "limit": limit}
    count, listed = (COUNT_NAMING, LIST_NAMING) if entity else (COUNT, LIST)
    total = int(next(iter(store.stream(count, asked)))["n"])
    return total, _briefs(store, store.stream(listed, asked)) if total > offset else []


def read_document(store: GraphStore, document_id: str, at: int = 0) -> ReadDocument:
    """Return a document with its text, of a long one the part around the code point ``at``, and its mentions.

    Raises:
        UnknownEntityError: The graph has no such document.

    """
    row = next(iter(store.stream(DOCUMENT, {"id": document_id})), None)
    if row is None:
        raise UnknownEntityError(
            f"The graph has no document {document_id!r}. It may have been forgotten, or its source may have changed."
        )
    (brief,) = _briefs(store, [row])
    length = int(row["characters"])
    start = 0 if length <= WHOLE else max(0, min(at - WHOLE // 2, length - WHOLE))
    text, start = _text(store, document_id, start, min(length, start + WHOLE))
    every: list[Mark] = []
    entities: dict[str, EntityBrief] = {}
    for each in store.stream(MARKS, {"id": document_id}):
        if each["hidden"]:
            continue
        entity = entities.setdefault(each["id"], brief_of(each))
        columns = (each["starts"], each["ends"], each["types"], each["scores"], each["sources"])
        every += [
            Mark(first, last, entity.id, entity.name, type_name, score, source)
            for first, last, type_name, score, source in zip(*columns, strict=True)
        ]
    every.sort()
    counts: dict[str, int] = {}
    places: dict[str, int] = {}
    for mark in every:
        counts[mark.entity] = counts.get(mark.entity, 0) + 1
        places.setdefault(mark.entity, mark.start)
    order = sorted(counts, key=lambda each: (-counts[each], places[each], each))
    return ReadDocument(
        brief,
        row["mediaType"],
        json.loads(row["metadata"] or "{}"),
        text,
        start,
        length,
        tuple(mark for mark in every if mark.start >= start and mark.end <= start + len(text)),
        tuple(MentionedEntity(entities[each], counts[each], places[each]) for each in order),
    )


def _text(store: GraphStore, document_id: str, first: int, last: int) -> tuple[str, int]:
    """Return the text of the chunks that reach into a part, and where it starts."""
    rows = list(store.stream(TEXT, {"id": document_id, "from": first, "until": last}))
    # Sentences are not cut, but for one that is longer than a part may be.
    start = max(rows[0]["start"], first - WHOLE) if rows else 0
    text = "".join(row["text"] for row in rows)
    cut = start - rows[0]["start"] if rows else 0
    return text[cut : cut + 2 * WHOLE], start


def _briefs(store: GraphStore, rows: Iterable[Row]) -> list[DocumentBrief]:
    found = list(owned(store, "Document", rows, ("id", "uri", "title", "ingestedAt", "sentences")))
    asked = {"ids": [row["id"] for row in found]}
    entities = {row["id"]: row["n"] for row in store.stream(ENTITY_COUNTS, asked)} if found else {}
    return [
        DocumentBrief(
            row["id"],
            row["uri"],
            row["title"],
            row["date"],
            row["dateFrom"],
            row["ingestedAt"],
            row["sentences"],
            entities.get(row["id"], 0),
        )
        for row in found
    ]
