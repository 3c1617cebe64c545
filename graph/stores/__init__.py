"""Where a graph lies: embedded in a folder, or on a Neo4j server."""
