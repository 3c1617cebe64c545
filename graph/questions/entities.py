"""Questions that the command line asks of a graph.

Entities out of use (``docs = 0``) are no answers; those that a person hid are shown to who asks for them by name or id.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from extractors.segmentation.segments import readable
from graph.contents.entity_types import entities_by_type
from graph.questions.sentences import EvidenceSentence, MarkedSentences
from graph.schema.association import sentences_of
from graph.schema.labels import name_key
from graph.stores.foreign import owned, refuse_foreign
from graph.stores.protocol import GraphStore, Row

FUZZY_CUTOFF = 80.0
MOST_MATCHES = 50
REDIRECTS = 100

# Where ``own`` is less, some of what was counted lacks what graphmill always writes.
COUNTS = {
    "documents": "MATCH (d:Document) RETURN count(d) AS n, count(d.contentHash) AS own",
    "chunks": "MATCH (c:Chunk) RETURN count(c) AS n, count(c.sentStarts) AS own",
    "local entities": "MATCH (l:LocalEntity) RETURN count(l) AS n, count(l.names) AS own",
    "entities": """
MATCH (e:Entity) WHERE coalesce(e.docs, 1) > 0
RETURN count(e) AS n, count(CASE WHEN e.docs IS NULL THEN null ELSE e.aliases END) AS own
""",
    "co-occurrence edges": "MATCH (:Entity)-[r:CO_OCCURS_WITH]->(:Entity) RETURN count(r) AS n",
    "mentions": "MATCH (:LocalEntity)-[m:MENTIONED_IN]->(:Chunk) RETURN sum(size(m.sents)) AS n",
    "sentences": "MATCH (d:Document) RETURN sum(d.windows) AS n",
}
ENTITY = """
RETURN e.id AS id, e.name AS name, e.type AS type, e.aliases AS aliases, e.windows AS windows, e.docs AS docs,
       coalesce(e.kbIds, []) AS kbIds, coalesce(e.hidden, false) AS hidden
"""
BY_ID = f"MATCH (e:Entity {{id: $id}}) WHERE e.docs > 0 {ENTITY}"
BY_KB_ID = f"MATCH (e:Entity) WHERE e.docs > 0 AND $id IN coalesce(e.kbIds, []) {ENTITY}"
BY_KEY = f"MATCH (e:Entity {{nameKey: $key}}) WHERE e.docs > 0 {ENTITY}"
BY_ALIAS = f"MATCH (e:Entity) WHERE e.docs > 0 AND $name IN e.aliases {ENTITY}"
ALL = f"MATCH (e:Entity) WHERE e.docs > 0 AND NOT coalesce(e.hidden, false) {ENTITY}"
BY_PART = f"""
MATCH (e:Entity) WHERE e.docs > 0 AND NOT coalesce(e.hidden, false) AND e.nameKey CONTAINS $key
WITH e ORDER BY e.docs DESC, e.id LIMIT $limit {ENTITY}
"""
REDIRECT = "MATCH (e:Entity {id: $id}) WHERE e.docs = 0 RETURN e.mergedInto AS into"

# Pointwise mutual information, normalised to -1 … 1 (Bouma 2009), from the share of sentences that hold a, b and both.
NEIGHBOURS = """
MATCH (a:Entity {id: $id})-[r:CO_OCCURS_WITH]-(b:Entity)
WHERE r.count >= $least AND NOT coalesce(b.hidden, false)
WITH b, r, 1.0 * r.count / $total AS both, 1.0 * a.windows / $total AS one, 1.0 * b.windows / $total AS other
RETURN b.id AS id, b.name AS name, b.type AS type, r.count AS count, r.docs AS docs,
       CASE WHEN both >= 1 THEN 1.0 ELSE log(both / (one * other)) / (-1.0 * log(both)) END AS npmi
ORDER BY npmi DESC, count DESC, id
LIMIT $limit
"""
STRONGEST = """
MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity)
WHERE NOT coalesce(a.hidden, false) AND NOT coalesce(b.hidden, false)
RETURN a.id AS a_id, a.name AS a_name, a.type AS a_type, b.id AS b_id, b.name AS b_name, b.type AS b_type,
       r.count AS count, r.docs AS docs
