import type { Failure } from "../types";
import type { Source } from "./source";
import { SourceError } from "./source";

type Values = Record<string, string | number | boolean | readonly (string | number)[]>;

async function answer<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => ({ error: `The server answered ${response.status} without a reason.` }));
  if (!response.ok) {
    const { error } = body as Partial<Failure>;
    throw new SourceError(error ?? `The server answered ${response.status}.`, response.status);
  }
  return body as T;
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, credentials: "same-origin", cache: "no-store" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new SourceError("The server does not answer. Is `graphmill explore` still running?", 0);
  }
  return answer<T>(response);
}

function get<T>(path: string, values: Values = {}, signal?: AbortSignal): Promise<T> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== "") query.append(name, String(each));
  }
  const asked = query.toString();
  return send<T>(`api/${path}${asked ? `?${asked}` : ""}`, { ...(signal ? { signal } : {}) });
}

function post<T>(path: string, body: unknown): Promise<T> {
  // The content type alone makes the browser ask first, where another page would send this.
  return send<T>(`api/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** The answers of `graphmill explore`. */
export const server: Source = {
  project: () => get("project"),
  pulse: () => get("pulse"),
  overview: () => get("overview"),
  communities: () => get("communities"),
  map: (limit) => get("map", { limit }),
  search: (text, { limit, type, deep }, signal) => get("search", { text, limit, type, deep }, signal),
  entity: (id) => get("entity", { id }),
  view: (q, signal) =>
    get("view", {
      root: q.roots.map(({ id, limit }) => `${limit}:${id}`), by: q.by, least: q.least, type: q.types, community: q.communities,
      from: q.from, until: q.until, source: q.source, without: q.without,
    }, signal),
  path: (a, b, avoid) => get("path", { a, b, avoid }),
  bridges: (left, right) => get("bridges", { left, right }),
  evidence: (ids, options) => get("evidence", { id: ids, ...options }),
  document: (id, at) => get("document", { id, at }),
  documents: (options) => get("documents", options),
  timeline: (ids) => get("timeline", { id: ids }),
  names: (id) => get("names", { id }),
  pair: (a, b) => get("pair", { a, b }),
  review: (offset, limit) => get("review", { offset, limit }),
  decisions: (offset, limit) => get("decisions", { offset, limit }),
  decide: (request) => post("decide", request),
};
