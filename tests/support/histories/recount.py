"""Count a graph from its mentions by the plainest means, sharing no code with what graphmill counts by.

A mention is known by its place: the id of its document and its offset there. An entity is whatever stands for it: its id
in a graph, or the set of the places of its mentions, which is the same in every graph.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, fields

from extractors.mentions import Extraction
from graph.stores.protocol import GraphStore
from linking.across_documents.resolution import resolve
from linking.decisions.names_apart import names_apart
from linking.guidance import Guidance
from linking.within_document.clustering import link_within_document

Place = tuple[str, int]
Span = tuple[int, int]


@dataclass(frozen=True)
class Counts:
    """What a graph must hold: ``sentences`` by document, entities with sentences and documents, edges with both.

    ``evidence`` are the sentences of every edge as document and number, ``chunks`` the sentences of a document's stretch
    that name an entity, ``total`` all sentences of all documents.
    """

    sentences: Mapping[str, int]
    entities: Mapping[Hashable, tuple[int, int]]
    edges: Mapping[frozenset[Hashable], tuple[int, int]]
    evidence: Mapping[frozenset[Hashable], frozenset[tuple[str, int]]]
    total: int

    def differences(self, other: Counts) -> list[str]:
        """Return a line for each part of which the two say different things."""
        lines = []
        for field in fields(self):
            mine, theirs = getattr(self, field.name), getattr(other, field.name)
            if mine == theirs:
                continue
            if isinstance(mine, Mapping):
                keys = [key for key in (*mine, *theirs) if mine.get(key) != theirs.get(key)]
                lines += [f"{field.name} {key}: {mine.get(key)} | {theirs.get(key)}" for key in keys]
            else:
                lines.append(f"{field.name}: {mine} | {theirs}")
        return lines


@dataclass(frozen=True)
class StoredCounts:
    """A graph as read: what it says of its counts, by entity id, and the mentions that they must be counts of."""

    counts: Counts
    spans: Mapping[str, list[Span]]
    texts: Mapping[str, str]
    entity_at: Mapping[Place, str]
    chunk_links: Mapping[tuple[str, str, Span], int]
    chunk_spans: Mapping[str, list[Span]]


def count(spans: Mapping[str, list[Span]], entity_at: Mapping[Place, Hashable]) -> Counts:
    """Count sentence by sentence."""
    windows: dict[Hashable, int] = {}
    documents: dict[Hashable, set[str]] = {}
    evidence: dict[frozenset[Hashable], set[tuple[str, int]]] = {}
    for document, number, held in holders(spans, entity_at):
        for entity in held:
            windows[entity] = windows.get(entity, 0) + 1
            documents.setdefault(entity, set()).add(document)
            for other in held - {entity}:
                evidence.setdefault(frozenset([entity, other]), set()).add((document, number))
    return Counts(
        sentences={document: len(held) for document, held in spans.items()},
        entities={entity: (n, len(documents[entity])) for entity, n in windows.items()},
        edges={
            pair: (len(places), len({document for document, _ in places}))
            for pair, places in evidence.items()
        },
        evidence={pair: frozenset(places) for pair, places in evidence.items()},
        total=sum(len(held) for held in spans.values()),
    )


def holders(
    spans: Mapping[str, list[Span]], entity_at: Mapping[Place, Hashable]
) -> Iterable[tuple[str, int, set[Hashable]]]:
    """Yield document, number and entities of every sentence."""
    for document, held in spans.items():
        here = {offset: entity for (where, offset), entity in entity_at.items() if where == document}
        for number, (start, end) in enumerate(held):
            yield document, number, {entity for offset, entity in here.items() if start <= offset < end}


def chunk_links(read: StoredCounts) -> dict[tuple[str, str, Span], int]:
    """Return how many sentences of every stretch of a document name an entity."""
    found: dict[tuple[str, str, Span], int] = {}
    for document, number, held in holders(read.spans, read.entity_at):
        start = read.spans[document][number][0]
        stretch = next(each for each in read.chunk_spans[document] if each[0] <= start < each[1])
        for entity in held:
            key = (str(entity), document, stretch)
            found[key] = found.get(key, 0) + 1
    return found


def expected(documents: Iterable[Extraction], guidance: Guidance) -> tuple[Counts, dict[str, str]]:
    """Return the counts of a graph of documents and decisions, entities named by their places, and the texts."""
    apart = names_apart(guidance.decisions)
    spans: dict[str, list[Span]] = {}
    texts: dict[str, str] = {}
    local_at: dict[Place, str] = {}
    locals_ = []
    for each in documents:
        identity = each.document.id
        spans[identity] = [(sentence.start, sentence.end) for sentence in each.sentences]
        texts[identity] = each.document.text
        clusters = link_within_document(
            identity,
            each.version,
            each.document.text,
            each.mentions,
            apart.of(identity),
            date=each.document.date,
        )
        for cluster in clusters:
            locals_.append(cluster.entity)
            local_at |= {(identity, mention.start): cluster.entity.id for mention in cluster.mentions}
    resolution = resolve(locals_, {}, guidance)
    entity_at = {place: resolution.assignments[local].entity_id for place, local in local_at.items()}
    return count(spans, by_places(entity_at)), texts


def by_places(entity_at: Mapping[Place, str]) -> dict[Place, Hashable]:
    """Name entities by the places of their mentions."""
    places: dict[str, set[Place]] = {}
    for place, entity in entity_at.items():
        places.setdefault(entity, set()).add(place)
    names = {entity: frozenset(held) for entity, held in places.items()}
    return {place: names[entity] for place, entity in entity_at.items()}


READ_CHUNKS = """
MATCH (c:Chunk)-[:FROM_DOCUMENT]->(d:Document)
RETURN d.id AS document, c.id AS chunk, c.start AS start, c.`end` AS stop, c.text AS text, c.sentStarts AS starts,
       c.sentEnds AS ends
