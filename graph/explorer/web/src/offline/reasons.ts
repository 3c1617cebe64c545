import { SourceError } from "../source/source";
import type { NamesAnswer, PairAnswer, WordRow } from "../types";
import type { Graph } from "./graph";

/** Why the names of an entity are one, where the file holds it. */
export function names(graph: Graph, id: string): NamesAnswer {
  const found = graph.data.names[graph.id(graph.entity(id))];
  if (!found) throw new SourceError("This file holds only why the names of the strongest entities are one: `graphmill explore` tells it of any.", 404);
  return found;
}

/** Why two entities are two, where the file holds it: of those that share most sentences. */
export function pair(graph: Graph, a: string, b: string): PairAnswer {
  const [one, other] = [graph.entity(a), graph.entity(b)];
  const found = graph.data.pairs[`${graph.id(Math.min(one, other))}|${graph.id(Math.max(one, other))}`];
  if (!found) {
    throw new SourceError("Why these two are two takes the linking of the whole graph, and this file holds it of the strongest edges alone: `graphmill explore` or `graphmill explain` tells it.", 404);
  }
  const turned = one > other;
  return { a: graph.brief(one), b: graph.brief(other), ...found, words: turned ? found.words.map(turn) : found.words };
}

function turn({ left, right, relation }: WordRow): WordRow {
  return { left: right, right: left, relation };
}