ORDER BY count DESC, docs DESC, a_name, b_name
LIMIT $limit
"""
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
DOCUMENTS_IN_ORDER = (
    "MATCH (d:Document) RETURN d.id AS id, d.uri AS uri, d.fingerprint AS fingerprint ORDER BY uri"
)
MENTIONS = """
MATCH (d:Document {id: $id})<-[:FROM_DOCUMENT]-(c:Chunk)<-[m:MENTIONED_IN]-(l:LocalEntity)-[r:RESOLVES_TO]->(e:Entity)
RETURN c.text AS text, c.start AS start, m.startOffsets AS starts, m.endOffsets AS ends, m.types AS types,
       m.scores AS scores, m.rules AS rules, l.id AS local, e.id AS entity_id, e.name AS entity, e.type AS entity_type,
       r.rule AS link_rule, r.score AS link_score
"""


@dataclass(frozen=True, slots=True)
class Status:
    """What the graph holds, and the number of entities by type, the most frequent first."""

    counts: dict[str, int]
    entities_by_type: dict[str, int]

    def totals(self) -> dict[str, int]:
        """Return the counts by the name of what was counted."""
        return dict(self.counts)

    def to_dict(self) -> dict[str, Any]:
        """Return the status as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class FoundEntity:
    """An entity that fits a name: ``match`` says how (id, knowledge base, name, alias, prefix, part, similar, words).

    ``kb_ids`` are the entries of knowledge bases that it is, as ``knowledge base:id``.
    """

    id: str
    name: str
    type: str
    aliases: tuple[str, ...]
    windows: int
    docs: int
    match: str
    kb_ids: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An entity that shares ``count`` sentences in ``docs`` documents with another, and their NPMI (-1 to 1)."""

    id: str
    name: str
    type: str
    count: int
    docs: int
    npmi: float


@dataclass(frozen=True, slots=True)
class Edge:
    """Two entities that share ``count`` sentences in ``docs`` documents."""

    a_id: str
    a_name: str
    a_type: str
    b_id: str
    b_name: str
    b_type: str
    count: int
    docs: int


def status(store: GraphStore) -> Status:
    """Count what the graph holds.

    Raises:
        ForeignDataError: The graph holds under graphmill's labels what graphmill did not write.

    """
    counts: dict[str, int] = {}
    for name, query in COUNTS.items():
        (row,) = store.stream(query)
        counts[name] = int(row["n"] or 0)
        if row.get("own", row["n"]) != row["n"]:
            refuse_foreign(store)
    return Status(counts, entities_by_type(store))


def find_entities(store: GraphStore, name: str, limit: int = MOST_MATCHES) -> list[FoundEntity]:
    """Return entities that fit a name or an id, the best first.

    An id, of the entity or of its entry in a knowledge base (``places:Q64``), or the very name comes first, then the name in another case, then aliases, then names that contain it; only
    where there is none of the first three, names and aliases that start with it, then that contain it, then that are similar to it. A redirected id leads to the
    entity it was merged into.
    """
    name = readable(name)

    def entities(text: str, parameters: Row | None = None) -> Iterator[Row]:
        return owned(store, "Entity", store.stream(text, parameters))

    found = [_found(row, "id") for row in entities(BY_ID, {"id": _redirected(store, name)})]
    found += [_found(row, "knowledge base") for row in entities(BY_KB_ID, {"id": name})]
    if found:
        return found
    key = name_key(name)
    named = [_found(row, "name") for row in entities(BY_KEY, {"key": key})]
    aliased = [_found(row, "alias") for row in entities(BY_ALIAS, {"name": name})]
    if named or aliased:
        parts = [_found(row, "part") for row in entities(BY_PART, {"key": key, "limit": limit})]
        best = _best(name, named, aliased)
        known = {entity.id for entity in best}
        return [*best, *(entity for entity in parts if entity.id not in known)][:limit]
    everything = list(entities(ALL))
    aliased = [_found(row, "alias") for row in everything if key in _keys(row)]
    if aliased:
        return _best(name, named, aliased)[:limit]
    prefixed = [_found(row, "prefix") for row in everything if any(n.startswith(key) for n in _keys(row))]
    if prefixed:
        return _ranked(prefixed)[:limit]
    inside = [_found(row, "part") for row in everything if any(key in n for n in _keys(row))]
    return _ranked(inside)[:limit] if inside else _similar(everything, key, limit)


def neighbours(store: GraphStore, entity_id: str, limit: int = 20, *, least: int = 1) -> list[Neighbour]:
    """Return the entities most telling of another, by NPMI over sentences; ``least`` sentences they must share."""
    asked = {"id": entity_id, "least": least, "limit": limit, "total": sentences_of(store)}
    rows = owned(store, "CO_OCCURS_WITH", store.stream(NEIGHBOURS, asked))
    return [Neighbour(**row) for row in rows]


def strongest_edges(store: GraphStore, limit: int = 20) -> list[Edge]:
    """Return the edges with most sentences."""
    return [Edge(**row) for row in store.stream(STRONGEST, {"limit": limit})]


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


def mentions(store: GraphStore) -> Iterator[Row]:
    """Yield every mention, by document and offset: where it is, what it says, and the entity it resolves to and why.

    ``rule`` and ``link_rule`` are the rules within the document and across documents, ``extractor`` is the fingerprint
    of what found the mention: engine, model, revision, labels, thresholds.
    """
    for document in list(owned(store, "Document", store.stream(DOCUMENTS_IN_ORDER))):
        found: list[Row] = []
        for row in store.stream(MENTIONS, {"id": document["id"]}):
            columns = (row["starts"], row["ends"], row["types"], row["scores"], row["rules"])
            for start, end, type_name, score, rule in zip(*columns, strict=True):
                found.append(
                    {
                        "document": document["id"],
                        "uri": document["uri"],
                        "start": start,
                        "end": end,
                        "text": row["text"][start - row["start"] : end - row["start"]],
                        "type": type_name,
                        "score": score,
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


def _redirected(store: GraphStore, entity_id: str) -> str:
    for _ in range(REDIRECTS):
        into = next((row["into"] for row in store.stream(REDIRECT, {"id": entity_id})), None)
        if into is None:
            break
        entity_id = into
    return entity_id


def entity_fields(row: Row) -> dict[str, Any]:
    """Return what a row with the columns of :data:`ENTITY` says of an entity, by the fields of :class:`FoundEntity`."""
    return {
        "id": row["id"],
        "name": row["name"],
        "type": row["type"],
        "aliases": tuple(row["aliases"]),
        "windows": row["windows"],
        "docs": row["docs"],
        "kb_ids": tuple(row["kbIds"]),
        "hidden": row["hidden"],
    }


def _found(row: Row, match: str) -> FoundEntity:
    return FoundEntity(match=match, **entity_fields(row))


def _keys(row: Row) -> list[str]:
    return [name_key(name) for name in (row["name"], *row["aliases"])]


def _best(name: str, named: list[FoundEntity], aliased: list[FoundEntity]) -> list[FoundEntity]:
    known = {entity.id for entity in named}
    first = sorted(named, key=lambda entity: (entity.name != name, -entity.docs, entity.id))
    return first + _ranked([entity for entity in aliased if entity.id not in known])


def _ranked(found: list[FoundEntity]) -> list[FoundEntity]:
    return sorted(found, key=lambda entity: (-entity.docs, entity.name, entity.id))


def _similar(rows: list[Row], key: str, limit: int) -> list[FoundEntity]:
    from rapidfuzz import fuzz, process

    names = [(name, place) for place, row in enumerate(rows) for name in _keys(row)]
    near = process.extract(
        key, [name for name, _ in names], scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF, limit=limit
    )
    places = dict.fromkeys(names[index][1] for _, _, index in near)
    return [_found(rows[place], "similar") for place in places]
