import type { PathAnswer } from "../types";
import { evidence } from "./evidence";
import type { Graph } from "./graph";
import { findPath } from "./paths";
import { npmi } from "./strength";
import type { Texts } from "./texts";

const SENTENCES = 3;

/** How two entities hang together, with sentences of each step; `avoid` are types, or ids of entities. */
export function path(graph: Graph, texts: Texts, a: string, b: string, avoid: string[]): PathAnswer {
  const ids = avoid.filter((each) => each.startsWith("ent_"));
  const types = new Set(avoid.filter((each) => !each.startsWith("ent_")));
  const avoided = new Set(ids.flatMap((id) => graph.numberOf.get(id) ?? []));
  const found = findPath(graph, graph.entity(a), graph.entity(b), types, avoided);
  const { count, docs } = graph.data.edges;
  const steps = found.path.slice(1).flatMap((to, place) => {
    const from = found.path[place]!;
    const edge = graph.edge(from, to);
    if (edge === undefined) return [];
    return [{
      a: graph.brief(from), b: graph.brief(to), count: count[edge]!, docs: docs[edge]!,
      npmi: npmi(count[edge]!, graph.windows(from), graph.windows(to), graph.data.sentences),
      sentences: evidence(graph, texts, [from, to], { order: "newest", offset: 0, limit: SENTENCES }).sentences,
    }];
  });
  return { steps, message: found.message };
}
