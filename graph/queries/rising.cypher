// title: Rising co-occurrences
// description: Pairs of entities named together in a larger share of the later documents than of the earlier ones, the surest
//   first: by the log-likelihood ratio G2 (Dunning 1993) over documents with and without the pair, before and since;
//   3.84 is significant at 5 % for a pair looked at alone. Dates are those of the timeline query. No rows when one of the
//   periods has no document.
// parameter: since (date, required): first day of the later period
// parameter: from (date, default "0001-01-01"): first day of the earlier period, which ends before the later
// parameter: until (date, default "9999-12-31"): last day of the later period
// parameter: least (integer, default 2): later documents that must name both in one sentence
// parameter: field (string, default ""): a field of the metadata with a date that goes before the document's own
// parameter: values (boolean, default false): dates, amounts and other values too
// parameter: limit (integer, default 20): most rows
// example: since=2024-01-01 limit=5
MATCH (d:Document)
WITH d, split(d.metadata, '"' + $field + '": "') AS parts
WITH d, CASE WHEN $field <> '' AND size(parts) > 1 THEN split(parts[1], '"')[0] ELSE '' END AS field
WITH d, CASE WHEN field =~ '[0-9]{4}(-[0-9]{2}(-[0-9]{2}.*)?)?' THEN left(field, 10)
             WHEN field =~ '[0-9]{8}(T.*)?' THEN left(field, 4) + '-' + substring(field, 4, 2) + '-' + substring(field, 6, 2)
             ELSE coalesce(d.date, left(d.ingestedAt, 10)) END AS date
WITH d, date + substring('0000-01-01', size(date)) AS date
WHERE date >= $from AND date <= $until
WITH collect([d.id, date >= $since]) AS documents
WITH documents, size([each IN documents WHERE each[1]]) AS later, size([each IN documents WHERE NOT each[1]]) AS earlier
WHERE later > 0 AND earlier > 0
UNWIND documents AS each
WITH each[0] AS id, each[1] AS isLater, later, earlier
MATCH (d:Document {id: id})<-[:FROM_DOCUMENT]-(c:Chunk)<-[m:MENTIONED_IN]-(:LocalEntity)-[:RESOLVES_TO]->(a:Entity)
MATCH (c)<-[o:MENTIONED_IN]-(:LocalEntity)-[:RESOLVES_TO]->(b:Entity)
WHERE a.id < b.id AND NOT coalesce(a.hidden, false) AND NOT coalesce(b.hidden, false)
      AND ($values OR (a.valueKind IS NULL AND b.valueKind IS NULL))
      AND any(sentence IN m.sents WHERE sentence IN o.sents)
WITH DISTINCT a, b, d, isLater, later, earlier
WITH a, b, later, earlier, sum(CASE WHEN isLater THEN 1 ELSE 0 END) AS since, sum(CASE WHEN isLater THEN 0 ELSE 1 END) AS before
WHERE since >= $least AND since * earlier > before * later
WITH a, b, since, before, 1.0 * since / later AS shareSince, 1.0 * before / earlier AS shareBefore,
     1.0 * (since + before) / (later + earlier) AS share, later, earlier
WITH a, b, since, before, shareSince, shareBefore,
     [[since, later * share], [later - since, later * (1.0 - share)],
      [before, earlier * share], [earlier - before, earlier * (1.0 - share)]] AS cells
WITH a, b, since, before, shareSince, shareBefore,
     reduce(sum = 0.0, cell IN cells |
            sum + CASE WHEN cell[0] > 0 THEN 2.0 * cell[0] * log(cell[0] / cell[1]) ELSE 0.0 END) AS exact
RETURN a.name AS name, b.name AS other, before AS documentsBefore, since AS documentsSince,
       round(shareBefore, 4) AS shareBefore, round(shareSince, 4) AS shareSince, round(exact, 2) AS g2
ORDER BY g2 DESC, documentsSince DESC, name, other, a.id, b.id
LIMIT $limit
