"""The statements that write an analysis to the graph and read it there; both stores run the same text."""

from __future__ import annotations

from graph.stores.protocol import Statement

PUT_FIGURES = Statement(
    "put figures of entities",
    """
UNWIND $rows AS row
MATCH (e:Entity {id: row.id})
SET e.community = row.community, e.pageRank = row.pageRank, e.betweenness = row.betweenness,
    e.coreNumber = row.coreNumber, e.analysedAt = row.analysedAt
RETURN count(*) AS n
""",
    matched=True,
)
REMOVE_FIGURES = Statement(
    "remove figures of entities",
    """
UNWIND $rows AS row
MATCH (e:Entity {id: row.id})
SET e.community = null, e.pageRank = null, e.betweenness = null, e.coreNumber = null, e.analysedAt = null
RETURN count(*) AS n
""",
    matched=True,
)
PUT_DISPARITY = Statement(
    "put disparity of edges",
    """
UNWIND $rows AS row
MATCH (a:Entity {id: row.a})-[r:CO_OCCURS_WITH {id: row.id}]->(b:Entity {id: row.b})
SET r.disparity = row.disparity
RETURN count(*) AS n
""",
    matched=True,
)
READ_ANALYSED = """
MATCH (e:Entity) WHERE e.analysedAt IS NOT NULL RETURN e.id AS id
"""
READ_DISPARITY = """
MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity)
WHERE r.disparity IS NOT NULL
RETURN a.id AS a, b.id AS b, r.id AS id, r.disparity AS disparity
"""
BEGIN_RECORD = """
MERGE (s:GraphmillState {id: 'analysis'}) SET s.pending = true
"""
FINISH_RECORD = """
MERGE (s:GraphmillState {id: 'analysis'})
SET s.pending = false, s.analysedAt = $analysedAt, s.fingerprint = $fingerprint, s.parameters = $parameters,
    s.documents = $documents, s.entities = $entities, s.edges = $edges, s.edgesLeftOut = $edgesLeftOut,
    s.communities = $communities, s.modularity = $modularity, s.backbone = $backbone, s.pivots = $pivots,
    s.betweennessExact = $betweennessExact
"""
READ_RECORD = """
MATCH (s:GraphmillState {id: 'analysis'})
RETURN s.pending AS pending, s.analysedAt AS analysedAt, s.fingerprint AS fingerprint, s.parameters AS parameters,
       s.documents AS documents, s.entities AS entities, s.edges AS edges, s.edgesLeftOut AS edgesLeftOut,
       s.communities AS communities, s.modularity AS modularity, s.backbone AS backbone, s.pivots AS pivots,
       s.betweennessExact AS betweennessExact
"""
