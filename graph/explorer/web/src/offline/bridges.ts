import { SourceError } from "../source/source";
import type { BridgesAnswer } from "../types";
import type { Graph } from "./graph";
import { compareText, inTurn } from "./text";

const MOST = 100;

/** The entities that share sentences with both groups, those that reach most members first: graph/queries/bridges.cypher. */
export function bridges(graph: Graph, left: string[], right: string[]): BridgesAnswer {
  const groups = { left: groupOf(graph, "left", left), right: groupOf(graph, "right", right) };
  const one = reached(graph, groups.left);
  const other = reached(graph, groups.right);
  const rows = [...one].flatMap(([entity, [members, sentences]]) => {
    const across = other.get(entity);
    if (!across || graph.isHidden(entity) || graph.isValue(entity) || groups.left.has(entity) || groups.right.has(entity)) return [];
    return [{ ...graph.brief(entity), members_left: members, members_right: across[0], sentences_left: sentences, sentences_right: across[1] }];
  });
  rows.sort((a, b) =>
    inTurn(
      b.members_left + b.members_right - a.members_left - a.members_right,
      Math.min(b.sentences_left, b.sentences_right) - Math.min(a.sentences_left, a.sentences_right),
      compareText(a.name, b.name), compareText(a.id, b.id),
    ),
  );
  return { rows: rows.slice(0, MOST) };
}

function groupOf(graph: Graph, name: string, ids: string[]): Set<number> {
  const found = new Set(ids.map((id) => graph.find(id)).filter((each) => each !== undefined));
  if (!found.size) throw new SourceError(`The ${name} group has no entity in use: put one into it.`, 404);
  return found;
}

/** Return how many of a group each entity shares sentences with, and how many sentences. */
function reached(graph: Graph, group: Set<number>): Map<number, [number, number]> {
  const found = new Map<number, [number, number]>();
  for (const member of group) {
    for (const { entity, edge } of graph.near[member]!) {
      const [members, sentences] = found.get(entity) ?? [0, 0];
      found.set(entity, [members + 1, sentences + graph.data.edges.count[edge]!]);
    }
  }
  return found;
}
