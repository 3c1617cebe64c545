import type { Place } from "./picture";

export type Direction = "left" | "right" | "up" | "down";
const TOWARDS: Record<Direction, Place> = { left: { x: -1, y: 0 }, right: { x: 1, y: 0 }, up: { x: 0, y: 1 }, down: { x: 0, y: -1 } };

/**
 * Return the one of `others` that lies nearest in a direction, or null: within 60 degrees to each side, and what lies straight ahead
 * before what is nearer but aside. Places have y upwards.
 */
export function nearestTowards(from: Place, direction: Direction, others: Iterable<readonly [string, Place]>): string | null {
  const { x, y } = TOWARDS[direction];
  let best: string | null = null;
  let least = Infinity;
  for (const [id, place] of others) {
    const dx = place.x - from.x;
    const dy = place.y - from.y;
    const ahead = dx * x + dy * y;
    const distance = Math.hypot(dx, dy);
    if (ahead <= distance * 0.5 || distance === 0) continue;
    const cost = distance * (2 - ahead / distance);
    if (cost < least || (cost === least && best !== null && id < best)) [least, best] = [cost, id];
  }
  return best;
}
