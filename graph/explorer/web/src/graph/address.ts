import { addressOf } from "../address";
import type { Measure, ViewQuery } from "../types";

// The view of the graph as its address tells it, and back: whatever a link says, it is read as something that can be asked.

export const LIMIT = 40;
export const MORE = 20;
export const MOST = 300;
export const PICKS = 2;
const MEASURES: readonly Measure[] = ["npmi", "g2", "count"];
const ROOTS = 50;
// What the server takes.
const FARTHEST = 1e12;
const DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;

/** A view of the graph: what is asked for, which entities are picked, and whether tables stand in place of the picture. */
export type GraphState = ViewQuery & { picks: string[]; table: boolean };

export function readGraphState(values: URLSearchParams): GraphState {
  const by = values.get("by") as Measure;
  const least = Number(values.get("least"));
  const date = (name: string) => (DATE.test(values.get(name) ?? "") ? values.get(name) ?? "" : "");
  return {
    roots: readRoots(values.getAll("root")),
    by: MEASURES.includes(by) ? by : "npmi",
    least: Number.isFinite(least) ? Math.max(-FARTHEST, Math.min(FARTHEST, least)) : 0,
    types: unique(values.getAll("type")),
    communities: unique(values.getAll("community")).map(Number).filter((each) => Number.isInteger(each) && each >= 0 && each <= FARTHEST),
    from: date("from"),
    until: date("until"),
    source: values.get("source") ?? "",
    without: unique(values.getAll("without")),
    picks: unique(values.getAll("pick")).slice(0, PICKS),
    table: values.get("table") === "1",
  };
}

/** Return the address of a view: what is as it is without being told is left out, so that one view has one address. */
export function graphAddress(state: GraphState): string {
  return addressOf("graph", {
    root: state.roots.map(({ id, limit }) => `${limit}:${id}`),
    by: state.by === "npmi" ? "" : state.by,
    least: state.least === 0 ? "" : state.least,
    type: state.types,
    community: state.communities,
    from: state.from,
    until: state.until,
    source: state.source,
    without: state.without,
    pick: state.picks,
    table: state.table ? 1 : "",
  });
}

/** Return the address of the graph around entities, or of "community:N". */
export function graphOf(ids: readonly string[], limit = LIMIT): string {
  return addressOf("graph", { root: ids.map((id) => `${limit}:${id}`) });
}

function readRoots(given: readonly string[]): { id: string; limit: number }[] {
  const roots = new Map<string, number>();
  for (const each of given) {
    const [, limit, id] = /^(?:(\d+):)?(.+)$/s.exec(each) ?? [];
    // An id twice: the later limit holds, at the first place.
    if (id) roots.set(id, Math.min(MOST, limit === undefined ? LIMIT : Number(limit)));
  }
  return [...roots].slice(0, ROOTS).map(([id, limit]) => ({ id, limit }));
}

function unique(given: readonly string[]): string[] {
  return [...new Set(given)].filter(Boolean);
}

/** Return the view with an entity's neighbours shown, or more of them where some are already. */
export function expanded(state: GraphState, id: string, more = MORE): GraphState {
  const known = state.roots.some((each) => each.id === id);
  const roots = known
    ? state.roots.map((each) => (each.id === id ? { id, limit: Math.min(MOST, each.limit + more) } : each))
    : [...state.roots, { id, limit: more }];
  return { ...state, roots };
}

/** Return the view without the neighbours that an entity brought; the last root stays. */
export function collapsed(state: GraphState, id: string): GraphState {
  return state.roots.length > 1 ? { ...state, roots: state.roots.filter((each) => each.id !== id) } : state;
}

/** Return the view without an entity: neither its node nor what it brought; the last root stays. */
export function takenOut(state: GraphState, id: string): GraphState {
  if (state.roots.length === 1 && state.roots[0]?.id === id) return state;
  return { ...state, roots: state.roots.filter((each) => each.id !== id), without: unique([...state.without, id]), picks: state.picks.filter((each) => each !== id) };
}

/** Return the view of this entity alone; what is filtered stays. */
export function onlyAround(state: GraphState, id: string): GraphState {
  return { ...state, roots: [{ id, limit: LIMIT }], without: state.without.filter((each) => each !== id), picks: [id] };
}

/** Return the view with an entity picked: alone, or as the second of a pair; one picked already is let go. */
export function picked(state: GraphState, id: string, second: boolean): GraphState {
  if (state.picks.includes(id) && (second || state.picks.length === 1)) return { ...state, picks: state.picks.filter((each) => each !== id) };
  return { ...state, picks: second ? [...state.picks.slice(0, PICKS - 1), id] : [id] };
}

/** Tell whether anything is filtered beside the roots. */
export function isFiltered(state: GraphState): boolean {
  return state.least !== 0 || state.types.length + state.communities.length + state.without.length > 0 || Boolean(state.from || state.until || state.source);
}

export function withoutFilters(state: GraphState): GraphState {
  return { ...state, least: 0, types: [], communities: [], from: "", until: "", source: "", without: [] };
}
