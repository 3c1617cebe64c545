"""The statements that read a graph back; both stores run the same text."""

from __future__ import annotations

READ_SOURCES = "coalesce(m.sources, [kind IN m.types | 'model'])"
"""What found each mention of ``m``; a graph that was written before this was stored holds mentions of a model alone."""

READ_STATE = """
MATCH (s:GraphmillState {id: 'state'})
RETURN s.pending AS pending, s.linking AS linking, s.clustering AS clustering, s.sentences AS sentences
"""

# --- readings ------------------------------------------------------------------------------------------------------
_OF_A_DOCUMENT = """
RETURN d.id AS id, d.uri AS uri, d.title AS title, d.contentHash AS contentHash, d.sourceHash AS sourceHash,
       d.fingerprint AS fingerprint, d.version AS version, d.windows AS windows, d.characters AS characters,
       d.mediaType AS mediaType, d.metadata AS metadata, d.ingestedAt AS ingestedAt, coalesce(d.date, '') AS date,
       coalesce(d.dateFrom, '') AS dateFrom, coalesce(d.firstUri, '') AS firstUri, coalesce(d.readerVersion, 0) AS readerVersion
"""
_OF_AN_ORIGIN = "RETURN d.id AS id, d.uri AS uri, d.mediaType AS mediaType, d.sourceHash AS sourceHash"

READ_DOCUMENTS = f"MATCH (d:Document) {_OF_A_DOCUMENT}"

READ_DOCUMENTS_BY_ID = f"UNWIND $rows AS row MATCH (d:Document {{id: row.id}}) {_OF_A_DOCUMENT}"

# An index on uris could not take those that are longer than an index's keys may be; a look at every node, which hands on only
# those that are asked for, takes a small part of the time that reading all of them does.
_AT_PLACES = "MATCH (d:Document) WHERE d.uri IN $places"
# A file's own name may hold the sign, too, so this finds more than the records of the files that are asked for.
_RECORDS_OF_PLACES = "MATCH (d:Document) WHERE d.uri CONTAINS '#' AND split(d.uri, '#')[0] IN $places"

READ_DOCUMENTS_AT = f"{_AT_PLACES} {_OF_A_DOCUMENT}"
READ_RECORDS_OF = f"{_RECORDS_OF_PLACES} {_OF_A_DOCUMENT}"
READ_ORIGINS_AT = f"{_AT_PLACES} {_OF_AN_ORIGIN}"
READ_RECORD_ORIGINS_OF = f"{_RECORDS_OF_PLACES} {_OF_AN_ORIGIN}"
READ_ORIGINS_OF_BYTES = f"MATCH (d:Document) WHERE d.sourceHash IN $hashes {_OF_AN_ORIGIN}"

PARTS_OF_DOCUMENTS = {
    (False, False): "MATCH (d:Document)",
    (False, True): "MATCH (d:Document) WHERE d.id < $below",
    (True, True): "MATCH (d:Document) WHERE d.id >= $start AND d.id < $below",
    (True, False): "MATCH (d:Document) WHERE d.id >= $start",
}
"""The documents of a range of ids, by whether it has a start, and an end below which they are."""
READ_PARTS = {bounds: f"{match} {_OF_A_DOCUMENT}" for bounds, match in PARTS_OF_DOCUMENTS.items()}
# Columns as lists are read many times as fast as rows.
_ORIGINS_AS_COLUMNS = """
RETURN count(d) AS n, collect(d.id) AS ids, collect(d.uri) AS uris, collect(d.mediaType) AS mediaTypes,
       collect(d.sourceHash) AS sourceHashes
"""
READ_PARTS_OF_ORIGINS = {
    bounds: f"{match} {_ORIGINS_AS_COLUMNS}" for bounds, match in PARTS_OF_DOCUMENTS.items()
}

READ_RENAMED = "MATCH (d:Document) WHERE d.firstUri <> '' RETURN d.id AS id"

COUNT_SENTENCES = "MATCH (d:Document) RETURN sum(d.windows) AS n"

READ_ALL_LEDGERS = """
MATCH (d:Document) RETURN d.id AS id, d.ledger AS ledger
"""

