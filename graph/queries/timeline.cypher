// title: Timeline of an entity
// description: The documents that name an entity, by date. A document's date is its metadata's field for dates, where that holds one
//   as 2024, 2024-05 or 2024-05-31 (JSON lines keep the fields that reader.jsonl_metadata_fields names); else the day
//   it was ingested, which "by" says.
// parameter: entity (entity, required): which one
// parameter: field (string, default "date"): the metadata's field for dates
// parameter: limit (integer, default 100): most rows
// example: entity="Mara Lindqvist" limit=5
MATCH (e:Entity {id: $entity})-[f:FROM_CHUNK]->(:Chunk)-[:FROM_DOCUMENT]->(d:Document)
WITH d, sum(f.n) AS sentences, split(d.metadata, '"' + $field + '": "') AS parts
WITH d, sentences, CASE WHEN size(parts) > 1 THEN split(parts[1], '"')[0] ELSE '' END AS given
WITH d, sentences, given, given =~ '[0-9]{4}(-[0-9]{2}(-[0-9]{2}.*)?)?' AS dated
RETURN CASE WHEN dated THEN left(given, 10) ELSE left(d.ingestedAt, 10) END AS date,
       CASE WHEN dated THEN $field ELSE 'ingested' END AS by, d.uri AS document, d.title AS title, sentences
ORDER BY date, document
LIMIT $limit
