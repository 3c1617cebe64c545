// title: An entity
// description: What is known of an entity: its names, its counts, its entries in knowledge bases, its neighbours.
// parameter: entity (entity, required): which one
// example: entity="Mara Lindqvist"
MATCH (e:Entity {id: $entity})
OPTIONAL MATCH (e)-[:CO_OCCURS_WITH]-(b:Entity)
WHERE NOT coalesce(b.hidden, false)
RETURN e.name AS name, e.type AS type, e.aliases AS aliases, coalesce(e.kbIds, []) AS knowledgeBase,
       e.windows AS sentences, e.docs AS documents, count(b) AS neighbours, e.id AS id
