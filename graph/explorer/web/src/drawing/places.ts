import type { DrawnEdge, DrawnNode, Place } from "./picture";

/** Return a number from 0 to 1 that depends on the text alone (FNV-1a), so that the same graph is always drawn alike. */
export function seed(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  // The lower bits of similar texts differ little: mix them.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 0x100000000;
}

const RING = 40;
const BESIDE = 14;
const TURN = Math.PI * (3 - Math.sqrt(5));

/**
 * Return a place for every node: those with a place keep it, a new one starts beside the neighbours that have one, and in an empty
 * picture the roots start in the middle with the others around them.
 */
export function startPlaces(
  nodes: readonly DrawnNode[], edges: readonly DrawnEdge[], kept: ReadonlyMap<string, Place>,
): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { id } of nodes) {
    const place = kept.get(id);
    if (place) places.set(id, { ...place });
  }
  const neighbours = new Map<string, string[]>();
  for (const { a, b } of edges) {
    for (const [one, other] of [[a, b], [b, a]] as const) {
      const list = neighbours.get(one);
      if (list) list.push(other);
      else neighbours.set(one, [other]);
    }
  }
  const fresh = nodes.filter(({ id }) => !places.has(id));
  // Roots first, so that the others find them placed.
  const roots = fresh.filter((each) => each.root);
  const empty = places.size === 0;
  roots.forEach((each, at) => {
    if (empty) {
      const angle = (2 * Math.PI * at) / roots.length;
      const away = roots.length > 1 ? RING : 0;
      places.set(each.id, { x: away * Math.cos(angle), y: away * Math.sin(angle) });
    } else places.set(each.id, beside(each.id, neighbours.get(each.id) ?? [], places, at));
  });
  const before = new Map(places);
  fresh.filter((each) => !each.root).forEach((each, at) => {
    places.set(each.id, beside(each.id, neighbours.get(each.id) ?? [], before, at));
  });
  return places;
}

function beside(id: string, near: readonly string[], places: ReadonlyMap<string, Place>, at: number): Place {
  const known = near.flatMap((each) => places.get(each) ?? []);
  const angle = at * TURN + seed(id);
  const away = (known.length ? BESIDE : RING) * (0.7 + 0.6 * seed(`${id}/`));
  let x = 0;
  let y = 0;
  for (const each of known) {
    x += each.x / known.length;
    y += each.y / known.length;
  }
  return { x: x + away * Math.cos(angle), y: y + away * Math.sin(angle) };
}

/**
 * Push nodes that lie on each other apart, in place; those in `fixed` stay. `gap` is the least distance of two centres in the
 * unit of the places, given the two radii in pixels.
 */
export function pushApart(
  ids: readonly string[], places: Map<string, Place>, fixed: ReadonlySet<string>, gap: (one: string, other: string) => number,
): void {
  for (let round = 0; round < 30; round++) {
    let moved = false;
    for (let i = 0; i < ids.length; i++) {
      for (let j = i + 1; j < ids.length; j++) {
        const one = ids[i] as string;
        const other = ids[j] as string;
        const p = places.get(one) as Place;
        const q = places.get(other) as Place;
        const least = gap(one, other);
        let dx = q.x - p.x;
        let dy = q.y - p.y;
        let distance = Math.hypot(dx, dy);
        if (distance >= least) continue;
        if (distance < 1e-6) {
          const angle = 2 * Math.PI * seed(one + other);
          dx = Math.cos(angle);
          dy = Math.sin(angle);
          distance = 1;
        }
        const stays = Number(fixed.has(one)) + Number(fixed.has(other));
        if (stays === 2) continue;
        const push = (least - Math.hypot(q.x - p.x, q.y - p.y)) / distance / (stays === 1 ? 1 : 2);
        if (!fixed.has(one)) { p.x -= dx * push; p.y -= dy * push; }
        if (!fixed.has(other)) { q.x += dx * push; q.y += dy * push; }
        moved = true;
      }
    }
    if (!moved) return;
  }
}
