import type { Graph } from "./graph";
import { compareText } from "./text";

const MOST_EDGES = 6;
type Layer = Map<string, { near: number; far: number; count: number }>;
type Side = { levels: Set<number>[]; edges: Layer[]; seen: Set<number> };
export type Found = { path: number[]; message: string };

/** Return a shortest path whose weakest edge has most sentences, over no entity that is hidden or to be avoided: graph/questions/paths.py. */
export function findPath(graph: Graph, a: number, b: number, types: ReadonlySet<string>, avoid: ReadonlySet<number>): Found {
  if (a === b) return { path: [], message: "Both ends are the same entity." };
  if (graph.edge(a, b) !== undefined) return { path: [a, b], message: "" };
  const sides: [Side, Side] = [sideOf(a), sideOf(b)];
  const ends = new Set([a, b]);
  const may = (entity: number) => ends.has(entity) || !(graph.isHidden(entity) || types.has(graph.type(entity)) || avoid.has(entity));
  for (let length = 0; length < MOST_EDGES; length++) {
    const [side, other] = nearer(sides[0], sides[1]) ? sides : [sides[1], sides[0]];
    expand(graph, side, may);
    const meeting = new Set([...lastOf(side)].filter((each) => lastOf(other).has(each)));
    if (meeting.size) return { path: best(graph, sides, meeting), message: "" };
    if (!lastOf(side).size) return { path: [], message: "They do not hang together: no path leads from one to the other." };
  }
  return { path: [], message: `No path of ${MOST_EDGES} edges or fewer leads from one to the other.` };
}

function sideOf(end: number): Side {
  return { levels: [new Set([end])], edges: [], seen: new Set([end]) };
}

/** Tell whether the first side has less to go through than the other. */
function nearer(one: Side, other: Side): boolean {
  return (lastOf(one).size - lastOf(other).size || one.levels.length - other.levels.length) <= 0;
}

function lastOf(side: Side): Set<number> {
  return side.levels.at(-1) ?? new Set();
}

function expand(graph: Graph, side: Side, may: (entity: number) => boolean): void {
  const found: Layer = new Map();
  const level = new Set<number>();
  for (const near of lastOf(side)) {
    for (const { entity: far, edge } of graph.near[near]!) {
      if (side.seen.has(far) || !may(far)) continue;
      found.set(`${near}|${far}`, { near, far, count: graph.data.edges.count[edge]! });
      level.add(far);
    }
  }
  level.forEach((each) => side.seen.add(each));
  side.levels.push(level);
  side.edges.push(found);
}

/** Return the path whose weakest edge is strongest, ties by the names along it. */
function best(graph: Graph, [left, right]: [Side, Side], meeting: Set<number>): number[] {
  const turned = [...right.edges].reverse().map((layer) => new Map([...layer.values()].map(({ near, far, count }) => [`${far}|${near}`, { near: far, far: near, count }])));
  const ends: [Set<number>, Set<number>] = [left.levels[0]!, right.levels[0]!];
  let layers = useful([...left.edges, ...turned], ends, meeting, left.edges.length);
  const least = weakest(layers);
  layers = layers.map((layer) => new Map([...layer].filter(([, each]) => each.count >= least)));
  layers = useful(layers, ends, meeting, left.edges.length);
  const path = [...ends[0]];
  const name = graph.data.entities.name;
  for (const layer of layers) {
    const next = [...layer.values()].filter((each) => each.near === path.at(-1)).map((each) => each.far);
    path.push(next.reduce((one, other) => ((compareText(name[one]!, name[other]!) || one - other) <= 0 ? one : other)));
  }
  return path;
}

/** Return the edges that lie on a way from the first end to the last. */
function useful(layers: Layer[], [first, last]: [Set<number>, Set<number>], meeting: Set<number>, middle: number): Layer[] {
  let reached = first;
  const kept = layers.map((layer, place) => {
    const held = new Map([...layer].filter(([, each]) => reached.has(each.near)));
    reached = new Set([...held.values()].map((each) => each.far).filter((each) => place !== middle - 1 || meeting.has(each)));
    return held;
  });
  reached = last;
  for (let place = kept.length - 1; place >= 0; place--) {
    kept[place] = new Map([...kept[place]!].filter(([, each]) => reached.has(each.far)));
    reached = new Set([...kept[place]!.values()].map((each) => each.near));
  }
  return kept;
}

/** Return the number of sentences of the weakest edge of the best way. */
function weakest(layers: Layer[]): number {
  let best = new Map<number, number>();
  layers.forEach((layer, place) => {
    const reached = new Map<number, number>();
    for (const { near, far, count } of layer.values()) {
      const least = place ? Math.min(best.get(near) ?? 0, count) : count;
      reached.set(far, Math.max(reached.get(far) ?? 0, least));
    }
    best = reached;
  });
  return Math.max(...best.values());
}
