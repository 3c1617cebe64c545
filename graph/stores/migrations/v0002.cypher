// Names are searched by their words, case and accents folded, in graph.questions.search. The embedded store does without.
CREATE FULLTEXT INDEX graphmill_entity_text IF NOT EXISTS FOR (n:Entity) ON EACH [n.name, n.aliases]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}};
