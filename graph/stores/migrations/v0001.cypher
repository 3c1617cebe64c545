// An id names at most one node: behind every MERGE and MATCH of the write path.
CREATE CONSTRAINT graphmill_document IF NOT EXISTS FOR (n:Document) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT graphmill_chunk IF NOT EXISTS FOR (n:Chunk) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT graphmill_local_entity IF NOT EXISTS FOR (n:LocalEntity) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT graphmill_entity IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT graphmill_schema IF NOT EXISTS FOR (n:GraphmillSchema) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT graphmill_state IF NOT EXISTS FOR (n:GraphmillState) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT graphmill_lease IF NOT EXISTS FOR (n:GraphmillLease) REQUIRE n.id IS UNIQUE;
// A pair of entities has at most one edge, and MERGE finds it by one look-up, however large the two are.
CREATE CONSTRAINT graphmill_edge IF NOT EXISTS FOR ()-[r:CO_OCCURS_WITH]-() REQUIRE r.id IS UNIQUE;
// Names are looked up case folded and cut to a length that an index takes; the full name stays in the node.
CREATE INDEX graphmill_entity_name IF NOT EXISTS FOR (n:Entity) ON (n.nameKey);
