// title: Sentences of an entity
// description: The sentences that name an entity, in the order of documents. Sentences are numbered from 0 in each document.
// parameter: entity (entity, required): which one
// parameter: limit (integer, default 20): most rows
// example: entity="Mara Lindqvist" limit=3
// cut: text from textStart to textEnd
MATCH (e:Entity {id: $entity})<-[:RESOLVES_TO]-(:LocalEntity)-[m:MENTIONED_IN]->(c:Chunk)-[:FROM_DOCUMENT]->(d:Document)
UNWIND m.sents AS sentence
WITH DISTINCT d, c, sentence, sentence - c.firstSentence AS place
ORDER BY d.uri, sentence
LIMIT $limit
RETURN d.uri AS document, sentence, c.text AS text, c.sentStarts[place] - c.start AS textStart,
       c.sentEnds[place] - c.start AS textEnd
ORDER BY document, sentence
