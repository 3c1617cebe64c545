// title: Entities new since a date
// description: The entities that no document ingested before a date names. A document that was replaced counts by its last ingest.
// parameter: since (date, required): the first day (UTC)
// parameter: values (boolean, default false): dates, amounts and other values too
// parameter: limit (integer, default 100): most rows
// example: since=2024-01-01 limit=5
MATCH (d:Document)
WHERE d.ingestedAt >= $since
MATCH (d)<-[:FROM_DOCUMENT]-(:Chunk)<-[:FROM_CHUNK]-(e:Entity)
WHERE NOT coalesce(e.hidden, false) AND ($values OR e.valueKind IS NULL)
WITH e, count(DISTINCT d) AS recent, min(d.ingestedAt) AS first
WHERE recent = e.docs
RETURN e.name AS name, e.type AS type, left(first, 10) AS since, e.docs AS documents, e.windows AS sentences, e.id AS id
ORDER BY documents DESC, sentences DESC, name, id
LIMIT $limit
