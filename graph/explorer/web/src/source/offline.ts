import { FORM, readNetwork, type TextData, unpack } from "../offline/data";
import { bridges } from "../offline/bridges";
import { documentPage, documents, entityDetail, readDocument, timeline } from "../offline/documents";
import { evidence } from "../offline/evidence";
import { FindEntities } from "../offline/find_entities";
import { firstOf } from "../offline/map";
import { Graph } from "../offline/graph";
import { NamesSearch } from "../offline/names_search";
import { names, pair } from "../offline/reasons";
import { path } from "../offline/path_answer";
import { search } from "../offline/search";
import { Texts } from "../offline/texts";
import { view } from "../offline/view";
import type { Source } from "./source";
import { SourceError } from "./source";

/** The ids of the elements of an offline file: what every view needs, and what only evidence needs. */
export const NETWORK = "graphmill-data";
const TEXTS = "graphmill-texts";

/** Answer the page's questions from the data in the file, as the server does of the same graph. */
export async function offlineSource(element: Element): Promise<Source> {
  const data = await readNetwork(element);
  if (data.form !== FORM) throw new SourceError(`The data in this file is of form ${data.form}, and this page reads form ${FORM}: export it again.`, 0);
  const graph = new Graph(data);
  const finders = { graph, names: new NamesSearch(graph), whole: new FindEntities(graph) };
  let waiting: Promise<Texts> | null = null;
  const texts = () => (waiting ??= readTexts(graph));
  const entities = (ids: readonly string[]) => ids.map((id) => graph.entity(id));
  return {
    project: async () => data.project,
    pulse: async () => ({ revision: "file", state: "current", as_of: data.project.as_of, message: "", last_decision: data.decisions[0] ?? null }),
    overview: async () => data.overview,
    communities: async () => data.communities,
    map: async (limit) => firstOf(data.map, limit),
    search: async (text, options) => search(finders, options.deep ? await texts() : null, text, options),
    entity: async (id) => entityDetail(graph, await texts(), id),
    view: async (query) => view(graph, await texts(), query),
    path: async (a, b, avoid) => path(graph, await texts(), a, b, avoid),
    bridges: async (left, right) => bridges(graph, left, right),
    evidence: async (ids, options) => evidence(graph, await texts(), entities(ids), options),
    document: async (id, at) => readDocument(graph, await texts(), id, at),
    documents: async ({ text, entity, offset, limit }) => {
      const held = entity ? (await texts()).documentsOf(graph.entity(entity)) : null;
      return documentPage(graph, documents(graph, held, text), offset, limit);
    },
    timeline: async (ids) => timeline(graph, await texts(), entities(ids)),
    names: async (id) => names(graph, id),
    pair: async (a, b) => pair(graph, a, b),
    review: async () => ({ items: [], total: 0 }),
    decisions: async (offset, limit) => ({ rows: data.decisions.slice(offset, offset + limit), total: data.decisions.length }),
    decide: async () => {
      throw new SourceError(data.project.why_not, 403);
    },
  };
}

async function readTexts(graph: Graph): Promise<Texts> {
  const element = document.getElementById(TEXTS);
  if (!element) throw new SourceError("This file holds no texts. It may have been cut short: export it again, or copy it whole.", 0);
  return new Texts(await unpack<TextData>(element), graph);
}
