// title: Documents of an entity
// description: The documents that name an entity, those with most such sentences first.
// parameter: entity (entity, required): which one
// parameter: limit (integer, default 20): most rows
// example: entity="Mara Lindqvist" limit=5
MATCH (e:Entity {id: $entity})-[f:FROM_CHUNK]->(:Chunk)-[:FROM_DOCUMENT]->(d:Document)
WITH d, sum(f.n) AS sentences
RETURN d.uri AS document, d.title AS title, sentences, d.windows AS ofSentences, d.id AS id
ORDER BY sentences DESC, document
LIMIT $limit
