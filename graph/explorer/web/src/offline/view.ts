import { SourceError } from "../source/source";
import type { EdgeRow, Facet, Measure, NodeRow, ViewAnswer, ViewQuery } from "../types";
import type { Graph } from "./graph";
import { type Corpus, type Scope, countCorpus, holds, isEverything, sourceOf } from "./scope";
import { g2, npmi, strength } from "./strength";
import { compareText, inTurn } from "./text";
import { type Texts, pairOf } from "./texts";

const MOST_NODES = 300;
const MOST_EDGES = 2_000;
const COMMUNITY = "community:";
const number = new Intl.NumberFormat("en-US");

/** A neighbour of a root, or a member of a community, whose strength is the number of its sentences (`measured` false). */
type Candidate = { entity: number; strength: number; measured: boolean };
type Root = { id: string; limit: number; entity: number | null };

/** What a query shows, by the rules of graph/questions/view.py. */
export function view(graph: Graph, texts: Texts, query: ViewQuery): ViewAnswer {
  const scope: Scope = { since: query.from, until: query.until, source: query.source };
  const corpus = isEverything(scope) ? null : countCorpus(graph, texts, scope);
  const roots = rootsOf(graph, query.roots);
  const near = new Map(roots.map((root) => [root.id, candidates(graph, root, query, corpus)]));
  const kept = new Map([...near].map(([root, found]) => [root, found.filter((each) => fits(graph, each, query)).sort((a, b) => b.strength - a.strength || a.entity - b.entity)]));
  const { shown, leftOut } = chosen(roots, kept);
  const edges = edgesAmong(graph, shown, corpus).filter((edge) => !query.least || measured(edge, query.by) >= query.least);
  edges.sort((a, b) => inTurn(measured(b, query.by) - measured(a, query.by), compareText(a.a, b.a), compareText(a.b, b.b)));
  return {
    nodes: [...shown].map((entity) => nodeOf(graph, entity, roots.some((root) => root.entity === entity), corpus)),
    edges: edges.slice(0, MOST_EDGES),
    roots: roots.map((root) => {
      const found = kept.get(root.id) ?? [];
      return { id: root.id, label: labelOf(graph, root), total: found.length, shown: found.filter((each) => shown.has(each.entity)).length };
    }),
    facets: facetsOf(graph, texts, query, scope, roots, near),
    left_out: { nodes: leftOut, edges: Math.max(0, edges.length - MOST_EDGES) },
    notes: corpus ? notesOf(corpus, scope) : [],
  };
}

/** Return the roots by the ids that they have now, each once, with the most that is asked for of it. */
function rootsOf(graph: Graph, asked: ViewQuery["roots"]): Root[] {
  const found = new Map<string, Root>();
  for (const { id, limit } of asked) {
    const entity = id.startsWith(COMMUNITY) ? null : graph.entity(id);
    const now = entity === null ? id : graph.id(entity);
    found.set(now, { id: now, limit: Math.max(Math.min(limit, MOST_NODES), found.get(now)?.limit ?? 0), entity });
  }
  return [...found.values()];
}

function communityOf(root: string): number {
  const written = root.slice(COMMUNITY.length);
  if (!/^[0-9]{1,12}$/.test(written)) throw new SourceError(`There is no community '${written}'. Open the communities anew.`, 404);
  return Number(written);
}

function candidates(graph: Graph, root: Root, query: ViewQuery, corpus: Corpus | null): Candidate[] {
  const without = new Set(query.without);
  const found: Candidate[] = [];
  const keep = (entity: number, count: number, candidate: () => number) => {
    if (count && !graph.isHidden(entity) && !without.has(graph.id(entity))) found.push({ entity, strength: candidate(), measured: root.entity !== null });
  };
  const windows = (entity: number) => (corpus ? corpus.windows.get(entity) ?? 0 : graph.windows(entity));
  if (root.entity === null) {
    const community = communityOf(root.id);
    const members = graph.data.entities.community.flatMap((each, entity) => (each === community && !graph.isHidden(entity) ? [entity] : []));
    if (!members.length) throw new SourceError(`There is no community ${community}. Open the communities anew.`, 404);
    for (const entity of members) keep(entity, windows(entity), () => windows(entity));
    return found;
  }
  const one = root.entity;
  const sentences = corpus?.sentences ?? graph.data.sentences;
  for (const { entity, edge } of graph.near[one]!) {
    const count = corpus ? corpus.counts.get(pairOf(one, entity)) ?? 0 : graph.data.edges.count[edge]!;
    keep(entity, count, () => strength(query.by, count, windows(one), windows(entity), sentences));
  }
  return found;
}

function fits(graph: Graph, each: Candidate, query: ViewQuery, besides = ""): boolean {
  return (
    (besides === "types" || (query.types.length ? query.types.includes(graph.type(each.entity)) : !graph.isValue(each.entity))) &&
    (besides === "communities" || !query.communities.length || query.communities.includes(graph.data.entities.community[each.entity]!)) &&
    (besides === "least" || !query.least || !each.measured || each.strength >= query.least)
  );
}

