// title: The entities most often named
// description: Entities by the number of documents that name them, of one type or of all names.
// parameter: type (type, default ""): an entity type, as person; empty: all that are names
// parameter: values (boolean, default false): dates, amounts and other values too
// parameter: limit (integer, default 20): most rows
// example: type=organization limit=5
MATCH (e:Entity)
WHERE e.docs > 0 AND NOT coalesce(e.hidden, false) AND CASE WHEN $type = '' THEN $values OR e.valueKind IS NULL ELSE e.type = $type END
RETURN e.name AS name, e.type AS type, e.docs AS documents, e.windows AS sentences, e.id AS id
ORDER BY documents DESC, sentences DESC, name, id
LIMIT $limit
