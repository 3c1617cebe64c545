"""Users' Cypher on the embedded store: read into a syntax tree, checked as Neo4j checks it, and made safe for kglite."""
