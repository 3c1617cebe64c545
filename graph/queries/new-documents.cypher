// title: Documents ingested since a date
// description: The documents whose evidence was written since a date (UTC): new ones, and ones whose text or extractor changed.
// parameter: since (date, required): the first day
// parameter: limit (integer, default 100): most rows
// example: since=2024-01-01 limit=5
MATCH (d:Document)
WHERE d.ingestedAt >= $since
RETURN d.ingestedAt AS ingested, d.uri AS document, d.title AS title, d.windows AS sentences, d.id AS id
ORDER BY ingested DESC, document
LIMIT $limit
