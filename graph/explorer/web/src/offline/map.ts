import type { WholeMap } from "../types";

/** Return the part of a map that holds its strongest entities, at the same places. */
export function firstOf(map: WholeMap, limit: number): WholeMap {
  if (limit >= map.ids.length) return map;
  const kept = map.a.flatMap((a, edge) => (Math.max(a, map.b[edge]!) < limit ? [edge] : []));
  const part = <T>(column: T[]) => column.slice(0, limit);
  const edges = (column: number[]) => kept.map((edge) => column[edge]!);
  return {
    ...map, ids: part(map.ids), names: part(map.names), type: part(map.type), windows: part(map.windows), community: part(map.community),
    x: part(map.x), y: part(map.y), a: edges(map.a), b: edges(map.b), count: edges(map.count),
  };
}
