import type { Graph } from "./graph";
import type { Texts } from "./texts";

/** The documents that count: from one date to another, and from a source; what is empty leaves all in. */
export type Scope = { since: string; until: string; source: string };
/** What some documents say: sentences and documents by entity and by pair, and how many there are. */
export type Corpus = {
  windows: Map<number, number>; docs: Map<number, number>; counts: Map<string, number>; edgeDocs: Map<string, number>;
  sentences: number; documents: number; undated: number;
};

// Comes after every sign of a date, so that a year ends after its days.
const AFTER = "~";

export function isEverything({ since, until, source }: Scope): boolean {
  return !(since || until || source);
}

/** Return where a document comes from: a host, a folder, or the file of several records. */
export function sourceOf(uri: string): string {
  const host = /^https?:\/\/([^/?#]*)/i.exec(uri);
  if (host) return host[1]!.slice(host[1]!.lastIndexOf("@") + 1).toLowerCase() || uri;
  const record = uri.indexOf("#");
  const file = record < 0 ? uri : uri.slice(0, record);
  if (uri.slice(record + 1) && record >= 0) return file;
  return file.slice(0, Math.max(0, file.lastIndexOf("/"))) || ".";
}

export function holds(scope: Scope, date: string, source: string): boolean {
  return (
    (!scope.since || date + AFTER >= scope.since) &&
    (!scope.until || date <= scope.until + AFTER) &&
    (!scope.source || source === scope.source || source.startsWith(`${scope.source.replace(/\/+$/, "")}/`))
  );
}

export function countCorpus(graph: Graph, texts: Texts, scope: Scope): Corpus {
  const found: Corpus = { windows: new Map(), docs: new Map(), counts: new Map(), edgeDocs: new Map(), sentences: 0, documents: 0, undated: 0 };
  const { uri, date, sentences } = graph.data.documents;
  uri.forEach((each, document) => {
    if (!holds(scope, graph.dated(document), sourceOf(each))) return;
    found.documents++;
    found.sentences += sentences[document]!;
    if (!date[document]) found.undated++;
    const { entities, pairs } = texts.counts(document);
    entities.forEach((number, entity) => add(found.windows, found.docs, entity, number));
    pairs.forEach((number, pair) => add(found.counts, found.edgeDocs, pair, number));
  });
  return found;
}

function add<K>(total: Map<K, number>, times: Map<K, number>, key: K, number: number): void {
  total.set(key, (total.get(key) ?? 0) + number);
  times.set(key, (times.get(key) ?? 0) + 1);
}
