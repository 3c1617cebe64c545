"""Every statement of the write path, and the readings of it and of the audit.

Both stores run the same text. A writing statement takes ``$rows``, one map a row, sorted by id, at most one row a key.
Every MATCH names a label and, in the write path, an id behind a uniqueness constraint. Values are parameters without exception;
the one thing spliced into a text is a node label that :func:`graph.schema.labels.node_label` has checked.
"""

from __future__ import annotations

from graph.schema.labels import node_label
from graph.stores.protocol import Statement

# --- state ---------------------------------------------------------------------------------------------------------
# The number of sentences in the graph is kept, since every question after what is telling needs it; a graph that does not
# know it yet counts once.
MARK_STATE = """
MERGE (s:GraphmillState {id: 'state'}) SET s.pending = true, s.sentences = coalesce(s.sentences, $sentences)
"""
COUNT_SENTENCES = """
MERGE (s:GraphmillState {id: 'state'}) SET s.sentences = s.sentences + $more
"""
FINISH_STATE = """
MERGE (s:GraphmillState {id: 'state'}) SET s.pending = false, s.linking = $linking, s.clustering = $clustering
"""

# --- entities ------------------------------------------------------------------------------------------------------
# Entities are made before the documents that need them and never deleted here: ``docs = 0`` means not in use.
PUT_ENTITIES = Statement(
    "put entities",
    """
UNWIND $rows AS row
MERGE (e:Entity {id: row.id})
ON CREATE SET e.windows = 0, e.docs = 0
SET e:__Entity__, e.name = row.name, e.nameKey = row.nameKey, e.type = row.type, e.aliases = row.aliases,
    e.kbIds = row.kbIds, e.hidden = row.hidden, e.mergedInto = null, e.valueKind = row.valueKind, e.value = row.value,
    e.valueFrom = row.valueFrom, e.valueTo = row.valueTo, e.number = row.number, e.unit = row.unit
""",
)
REDIRECT_ENTITIES = Statement(
    "redirect entities",
    """
UNWIND $rows AS row
MATCH (e:Entity {id: row.id})
SET e.mergedInto = row.into
RETURN count(*) AS n
""",
    matched=True,
)
# Setting a label, one that each entity has, locks the entity before its counts are read, without a look at what it held. All that
# a transaction touches are locked here, in the order of ids, before anything points to them: so writers wait for each other
# and never in a circle.
COUNT_ENTITIES = Statement(
    "count entities",
    """
UNWIND $rows AS row
MATCH (e:Entity {id: row.id})
SET e:__Entity__
SET e.windows = e.windows + row.windows, e.docs = e.docs + row.docs
RETURN count(*) AS n
""",
    matched=True,
)

# The one statement that deletes entities, for upkeep while nobody writes; nothing points to an entity out of use.
DELETE_UNUSED_ENTITIES = Statement(
    "delete unused entities",
    """
UNWIND $rows AS row
MATCH (e:Entity {id: row.id})
WHERE e.docs = 0
DETACH DELETE e
""",
)


def add_type_label(type_name: str) -> Statement:
    """Return the statement that labels entities with their type."""
    label = node_label(type_name)
    return Statement(
        f"label entities {label}",
        f"UNWIND $rows AS row MATCH (e:Entity {{id: row.id}}) SET e:{label} RETURN count(*) AS n",
        matched=True,
    )


def remove_type_label(type_name: str) -> Statement:
    """Return the statement that takes the label of a former type off entities."""
    label = node_label(type_name)
    return Statement(
        f"unlabel entities {label}",
        f"UNWIND $rows AS row MATCH (e:Entity {{id: row.id}}) REMOVE e:{label} RETURN count(*) AS n",
        matched=True,
    )


# --- documents -----------------------------------------------------------------------------------------------------
# All that a document holds comes in one statement: its chunks hang on the node that the statement has at hand.
PUT_DOCUMENTS = Statement(
    "put documents",
    """
UNWIND $rows AS row
MERGE (d:Document {id: row.id})
SET d.unit = row.unit, d.uri = row.uri, d.title = row.title, d.mediaType = row.mediaType, d.metadata = row.metadata,
    d.date = row.date, d.dateFrom = row.dateFrom, d.firstUri = row.firstUri, d.readerVersion = row.readerVersion,
    d.contentHash = row.contentHash, d.sourceHash = row.sourceHash, d.fingerprint = row.fingerprint,
    d.version = row.version, d.characters = row.characters, d.windows = row.windows, d.ingestedAt = row.ingestedAt,
    d.ledger = row.ledger, d.rev = coalesce(d.rev, 0) + 1
WITH d, row
UNWIND row.chunks AS chunk
CREATE (c:Chunk {id: chunk.id, docId: chunk.docId, version: chunk.version, index: chunk.index, text: chunk.text,
                 start: chunk.start, `end`: chunk.`end`, firstSentence: chunk.firstSentence,
                 sentStarts: chunk.sentStarts, sentEnds: chunk.sentEnds})
       -[:FROM_DOCUMENT]->(d)
""",
    relationships=lambda row: len(row["chunks"]),
)
MARK_DOCUMENTS = Statement(
    "mark documents",
    """
UNWIND $rows AS row
MATCH (d:Document {id: row.id})
SET d.unit = row.unit
RETURN count(*) AS n
""",
    matched=True,
)
DESCRIBE_DOCUMENTS = Statement(
    "describe documents",
    """
UNWIND $rows AS row
MATCH (d:Document {id: row.id})
SET d.uri = row.uri, d.sourceHash = row.sourceHash, d.mediaType = row.mediaType, d.metadata = row.metadata,
    d.date = row.date, d.dateFrom = row.dateFrom, d.firstUri = row.firstUri, d.readerVersion = row.readerVersion
RETURN count(*) AS n
""",
    matched=True,
)
READ_LEDGERS = """
UNWIND $rows AS row
MATCH (d:Document {id: row.id})
RETURN d.id AS id, d.unit AS unit, d.windows AS windows, d.ledger AS ledger
"""
PUT_LEDGERS = Statement(
    "put ledgers",
    """
UNWIND $rows AS row
MATCH (d:Document {id: row.id})
SET d.ledger = row.ledger, d.rev = coalesce(d.rev, 0) + 1
RETURN count(*) AS n
""",
    matched=True,
)
DELETE_DOCUMENTS = Statement(
    "delete documents",
    """
UNWIND $rows AS row
MATCH (d:Document {id: row.id})
DETACH DELETE d
""",
)

