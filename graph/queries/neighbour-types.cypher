// title: Types named with an entity
// description: What kinds of things share sentences with an entity: how many of each type, in how many sentences, and the strongest.
// parameter: entity (entity, required): whose neighbours
// parameter: values (boolean, default false): dates, amounts and other values too
// example: entity="Mara Lindqvist"
MATCH (a:Entity {id: $entity})-[r:CO_OCCURS_WITH]-(b:Entity)
WHERE NOT coalesce(b.hidden, false) AND ($values OR b.valueKind IS NULL)
WITH b, r
ORDER BY r.count DESC, b.name, b.id
WITH b.type AS type, count(*) AS neighbours, sum(r.count) AS sentences, collect(b.name)[..3] AS strongest
RETURN type, neighbours, sentences, strongest
ORDER BY sentences DESC, type
