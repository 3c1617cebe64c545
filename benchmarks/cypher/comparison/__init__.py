"""Generated queries by the thousand, answered by the embedded store and by a Neo4j server, and their answers compared."""
