"""A real Neo4j server for the tests, started from its Maven artifacts; needs Java 17 and Maven, no container."""
