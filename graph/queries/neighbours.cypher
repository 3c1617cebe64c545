// title: Neighbours by NPMI
// description: The entities most telling of another, by normalised pointwise mutual information over sentences (Bouma 2009): 1 when
//   they are only ever named together, 0 when as often as chance would have it, towards -1 when hardly ever.
// parameter: entity (entity, required): whose neighbours
// parameter: least (integer, default 2): sentences that the two must share; what shares one says little
// parameter: values (boolean, default false): dates, amounts and other values too
// parameter: limit (integer, default 20): most rows
// example: entity="Mara Lindqvist" limit=5
MATCH (d:Document)
WITH sum(d.windows) AS total
MATCH (a:Entity {id: $entity})-[r:CO_OCCURS_WITH]-(b:Entity)
WHERE r.count >= $least AND NOT coalesce(b.hidden, false) AND ($values OR b.valueKind IS NULL)
WITH b, r, 1.0 * r.count / total AS both, 1.0 * a.windows / total AS one, 1.0 * b.windows / total AS other
WITH b, r, CASE WHEN both >= 1 THEN 1.0 ELSE log(both / (one * other)) / (-1.0 * log(both)) END AS exact
RETURN b.name AS name, b.type AS type, r.count AS sentences, r.docs AS documents, round(exact, 4) AS npmi, b.id AS id
ORDER BY npmi DESC, sentences DESC, name, id
LIMIT $limit
