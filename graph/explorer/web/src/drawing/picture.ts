import type { Look } from "../parts/palette";

/** What is to be drawn: nodes and edges with their looks, but not yet where. */
export type DrawnNode = { id: string; label: string; look: Look; size: number; root: boolean };
/** `strength` from 0 (weakest of the picture) to 1. */
export type DrawnEdge = { id: string; a: string; b: string; strength: number };
export type Picture = { nodes: readonly DrawnNode[]; edges: readonly DrawnEdge[] };

export type Place = { x: number; y: number };

/** What stands out: the picked nodes, the one that the keyboard is on, and the one under the pointer. */
export type Marks = { picks: readonly string[]; focus: string | null; hovered: string | null };

/** Return the radius in pixels of a node with so many sentences: ten times as many make it about 4 pixels larger. */
export function sizeOf(sentences: number): number {
  return Math.min(20, 4.5 + 1.3 * Math.log2(Math.max(1, sentences)));
}

/** Return one key for an edge, whichever end is named first. */
export function edgeId(a: string, b: string): string {
  return a < b ? `${a}|${b}` : `${b}|${a}`;
}

/** Return how strong each edge is among all, from 0 to 1, by the logarithm where the measure has no upper end. */
export function strengths(values: readonly number[], logarithmic: boolean): number[] {
  const scaled = logarithmic ? values.map((each) => Math.log1p(Math.max(0, each))) : [...values];
  let least = Infinity;
  let most = -Infinity;
  for (const each of scaled) {
    least = Math.min(least, each);
    most = Math.max(most, each);
  }
  const range = most - least;
  return scaled.map((each) => (range > 0 ? (each - least) / range : 0.5));
}
