"""A real Neo4j server for the tests, started from its Maven artifacts; needs Java and Maven, no container."""