READ_LOCAL_ENTITIES = """
MATCH (l:LocalEntity)
RETURN l.id AS id, l.docId AS docId, l.version AS version, l.name AS name, l.type AS type, l.names AS names, l.start AS start,
       coalesce(l.value, '') AS value
"""

READ_RESOLUTIONS = """
MATCH (l:LocalEntity)-[r:RESOLVES_TO]->(e:Entity)
RETURN l.id AS local, e.id AS entity, r.rule AS rule, r.score AS score
"""

READ_ENTITIES = """
MATCH (e:Entity)
RETURN e.id AS id, e.name AS name, e.nameKey AS nameKey, e.type AS type, e.aliases AS aliases, e.windows AS windows,
       e.docs AS docs, e.mergedInto AS mergedInto, coalesce(e.kbIds, []) AS kbIds, coalesce(e.hidden, false) AS hidden,
       labels(e) AS labels
"""

READ_VALUES = """
MATCH (e:Entity) WHERE e.valueKind IS NOT NULL
RETURN e.id AS id, e.valueKind AS valueKind, e.value AS value, e.valueFrom AS valueFrom, e.valueTo AS valueTo,
       e.number AS number, e.unit AS unit
"""

READ_CHUNKS = """
MATCH (c:Chunk)-[:FROM_DOCUMENT]->(d:Document)
RETURN c.id AS id, d.id AS document, c.docId AS docId, c.version AS version, c.index AS index, c.text AS text,
       c.start AS start, c.`end` AS stop, c.firstSentence AS firstSentence, c.sentStarts AS sentStarts, c.sentEnds AS sentEnds
"""

READ_CHUNKS_OF_DOCUMENTS = """
UNWIND $rows AS row
MATCH (d:Document {id: row.id})<-[:FROM_DOCUMENT]-(c:Chunk)
RETURN c.id AS id, d.id AS document, c.docId AS docId, c.version AS version, c.index AS index, c.text AS text,
       c.start AS start, c.`end` AS stop, c.firstSentence AS firstSentence, c.sentStarts AS sentStarts, c.sentEnds AS sentEnds
"""

READ_NEXT_CHUNKS = """
MATCH (a:Chunk)-[:NEXT_CHUNK]->(b:Chunk) RETURN a.id AS a, b.id AS b
"""

READ_MENTIONS = f"""
MATCH (l:LocalEntity)-[m:MENTIONED_IN]->(c:Chunk)
RETURN l.id AS local, l.docId AS localDocId, c.id AS chunk, c.docId AS docId, m.docId AS mentionDocId, m.sents AS sents,
       m.startOffsets AS starts, m.endOffsets AS ends, m.types AS types, m.scores AS scores, m.rules AS rules,
       m.ruleScores AS ruleScores, {READ_SOURCES} AS sources
"""

READ_MENTIONS_OF_DOCUMENTS = f"""
UNWIND $rows AS row
MATCH (d:Document {{id: row.id}})<-[:FROM_DOCUMENT]-(c:Chunk)<-[m:MENTIONED_IN]-(l:LocalEntity)
RETURN d.id AS document, c.id AS chunk, l.id AS local, coalesce(l.value, '') AS value, l.docId AS localDocId, m.docId AS mentionDocId, m.sents AS sents,
       m.startOffsets AS starts, m.endOffsets AS ends, m.types AS types, m.scores AS scores, m.rules AS rules,
       m.ruleScores AS ruleScores, {READ_SOURCES} AS sources
"""

COUNT_MENTION_LINKS = """
MATCH (:LocalEntity)-[m:MENTIONED_IN]->(:Chunk) RETURN count(m) AS n
"""

READ_FROM_CHUNK = """
MATCH (e:Entity)-[f:FROM_CHUNK]->(c:Chunk)
RETURN e.id AS entity, c.id AS chunk, f.docId AS docId, f.n AS n
"""

READ_EDGES = """
MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity)
RETURN a.id AS a, b.id AS b, r.id AS id, r.count AS count, r.docs AS docs
"""

COUNT_LABELS = {
    label: f"MATCH (n:{label}) RETURN count(n) AS n"
    for label in ("Document", "Chunk", "LocalEntity", "Entity")
}
"""How many nodes of a label there are: finds pieces that no relationship leads to."""