"""
READ_MENTIONS = """
MATCH (e:Entity)<-[:RESOLVES_TO]-(l:LocalEntity)-[m:MENTIONED_IN]->(c:Chunk)-[:FROM_DOCUMENT]->(d:Document)
RETURN d.id AS document, e.id AS entity, m.startOffsets AS starts
"""
READ_DOCUMENTS = "MATCH (d:Document) RETURN d.id AS id, d.windows AS windows"
READ_ENTITIES = "MATCH (e:Entity) RETURN e.id AS id, e.windows AS windows, e.docs AS docs"
READ_EDGES = """
MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity) RETURN a.id AS a, b.id AS b, r.count AS count, r.docs AS docs
"""
READ_EVIDENCE = """
MATCH (a:Entity)<-[:RESOLVES_TO]-(:LocalEntity)-[m:MENTIONED_IN]->(c:Chunk)<-[o:MENTIONED_IN]-(:LocalEntity)-[:RESOLVES_TO]->(b:Entity)
WHERE a.id < b.id
UNWIND m.sents AS sentence
WITH a, b, c, o, sentence WHERE sentence IN o.sents
RETURN DISTINCT a.id AS a, b.id AS b, c.docId AS document, sentence
"""
READ_FROM_CHUNK = """
MATCH (e:Entity)-[f:FROM_CHUNK]->(c:Chunk)
RETURN e.id AS entity, c.docId AS document, c.start AS start, c.`end` AS stop, f.n AS n
"""


def read_counts(store: GraphStore) -> StoredCounts:
    """Read what a graph says of itself."""
    spans: dict[str, list[Span]] = {}
    windows = {row["id"]: row["windows"] for row in store.stream(READ_DOCUMENTS)}
    texts: dict[str, str] = dict.fromkeys(windows, "")
    chunk_spans: dict[str, list[Span]] = {}
    for row in sorted(store.stream(READ_CHUNKS), key=lambda row: (row["document"], row["start"])):
        document = row["document"]
        texts[document] += row["text"]
        chunk_spans.setdefault(document, []).append((row["start"], row["stop"]))
        spans.setdefault(document, []).extend(zip(row["starts"], row["ends"], strict=True))
    entity_at: dict[Place, str] = {}
    for row in store.stream(READ_MENTIONS):
        for start in row["starts"]:
            place = (row["document"], start)
            assert place not in entity_at, f"the mention at {place} is there twice"
            entity_at[place] = row["entity"]
    edges = {}
    for row in store.stream(READ_EDGES):
        pair = frozenset([row["a"], row["b"]])
        assert pair not in edges, f"the edge of {sorted(pair)} is there twice"
        edges[pair] = (row["count"], row["docs"])
    evidence: dict[frozenset[Hashable], set[tuple[str, int]]] = {}
    for row in store.stream(READ_EVIDENCE):
        pair = frozenset([row["a"], row["b"]])
        evidence.setdefault(pair, set()).add((row["document"], row["sentence"]))
    counts = Counts(
        sentences=windows,
        entities={
            row["id"]: (row["windows"], row["docs"])
            for row in store.stream(READ_ENTITIES)
            if row["windows"] or row["docs"]
        },
        edges=edges,
        evidence={pair: frozenset(places) for pair, places in evidence.items()},
        total=sum(windows.values()),
    )
    links = {
        (row["entity"], row["document"], (row["start"], row["stop"])): row["n"]
        for row in store.stream(READ_FROM_CHUNK)
    }
    for document in windows:
        spans.setdefault(document, [])
    return StoredCounts(counts, spans, texts, entity_at, links, chunk_spans)


def renamed(counts: Counts, entity_at: Mapping[Place, str]) -> Counts:
    """Return the counts of a graph with its entities named by the places of their mentions instead of their ids."""
    places = by_places(entity_at)
    names = {entity: places[place] for place, entity in entity_at.items()}

    def name(entity: Hashable) -> Hashable:
        return names.get(str(entity), f"{entity} without mentions")

    def pair(ends: frozenset[Hashable]) -> frozenset[Hashable]:
        return frozenset(name(end) for end in ends)

    return Counts(
        counts.sentences,
        {name(entity): held for entity, held in counts.entities.items()},
        {pair(ends): held for ends, held in counts.edges.items()},
        {pair(ends): held for ends, held in counts.evidence.items()},
        counts.total,
    )


def assert_counts_follow(store: GraphStore) -> StoredCounts:
    """Make sure that the graph's counts are those of its mentions as they are resolved at present, and return it."""
    read = read_counts(store)
    assert count(read.spans, read.entity_at).differences(read.counts) == []
    assert read.chunk_links == chunk_links(read)
    return read


def assert_graph_of(read: StoredCounts, documents: Iterable[Extraction], guidance: Guidance) -> None:
    """Make sure that a graph is the one of these documents and decisions."""
    wanted, texts = expected(documents, guidance)
    assert read.texts == texts
    assert wanted.differences(renamed(read.counts, read.entity_at)) == []
