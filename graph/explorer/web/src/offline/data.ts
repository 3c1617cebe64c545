import { SourceError } from "../source/source";
import type { CommunityMap, DecisionRow, KnowledgeBaseEntry, NamesAnswer, Overview, PairAnswer, Project, WholeMap } from "../types";

/** The graph as an offline file holds it, in columns: graph/explorer/offline/contents.py writes them. Entities, types and documents go by number. */
export type NetworkData = {
  form: number;
  project: Project;
  sentences: number;
  overview: Overview;
  communities: CommunityMap;
  map: WholeMap;
  types: string[];
  entities: {
    id: string[]; name: string[]; type: number[]; windows: number[]; docs: number[]; aliases: string[][]; hidden: number[]; values: number[];
    kb_ids: Record<string, string[]>; community: number[]; page_rank: (number | null)[];
  };
  kb: Record<string, KnowledgeBaseEntry>;
  folded: Record<string, string>;
  merged: Record<string, string>;
  edges: { a: number[]; b: number[]; count: number[]; docs: number[] };
  crowd: number;
  documents: {
    id: string[]; uri: string[]; title: string[]; date: string[]; date_from: string[]; ingested_at: string[]; sentences: number[];
    entities: number[]; media_type: string[]; metadata: Record<string, string>[]; characters: number[];
  };
  names: Record<string, NamesAnswer>;
  /** By the ids of both ends, the lesser first, with a bar between. */
  pairs: Record<string, Omit<PairAnswer, "a" | "b">>;
  decisions: DecisionRow[];
};

/** Of a document: start, end, entity, type, score, source and number of sentence of each mention. */
export type MentionColumns = [number[], number[], number[], number[], number[], number[], number[]];
/** What only evidence needs; `texts` is null where the file was written without them. */
export type TextData = { texts: string[] | null; chunks: number[][]; starts: number[][]; ends: number[][]; mentions: MentionColumns[]; sources: string[] };

export const FORM = 1;

/** Read the network of a file; what it looks up by names and ids holds these alone, and not the words that every object knows, as "constructor". */
export async function readNetwork(element: Element): Promise<NetworkData> {
  const data = await unpack<NetworkData>(element);
  for (const table of [data.kb, data.folded, data.merged, data.names, data.pairs]) if (table) Object.setPrototypeOf(table, null);
  return data;
}

/** Read what an element of the file holds: base64 of gzipped JSON. Rejects with a SourceError where the file is cut short. */
export async function unpack<T>(element: Element): Promise<T> {
  try {
    const binary = atob(element.textContent ?? "");
    const bytes = new Uint8Array(binary.length);
    for (let place = 0; place < binary.length; place++) bytes[place] = binary.charCodeAt(place);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return (await new Response(stream).json()) as T;
  } catch (error) {
    throw new SourceError(`The data in this file cannot be read (${String(error)}). It may have been cut short: export it again, or copy it whole.`, 0);
  }
}
