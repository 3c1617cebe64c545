// title: Entities to look at twice
// description: Entities that may be no such thing, with the reasons: a name of one sign, or of digits alone where the type is no date
//   or number and no pattern found them; mentions that disagree on the type; very many spellings; in one document only, by a low score.
// parameter: score (float, default 0.6): the best score of a mention below which an entity of one document is doubtful
// parameter: agreement (float, default 0.75): the share of mentions of the commonest type below which they disagree
// parameter: aliases (integer, default 12): spellings from which on they are very many
// parameter: values (types, default ["age", "date", "duration", "money", "number", "percent", "price", "quantity", "time", "year"]):
//   types whose names may be digits
// parameter: limit (integer, default 50): most rows
// example: limit=5
MATCH (e:Entity)<-[:RESOLVES_TO]-(:LocalEntity)-[m:MENTIONED_IN]->(:Chunk)
WHERE e.docs > 0 AND NOT coalesce(e.hidden, false)
UNWIND range(0, size(m.sents) - 1) AS place
WITH e, m.types[place] AS type, m.scores[place] AS score, coalesce(m.sources[place], 'model') AS source
WITH e, type, count(*) AS mentions, max(score) AS best, sum(CASE WHEN source = 'pattern' THEN 0 ELSE 1 END) AS unchecked
ORDER BY e.id, mentions DESC, type
WITH e, collect(type) AS types, max(best) AS best, 1.0 * max(mentions) / sum(mentions) AS share, sum(unchecked) AS unchecked
WITH e, types, best,
     [reason IN [CASE WHEN e.name =~ '.' THEN 'one sign' END,
                 CASE WHEN e.name =~ '[0-9 .,:/-]+' AND NOT e.type IN $values AND unchecked > 0 THEN 'digits only' END,
                 CASE WHEN share < $agreement THEN 'several types' END,
                 CASE WHEN size(e.aliases) >= $aliases THEN 'many spellings' END,
                 CASE WHEN e.docs = 1 AND best < $score THEN 'low score' END] WHERE reason IS NOT NULL] AS reasons
WHERE size(reasons) > 0
RETURN e.name AS name, e.type AS type, reasons, types, size(e.aliases) AS spellings, round(best, 3) AS bestScore,
       e.docs AS documents, e.id AS id
ORDER BY size(reasons) DESC, documents DESC, name, id
LIMIT $limit
