// title: Documents about two entities
// description: The documents that name both, with the sentences that name the one, the other, and both.
// parameter: a (entity, required): one of the two
// parameter: b (entity, required): the other
// parameter: limit (integer, default 20): most rows
// example: a="Mara Lindqvist" b="Aldermouth Barrage Trust" limit=5
MATCH (a:Entity {id: $a})-[f:FROM_CHUNK]->(:Chunk)-[:FROM_DOCUMENT]->(d:Document)
WITH d, sum(f.n) AS sentencesA
MATCH (d)<-[:FROM_DOCUMENT]-(:Chunk)<-[g:FROM_CHUNK]-(b:Entity {id: $b})
WITH d, sentencesA, sum(g.n) AS sentencesB
OPTIONAL MATCH (d)<-[:FROM_DOCUMENT]-(c:Chunk)<-[m:MENTIONED_IN]-(:LocalEntity)-[:RESOLVES_TO]->(:Entity {id: $a})
WITH d, sentencesA, sentencesB, c, m
OPTIONAL MATCH (c)<-[o:MENTIONED_IN]-(:LocalEntity)-[:RESOLVES_TO]->(:Entity {id: $b})
WITH d, sentencesA, sentencesB, [s IN m.sents WHERE s IN coalesce(o.sents, [])] AS shared
UNWIND CASE WHEN size(shared) = 0 THEN [null] ELSE shared END AS sentence
RETURN d.uri AS document, d.title AS title, sentencesA, sentencesB, count(DISTINCT sentence) AS sentencesBoth
ORDER BY sentencesBoth DESC, document
LIMIT $limit
