// title: Dates that the texts name
// description: The dates, and spans of days such as months and years, that lie in a range, in the order of days, with how many documents
//   and sentences name each, and the names that share most sentences with it. Dates that could not be read, as
//   "Wednesday" in a text without a date, are not among them.
// parameter: from (date, default "0001-01-01"): first day of the range
// parameter: until (date, default "9999-12-31"): its last day
// parameter: limit (integer, default 100): most rows
// example: from=1950-01-01 until=1969-12-31 limit=5
MATCH (e:Entity)
WHERE e.valueFrom >= $from AND e.valueTo <= $until AND e.docs > 0 AND NOT coalesce(e.hidden, false)
WITH e
ORDER BY e.valueFrom, e.valueTo, e.name, e.id
LIMIT $limit
OPTIONAL MATCH (e)-[r:CO_OCCURS_WITH]-(b:Entity)
WHERE b.valueKind IS NULL AND NOT coalesce(b.hidden, false)
WITH e, b, r
ORDER BY r.count DESC, b.name, b.id
WITH e, collect(b.name)[..3] AS names
RETURN e.valueFrom AS firstDay, e.valueTo AS lastDay, e.name AS name, e.docs AS documents, e.windows AS sentences, names, e.id AS id
ORDER BY firstDay, lastDay, name, id
