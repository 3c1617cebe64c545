// title: Orphan entities
// description: Entities that never share a sentence with another.
// parameter: type (type, default ""): an entity type, as person; empty: all
// parameter: limit (integer, default 100): most rows
// example: limit=5
MATCH (e:Entity)
WHERE e.docs > 0 AND NOT coalesce(e.hidden, false) AND ($type = '' OR e.type = $type)
      AND NOT EXISTS { (e)-[:CO_OCCURS_WITH]-(:Entity) }
RETURN e.name AS name, e.type AS type, e.docs AS documents, e.windows AS sentences, e.id AS id
ORDER BY documents DESC, sentences DESC, name, id
LIMIT $limit
