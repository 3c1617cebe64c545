// title: The entities most often named
// description: Entities by the number of documents that name them, of one type or of all.
// parameter: type (type, default ""): an entity type, as person; empty: all
// parameter: limit (integer, default 20): most rows
// example: type=organization limit=5
MATCH (e:Entity)
WHERE e.docs > 0 AND NOT coalesce(e.hidden, false) AND ($type = '' OR e.type = $type)
RETURN e.name AS name, e.type AS type, e.docs AS documents, e.windows AS sentences, e.id AS id
ORDER BY documents DESC, sentences DESC, name, id
LIMIT $limit
