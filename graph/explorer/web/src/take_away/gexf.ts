import Graph from "graphology";
import write from "graphology-gexf/common/writer";
import { sizeOf } from "../drawing/picture";
import type { Selection } from "./selection";
import { xmlText } from "./xml";

/** Return a selection as GEXF 1.3, with places, colours and sizes, as Gephi opens it. */
export function gexf({ title, nodes, edges, places, look }: Selection): string {
  const graph = new Graph({ type: "undirected" });
  graph.replaceAttributes({ title: xmlText(title), creator: "graphmill" });
  for (const { id, name, type, windows, docs, degree, community } of nodes) {
    graph.addNode(xmlText(id), { label: xmlText(name), type: xmlText(type), sentences: windows, documents: docs, neighbours: degree, community, ...(places.get(id) ?? { x: 0, y: 0 }), color: apart(look(type).colour) });
  }
  for (const { a, b, count, docs, npmi, g2 } of edges) {
    if (graph.hasNode(a) && graph.hasNode(b)) graph.mergeUndirectedEdge(a, b, { sentences: count, documents: docs, npmi, log_likelihood: g2 });
  }
  return write(graph, {
    version: "1.3",
    formatNode: (_, { label, x, y, color, ...attributes }) => ({ label, attributes, viz: { x, y, color, size: sizeOf(attributes["sentences"] as number) } }),
    formatEdge: (_, attributes) => ({ weight: attributes["sentences"] as number, attributes }),
  });
}

/** Return a colour as the three numbers that every reader of GEXF takes; networkx knows no `hex`. */
function apart(colour: string): string {
  const [red, green, blue] = [1, 3, 5].map((place) => Number.parseInt(colour.slice(place, place + 2), 16));
  return `rgb(${red}, ${green}, ${blue})`;
}
