import type { Selection } from "./selection";

/** Return a text as a string of Cypher: nothing in it ends the string, and it stays on its line. */
export function cypherString(text: string): string {
  // A surrogate alone is no character, in a query neither.
  const inner = text.toWellFormed().replace(/[\\'"\p{Cc}\u2028\u2029]/gu, (each) =>
    each === "\\" || each === "'" ? `\\${each}` : each === '"' ? each : `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `'${inner}'`;
}

/** Return the query that gives the same entities and edges in Neo4j, for its browser to draw. */
export function cypher({ nodes }: Selection): string {
  const ids = nodes.map(({ id }) => `  ${cypherString(id)}`).join(",\n");
  return [
    `WITH [\n${ids}\n] AS ids`,
    "MATCH (e:Entity) WHERE e.id IN ids",
    "OPTIONAL MATCH (e)-[r:CO_OCCURS_WITH]->(f:Entity) WHERE f.id IN ids",
    "RETURN e, r, f;\n",
  ].join("\n");
}
