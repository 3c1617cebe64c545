// title: Neighbours by log-likelihood
// description: The entities that share more sentences with another than chance explains, by the log-likelihood ratio G2 (Dunning 1993)
//   over the sentences that name both, one, the other and neither. It favours what is certain where NPMI favours what
//   is exclusive: 3.84 is significant at 5 %, 10.83 at 0.1 %. Negative: they share fewer than chance would have it.
// parameter: entity (entity, required): whose neighbours
// parameter: values (boolean, default false): dates, amounts and other values too
// parameter: limit (integer, default 20): most rows
// example: entity="Mara Lindqvist" limit=5
MATCH (d:Document)
WITH sum(d.windows) AS total
MATCH (a:Entity {id: $entity})-[r:CO_OCCURS_WITH]-(b:Entity)
WHERE NOT coalesce(b.hidden, false) AND ($values OR b.valueKind IS NULL)
WITH b, r, total, 1.0 * a.windows AS one, 1.0 * b.windows AS other
WITH b, r, one * other / total AS expected,
     [[r.count, one * other / total],
      [one - r.count, one * (total - other) / total],
      [other - r.count, (total - one) * other / total],
      [total - one - other + r.count, (total - one) * (total - other) / total]] AS cells
WITH b, r, expected,
     reduce(sum = 0.0, cell IN cells |
            sum + CASE WHEN cell[0] > 0 THEN 2.0 * cell[0] * log(cell[0] / cell[1]) ELSE 0.0 END) AS exact
RETURN b.name AS name, b.type AS type, r.count AS sentences, round(expected, 2) AS expected,
       round(CASE WHEN r.count < expected THEN -1.0 * exact ELSE exact END, 2) AS g2, b.id AS id
ORDER BY g2 DESC, sentences DESC, name, id
LIMIT $limit
