// title: Evidence of an edge
// description: The sentences that name two entities, in the order of documents. Sentences are numbered from 0 in each document.
// parameter: a (entity, required): one of the two
// parameter: b (entity, required): the other
// parameter: limit (integer, default 20): most rows
// example: a="Mara Lindqvist" b="Aldermouth Barrage Trust" limit=3
// cut: text from textStart to textEnd
MATCH (a:Entity {id: $a})<-[:RESOLVES_TO]-(:LocalEntity)-[m:MENTIONED_IN]->(c:Chunk)<-[o:MENTIONED_IN]-(:LocalEntity)
      -[:RESOLVES_TO]->(b:Entity {id: $b})
UNWIND m.sents AS sentence
WITH c, o, sentence
WHERE sentence IN o.sents
WITH DISTINCT c, sentence, sentence - c.firstSentence AS place
MATCH (c)-[:FROM_DOCUMENT]->(d:Document)
WITH d, c, sentence, place
ORDER BY d.uri, sentence
LIMIT $limit
RETURN d.uri AS document, sentence, c.text AS text, c.sentStarts[place] - c.start AS textStart,
       c.sentEnds[place] - c.start AS textEnd
ORDER BY document, sentence
