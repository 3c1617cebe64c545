import type Sigma from "sigma";
import type { Place } from "./picture";

const NEAR_PIXELS = 6;

/** Finds the edge near a point of the view: edges are too thin to be hit exactly. */
export class EdgeFinder {
  constructor(private readonly sigma: Sigma) {}

  at({ x, y }: Place): string | null {
    const graph = this.sigma.getGraph();
    const seen = new Map<string, Place>();
    const place = (id: string, data: { x: number; y: number }): Place => {
      const known = seen.get(id);
      if (known) return known;
      const at = this.sigma.graphToViewport({ x: data.x, y: data.y });
      seen.set(id, at);
      return at;
    };
    let best: string | null = null;
    let least = NEAR_PIXELS;
    graph.forEachEdge((edge, _, source, target, from, to) => {
      const away = distance({ x, y }, place(source, from as Place), place(target, to as Place));
      if (away < least) [least, best] = [away, edge];
    });
    return best;
  }
}

function distance(point: Place, from: Place, to: Place): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = dx * dx + dy * dy;
  const along = length ? Math.max(0, Math.min(1, ((point.x - from.x) * dx + (point.y - from.y) * dy) / length)) : 0;
  return Math.hypot(point.x - from.x - along * dx, point.y - from.y - along * dy);
}