# --- evidence ------------------------------------------------------------------------------------------------------
LINK_CHUNKS = Statement(
    "link chunks",
    """
UNWIND $rows AS row
MATCH (a:Chunk {id: row.a})
MATCH (b:Chunk {id: row.b})
CREATE (a)-[:NEXT_CHUNK]->(b)
""",
    relationships=1,
)
# A local entity that was just made need not be looked up to be given its mentions.
CREATE_LOCAL_ENTITIES = Statement(
    "create local entities",
    """
UNWIND $rows AS row
CREATE (l:LocalEntity {id: row.id, docId: row.docId, version: row.version, name: row.name, names: row.names,
                       type: row.type, start: row.start})
SET l.value = row.value
WITH l, row
UNWIND row.mentions AS mention
MATCH (c:Chunk {id: mention.chunk})
CREATE (l)-[:MENTIONED_IN {docId: mention.docId, sents: mention.sents, startOffsets: mention.starts,
                           endOffsets: mention.ends, types: mention.types, scores: mention.scores,
                           sources: mention.sources, rules: mention.rules, ruleScores: mention.ruleScores}]->(c)
""",
    nodes=1,
    relationships=lambda row: len(row["mentions"]),
)
# From the chunks' side: an entity can have hundreds of thousands of chunks, a document has a few.
DELETE_FROM_CHUNK = Statement(
    "delete entity-chunk links",
    """
UNWIND $rows AS row
MATCH (d:Document {id: row.id})<-[:FROM_DOCUMENT]-(c:Chunk)<-[f:FROM_CHUNK]-(:Entity)
DELETE f
""",
)
# Rows are entities, each with its chunks, and below with its members: an entity is looked up once a batch.
CREATE_FROM_CHUNK = Statement(
    "create entity-chunk links",
    """
UNWIND $rows AS row
MATCH (e:Entity {id: row.entity})
UNWIND row.chunks AS held
MATCH (c:Chunk {id: held.chunk})
CREATE (e)-[:FROM_CHUNK {docId: held.docId, n: held.n}]->(c)
""",
    relationships=lambda row: len(row["chunks"]),
)
DELETE_OLD_LOCAL_ENTITIES = Statement(
    "delete old local entities",
    """
UNWIND $rows AS row
MATCH (d:Document {id: row.id})<-[:FROM_DOCUMENT]-(:Chunk)<-[:MENTIONED_IN]-(l:LocalEntity)
WHERE l.version <> row.version
WITH DISTINCT l
DETACH DELETE l
""",
)
DELETE_LOCAL_ENTITIES = Statement(
    "delete local entities",
    """
UNWIND $rows AS row
MATCH (d:Document {id: row.id})<-[:FROM_DOCUMENT]-(:Chunk)<-[:MENTIONED_IN]-(l:LocalEntity)
WITH DISTINCT l
DETACH DELETE l
""",
)
DELETE_OLD_CHUNKS = Statement(
    "delete old chunks",
    """
UNWIND $rows AS row
MATCH (d:Document {id: row.id})<-[:FROM_DOCUMENT]-(c:Chunk)
WHERE c.version <> row.version
DETACH DELETE c
""",
)

# --- resolution ----------------------------------------------------------------------------------------------------
DELETE_RESOLUTIONS = Statement(
    "delete resolutions",
    """
UNWIND $rows AS row
MATCH (l:LocalEntity {id: row.local})-[r:RESOLVES_TO]->(:Entity)
DELETE r
""",
)
CREATE_RESOLUTIONS = Statement(
    "create resolutions",
    """
UNWIND $rows AS row
MATCH (e:Entity {id: row.entity})
UNWIND row.members AS member
MATCH (l:LocalEntity {id: member.local})
CREATE (l)-[:RESOLVES_TO {rule: member.rule, score: member.score}]->(e)
""",
    relationships=lambda row: len(row["members"]),
)

# --- co-occurrence -------------------------------------------------------------------------------------------------
# Keyed by id, the edge is one index look-up; un-keyed, the store would read one of the two entities whole.
COUNT_EDGES = Statement(
    "count edges",
    """
UNWIND $rows AS row
MATCH (a:Entity {id: row.a})
MATCH (b:Entity {id: row.b})
MERGE (a)-[r:CO_OCCURS_WITH {id: row.id}]->(b)
SET r.count = coalesce(r.count, 0) + row.count, r.docs = coalesce(r.docs, 0) + row.docs
RETURN count(*) AS n
""",
    matched=True,
)
DELETE_EMPTY_EDGES = Statement(
    "delete empty edges",
    """
UNWIND $rows AS row
MATCH (a:Entity {id: row.a})-[r:CO_OCCURS_WITH {id: row.id}]->(b:Entity {id: row.b})
WHERE r.docs = 0
DELETE r
""",
)
