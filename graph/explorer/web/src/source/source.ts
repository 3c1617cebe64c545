import type * as t from "../types";

/** A failure with a message for people: what went wrong, and the remedy. */
export class SourceError extends Error {
  constructor(message: string, readonly status: number) {
    super(message);
  }
}

/** Where the page's answers come from: the server, or the data in an offline file. Everything rejects with a SourceError. */
export interface Source {
  project(): Promise<t.Project>;
  pulse(): Promise<t.Pulse>;
  overview(): Promise<t.Overview>;
  communities(): Promise<t.CommunityMap>;
  map(limit: number): Promise<t.WholeMap>;
  /** `deep` also searches documents and sentences. */
  search(text: string, options: { limit: number; type: string; deep: boolean }, signal?: AbortSignal): Promise<t.SearchAnswer>;
  entity(id: string): Promise<t.EntityDetail>;
  view(query: t.ViewQuery, signal?: AbortSignal): Promise<t.ViewAnswer>;
  path(a: string, b: string, avoid: string[]): Promise<t.PathAnswer>;
  bridges(left: string[], right: string[]): Promise<t.BridgesAnswer>;
  /** Sentences of an entity, or of two together; with a `period`, as 2024 or 2024-05, those of documents whose own date is in it. */
  evidence(ids: [string] | [string, string], options: { order: "newest" | "strongest"; offset: number; limit: number; period?: string }): Promise<t.EvidenceAnswer>;
  document(id: string, at: number): Promise<t.DocumentAnswer>;
  documents(options: { text: string; entity: string; offset: number; limit: number }): Promise<{ total: number; rows: t.DocumentBrief[] }>;
  timeline(ids: [string] | [string, string]): Promise<t.TimelineAnswer>;
  names(id: string): Promise<t.NamesAnswer>;
  pair(a: string, b: string): Promise<t.PairAnswer>;
  review(offset: number, limit: number): Promise<t.ReviewAnswer>;
  decisions(offset: number, limit: number): Promise<t.DecisionsAnswer>;
  decide(request: t.ActRequest): Promise<t.ActAnswer>;
}
