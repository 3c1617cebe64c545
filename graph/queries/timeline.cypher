// title: Timeline of an entity
// description: The documents that name an entity, by date. A document's date is what the metadata's field for dates says, where one is
//   named and holds one as 2024, 2024-05, 2024-05-31 or 20240531; else the document's own, as its format gives it; else
//   the day it was ingested. "by" says which, and whether it is a guess.
// parameter: entity (entity, required): which one
// parameter: field (string, default ""): a field of the metadata with a date that goes before the document's own
// parameter: limit (integer, default 100): most rows
// example: entity="Mara Lindqvist" limit=5
MATCH (e:Entity {id: $entity})-[f:FROM_CHUNK]->(:Chunk)-[:FROM_DOCUMENT]->(d:Document)
WITH d, sum(f.n) AS sentences, split(d.metadata, '"' + $field + '": "') AS parts
WITH d, sentences, CASE WHEN $field <> '' AND size(parts) > 1 THEN split(parts[1], '"')[0] ELSE '' END AS field
WITH d, sentences, CASE WHEN field =~ '[0-9]{4}(-[0-9]{2}(-[0-9]{2}.*)?)?' THEN left(field, 10)
                        WHEN field =~ '[0-9]{8}(T.*)?' THEN left(field, 4) + '-' + substring(field, 4, 2) + '-' + substring(field, 6, 2)
                        ELSE '' END AS field, coalesce(d.date, '') AS own
RETURN CASE WHEN field <> '' THEN field WHEN own <> '' THEN own ELSE left(d.ingestedAt, 10) END AS date,
       CASE WHEN field <> '' THEN $field WHEN own <> '' THEN d.dateFrom ELSE 'ingested' END AS by,
       d.uri AS document, d.title AS title, sentences
ORDER BY date, document
LIMIT $limit
