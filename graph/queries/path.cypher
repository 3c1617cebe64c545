// title: How two entities hang together
// description: A shortest path between two entities over at most three edges, each step with its first sentence. Of paths of one
//   length, the one whose weakest edge has most sentences. No step leads over a hidden entity, nor,
//   unless asked, over a date, an amount or another value.
// parameter: a (entity, required): where the path starts
// parameter: b (entity, required): where it ends
// parameter: avoid (types, default []): types of entities that the path must not lead over
// parameter: values (boolean, default false): dates, amounts and other values too
// example: a="Jack Tull" b="Sundvåg"
// cut: text from textStart to textEnd
MATCH (a:Entity {id: $a})
MATCH (b:Entity {id: $b})
WHERE a.id <> b.id
OPTIONAL MATCH (a)-[r:CO_OCCURS_WITH]-(b)
// Written out length by length, for what shortestPath makes of a condition on its nodes differs between stores. The ends
// of a longer path are null where a shorter one was found, so that none is looked for.
WITH CASE WHEN r IS NOT NULL THEN [$a, $b] END AS found
WITH found, CASE WHEN found IS NULL THEN $a END AS start, CASE WHEN found IS NULL THEN $b END AS end_
OPTIONAL MATCH (:Entity {id: start})-[r1:CO_OCCURS_WITH]-(x:Entity)-[r2:CO_OCCURS_WITH]-(:Entity {id: end_})
WHERE NOT coalesce(x.hidden, false) AND NOT x.type IN $avoid
      AND ($values OR x.valueKind IS NULL)
WITH found, x, CASE WHEN r1.count < r2.count THEN r1.count ELSE r2.count END AS weakest
ORDER BY weakest DESC, x.name, x.id
LIMIT 1
WITH coalesce(found, CASE WHEN x IS NOT NULL THEN [$a, x.id, $b] END) AS found
WITH found, CASE WHEN found IS NULL THEN $a END AS start, CASE WHEN found IS NULL THEN $b END AS end_
OPTIONAL MATCH (:Entity {id: start})-[s1:CO_OCCURS_WITH]-(y:Entity)-[s2:CO_OCCURS_WITH]-(z:Entity)
               -[s3:CO_OCCURS_WITH]-(:Entity {id: end_})
WHERE NOT coalesce(y.hidden, false) AND NOT coalesce(z.hidden, false) AND NOT y.type IN $avoid AND NOT z.type IN $avoid
      AND ($values OR (y.valueKind IS NULL AND z.valueKind IS NULL))
WITH found, y, z, reduce(least = s1.count, n IN [s2.count, s3.count] | CASE WHEN n < least THEN n ELSE least END) AS weakest
ORDER BY weakest DESC, y.name, z.name, y.id, z.id
LIMIT 1
WITH coalesce(found, CASE WHEN y IS NOT NULL THEN [$a, y.id, z.id, $b] ELSE [] END) AS ids
UNWIND range(1, size(ids) - 1) AS step
WITH step, ids[step - 1] AS source, ids[step] AS target
MATCH (s:Entity {id: source})<-[:RESOLVES_TO]-(:LocalEntity)-[m:MENTIONED_IN]->(c:Chunk)<-[o:MENTIONED_IN]-(:LocalEntity)
      -[:RESOLVES_TO]->(t:Entity {id: target})
UNWIND m.sents AS sentence
WITH step, s, t, c, o, sentence
WHERE sentence IN o.sents
WITH DISTINCT step, s, t, c, sentence
MATCH (c)-[:FROM_DOCUMENT]->(d:Document)
WITH step, s, t, d.uri AS document, sentence, c.id AS chunk
ORDER BY step, document, sentence
WITH step, s, t, count(*) AS sentences, collect(document)[0] AS document, collect(sentence)[0] AS sentence,
     collect(chunk)[0] AS chunk
MATCH (c:Chunk {id: chunk})
RETURN step, s.name AS source, t.name AS target, sentences, document, sentence, c.text AS text,
       c.sentStarts[sentence - c.firstSentence] - c.start AS textStart,
       c.sentEnds[sentence - c.firstSentence] - c.start AS textEnd
ORDER BY step