/** Return the entities of a view in order, and how many more its roots asked for than it may hold. */
function chosen(roots: Root[], kept: Map<string, Candidate[]>): { shown: Set<number>; leftOut: number } {
  const own = roots.flatMap((root) => (root.entity === null ? [] : [root.entity]));
  const shown = new Set(own.slice(0, MOST_NODES));
  const asked = roots.map((root) => (kept.get(root.id) ?? []).slice(0, root.limit));
  const longest = Math.max(0, ...asked.map((each) => each.length));
  for (let place = 0; place < longest; place++) {
    for (const each of asked) {
      const candidate = each[place];
      if (candidate && shown.size < MOST_NODES) shown.add(candidate.entity);
    }
  }
  const every = new Set([...own, ...asked.flatMap((part) => part.map((each) => each.entity))]);
  return { shown, leftOut: every.size - shown.size };
}

function nodeOf(graph: Graph, entity: number, root: boolean, corpus: Corpus | null): NodeRow {
  const brief = graph.brief(entity);
  const counted = corpus ? { windows: corpus.windows.get(entity) ?? 0, docs: corpus.docs.get(entity) ?? 0 } : {};
  return { ...brief, ...counted, degree: graph.near[entity]!.length, community: graph.data.entities.community[entity]!, root };
}

function edgesAmong(graph: Graph, shown: Set<number>, corpus: Corpus | null): EdgeRow[] {
  const { a, b, count, docs } = graph.data.edges;
  const sentences = corpus?.sentences ?? graph.data.sentences;
  const windows = (entity: number) => (corpus ? corpus.windows.get(entity) ?? 0 : graph.windows(entity));
  const found: EdgeRow[] = [];
  for (const entity of shown) {
    for (const { entity: other, edge } of graph.near[entity]!) {
      if (a[edge] !== entity || !shown.has(other)) continue;
      const pair = pairOf(entity, other);
      const both = corpus ? corpus.counts.get(pair) ?? 0 : count[edge]!;
      if (!both) continue;
      const [one, two] = [windows(entity), windows(b[edge]!)];
      found.push({
        a: graph.id(entity), b: graph.id(other), count: both, docs: corpus ? corpus.edgeDocs.get(pair) ?? 0 : docs[edge]!,
        npmi: npmi(both, one, two, sentences), g2: g2(both, one, two, sentences),
      });
    }
  }
  return found;
}

function measured(edge: EdgeRow, by: Measure): number {
  return edge[by];
}

function facetsOf(graph: Graph, texts: Texts, query: ViewQuery, scope: Scope, roots: Root[], near: Map<string, Candidate[]>): ViewAnswer["facets"] {
  const all = [...near.values()].flat();
  const once = (besides: string) => new Map(all.filter((each) => fits(graph, each, query, besides)).map((each) => [each.entity, each])).keys();
  const strengths = all.filter((each) => each.measured && fits(graph, each, query, "least")).map((each) => each.strength);
  const own = roots.flatMap((root) => (root.entity === null ? [] : [root.entity]));
  const named = own.length ? own : [...new Set(all.map((each) => each.entity))].slice(0, MOST_NODES);
  const documents = [...new Set(named.flatMap((entity) => texts.documentsOf(entity)))].map((each) => ({
    date: graph.dated(each), source: sourceOf(graph.data.documents.uri[each]!),
  }));
  const community = (entity: number) => graph.data.entities.community[entity]!;
  return {
    types: counted([...once("types")].map((each) => graph.type(each)), compareText),
    communities: counted([...once("communities")].map(community).filter((each) => each >= 0), (a, b) => a - b, (each) => labelOfCommunity(graph, each)),
    sources: counted(documents.filter((each) => holds({ ...scope, source: "" }, each.date, each.source)).map((each) => each.source), compareText),
    months: counted(documents.filter((each) => holds({ since: "", until: "", source: scope.source }, each.date, each.source)).map((each) => each.date.slice(0, 7)), compareText)
      .sort((a, b) => compareText(a.value, b.value)),
    strength: { least: strengths.reduce((a, b) => Math.min(a, b), strengths[0] ?? 0), most: strengths.reduce((a, b) => Math.max(a, b), strengths[0] ?? 0) },
  };
}

/** Return how often each value comes, the most frequent first. */
function counted<T extends string | number>(values: T[], compare: (a: T, b: T) => number, label: (value: T) => string = String): Facet[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || compare(a[0], b[0])).map(([value, count]) => ({ value: String(value), label: label(value), count }));
}

function labelOf(graph: Graph, root: Root): string {
  return root.entity === null ? labelOfCommunity(graph, communityOf(root.id)) : graph.data.entities.name[root.entity]!;
}

function labelOfCommunity(graph: Graph, community: number): string {
  return graph.data.communities.communities.find((each) => each.id === community)?.label ?? `community ${community}`;
}

function notesOf(corpus: Corpus, scope: Scope): string[] {
  const notes = [`Counted from the ${number.format(corpus.documents)} documents that fit, not from all.`];
  if (corpus.undated && (scope.since || scope.until)) {
    notes.push(`${number.format(corpus.undated)} of them have no date of their own and count by the day they were ingested.`);
  }
  return notes;
}
