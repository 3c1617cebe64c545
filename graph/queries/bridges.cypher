// title: Bridges between two groups
// description: Entities that share sentences with members of both groups and belong to neither, those that reach most members first.
// parameter: left (entities, required): the one group
// parameter: right (entities, required): the other
// parameter: values (boolean, default false): dates, amounts and other values too
// parameter: limit (integer, default 20): most rows
// example: left="Mara Lindqvist, Callum Reid" right="Jack Tull, Winifred Tull" limit=5
UNWIND $left AS member
MATCH (a:Entity {id: member})-[r:CO_OCCURS_WITH]-(x:Entity)
WHERE NOT coalesce(x.hidden, false) AND ($values OR x.valueKind IS NULL) AND NOT x.id IN $left AND NOT x.id IN $right
WITH x, count(*) AS membersLeft, sum(r.count) AS sentencesLeft
MATCH (x)-[s:CO_OCCURS_WITH]-(b:Entity)
WHERE b.id IN $right
WITH x, membersLeft, sentencesLeft, count(*) AS membersRight, sum(s.count) AS sentencesRight
RETURN x.name AS name, x.type AS type, membersLeft, membersRight, sentencesLeft, sentencesRight, x.id AS id
ORDER BY membersLeft + membersRight DESC,
         CASE WHEN sentencesLeft < sentencesRight THEN sentencesLeft ELSE sentencesRight END DESC, name, id
LIMIT $limit
