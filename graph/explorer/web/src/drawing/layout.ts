import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import type { Picture, Place } from "./picture";
import { pushApart, startPlaces } from "./places";

const SLICE = 20;
// So many pairs of nodes are weighed in all: less than a second, whatever the number of nodes.
const BUDGET = 2.4e7;
const GAP_PIXELS = 5;

/** A layout under way: each call of `step` does a part of it, and answers whether anything is left to do. */
export type Layout = { places: Map<string, Place>; step(): boolean };

/**
 * Lay a picture out. Nodes in `kept` stay where they are; the others start beside their neighbours and are moved by ForceAtlas2 for a
 * number of rounds that depends on the number of nodes alone, so that the same picture always comes out the same. `across` is the
 * width in pixels that the picture will fill, by which nodes that lie on each other are pushed apart at the end.
 */
export function layOut(picture: Picture, kept: ReadonlyMap<string, Place>, across: number): Layout {
  const places = startPlaces(picture.nodes, picture.edges, kept);
  const fixed = new Set(picture.nodes.filter(({ id }) => kept.has(id)).map(({ id }) => id));
  const count = picture.nodes.length;
  if (fixed.size === count || count < 2) return { places, step: () => false };
  const graph = new Graph({ type: "undirected" });
  for (const { id } of picture.nodes) graph.addNode(id, { ...places.get(id), fixed: fixed.has(id) });
  for (const { id, a, b, strength } of picture.edges) {
    if (graph.hasNode(a) && graph.hasNode(b)) graph.mergeUndirectedEdgeWithKey(id, a, b, { weight: 0.3 + strength });
  }
  let left = Math.ceil(Math.min(400, Math.max(80, BUDGET / (count * count))) / SLICE);
  const settings = { strongGravityMode: false, gravity: 1.2, scalingRatio: 12, slowDown: 1 + Math.log(count), edgeWeightInfluence: 1, linLogMode: false, outboundAttractionDistribution: false };
  const step = () => {
    forceAtlas2.assign(graph, { iterations: SLICE, settings });
    graph.forEachNode((id, { x, y }) => places.set(id, { x, y }));
    left--;
    if (left > 0) return true;
    separate(picture, places, fixed, across);
    return false;
  };
  return { places, step };
}

function separate(picture: Picture, places: Map<string, Place>, fixed: ReadonlySet<string>, across: number): void {
  let low = Infinity;
  let high = -Infinity;
  for (const { x, y } of places.values()) {
    low = Math.min(low, x, y);
    high = Math.max(high, x, y);
  }
  const pixel = Math.max(1e-6, high - low) / across;
  const radius = new Map(picture.nodes.map(({ id, size }) => [id, size]));
  const gap = (one: string, other: string) => ((radius.get(one) ?? 0) + (radius.get(other) ?? 0) + GAP_PIXELS) * pixel;
  pushApart(picture.nodes.map(({ id }) => id), places, fixed, gap);
}
