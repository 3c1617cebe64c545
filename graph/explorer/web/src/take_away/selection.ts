import type { Place } from "../drawing/picture";
import type { EdgeRow, NodeRow } from "../types";
import type { Look } from "../parts/palette";
import type { Sheet } from "./delimited";

/** What a view of the graph shows, to be written in other forms. `places` are those of the picture, where there is one. */
export type Selection = {
  title: string; nodes: readonly NodeRow[]; edges: readonly EdgeRow[]; places: ReadonlyMap<string, Place>; look(type: string): Look;
};

/** The entities of a selection as a table. */
export function entitySheet({ nodes }: Selection): Sheet {
  return {
    columns: ["id", "name", "type", "sentences", "documents", "neighbours", "community"],
    rows: nodes.map(({ id, name, type, windows, docs, degree, community }) => [id, name, type, windows, docs, degree, community < 0 ? "" : community]),
  };
}

/** The edges of a selection as a table, both ends with their names. */
export function edgeSheet({ nodes, edges }: Selection): Sheet {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return {
    columns: ["a", "a_name", "b", "b_name", "sentences", "documents", "npmi", "log_likelihood"],
    rows: edges.map(({ a, b, count, docs, npmi, g2 }) => [a, names.get(a) ?? "", b, names.get(b) ?? "", count, docs, npmi, g2]),
  };
}

/** Return a selection as JSON: nodes and links, as programs that draw networks read them. */
export function json({ title, nodes, edges, places }: Selection): string {
  const rounded = (value: number) => Math.round(value * 1000) / 1000;
  return `${JSON.stringify({
    title,
    nodes: nodes.map(({ id, name, type, windows, docs, degree, community }) => {
      const place = places.get(id);
      return { id, name, type, sentences: windows, documents: docs, neighbours: degree, community, ...(place ? { x: rounded(place.x), y: rounded(place.y) } : {}) };
    }),
    links: edges.map(({ a, b, count, docs, npmi, g2 }) => ({ source: a, target: b, sentences: count, documents: docs, npmi, log_likelihood: g2 })),
  }, null, 1)}\n`;
}
