import { SourceError } from "../source/source";
import type { DocumentAnswer, DocumentBrief, EntityDetail, Mark, TimelineAnswer } from "../types";
import type { Graph } from "./graph";
import { compareText, inTurn } from "./text";
import { LEFT_OUT, type Texts } from "./texts";

// A text of as many code points is shown whole, of a longer one a part.
const WHOLE = 200_000;
const NEWEST = 10;
const GUESSED = "(guessed)";
const MOST_POINTS = 5_000;

/** The documents that fit, the newest first. */
export function documents(graph: Graph, held: number[] | null, text: string): number[] {
  const asked = text.toLowerCase();
  const { title, uri } = graph.data.documents;
  return (held ?? title.map((_, document) => document))
    .filter((each) => !asked || title[each]!.toLowerCase().includes(asked) || uri[each]!.toLowerCase().includes(asked))
    .sort((a, b) => inTurn(-compareText(graph.dated(a), graph.dated(b)), compareText(uri[a]!, uri[b]!), a - b));
}

export function documentPage(graph: Graph, found: number[], offset: number, limit: number): { total: number; rows: DocumentBrief[] } {
  return { total: found.length, rows: found.slice(offset, offset + limit).map((each) => graph.document(each)) };
}

/** A document with its text around a place, and the mentions in it. */
export function readDocument(graph: Graph, texts: Texts, id: string, at: number): DocumentAnswer {
  const document = graph.documentOf.get(id);
  if (document === undefined) {
    throw new SourceError(`The graph has no document '${id}'. It may have been forgotten, or its source may have changed.`, 404);
  }
  const length = graph.data.documents.characters[document]!;
  const { start, end } = partOf(texts.data.chunks[document]!, length, at);
  const marks = marksOf(graph, texts, document);
  const counts = new Map<number, { mentions: number; first: number }>();
  for (const { entity, start: first } of marks) {
    const known = counts.get(graph.numberOf.get(entity)!);
    counts.set(graph.numberOf.get(entity)!, { mentions: (known?.mentions ?? 0) + 1, first: known?.first ?? first });
  }
  const mentioned = [...counts].sort(([a, one], [b, other]) => inTurn(other.mentions - one.mentions, one.first - other.first, a - b));
  return {
    ...graph.document(document),
    media_type: graph.data.documents.media_type[document]!,
    metadata: graph.data.documents.metadata[document]!,
    ...(texts.hasTexts ? { text: texts.text(document, start, end), text_start: start, text_length: length } : { text: LEFT_OUT, text_start: 0, text_length: LEFT_OUT.length }),
    marks: !texts.hasTexts ? [] : marks.filter((mark) => mark.start >= start && mark.end <= end),
    mentioned: mentioned.map(([entity, told]) => ({ ...graph.brief(entity), ...told })),
  };
}

/** Return the part of a long text around a place that is shown: whole chunks, for those cut no sentence. */
function partOf(chunks: number[], length: number, at: number): { start: number; end: number } {
  const first = length <= WHOLE ? 0 : Math.max(0, Math.min(at - Math.floor(WHOLE / 2), length - WHOLE));
  const last = Math.min(length, first + WHOLE);
  const held = chunks.filter((start, place) => start < last && (chunks[place + 1] ?? length) > first);
  const start = held.length ? Math.max(held[0]!, first - WHOLE) : 0;
  const end = held.length ? chunks[chunks.indexOf(held.at(-1)!) + 1] ?? length : 0;
  return { start, end: Math.min(end, start + 2 * WHOLE) };
}

function marksOf(graph: Graph, texts: Texts, document: number): Mark[] {
  const [starts, ends, entities, types, scores, sources] = texts.mentions(document);
  const found = starts.map((start, mention): Mark => {
    const entity = entities[mention]!;
    return {
      start, end: ends[mention]!, entity: graph.id(entity), name: graph.data.entities.name[entity]!, type: graph.data.types[types[mention]!]!,
      score: scores[mention]!, source: texts.data.sources[sources[mention]!]!,
    };
  });
  return found.filter((_, mention) => !graph.isHidden(entities[mention]!));
}

/** What is known of an entity. */
export function entityDetail(graph: Graph, texts: Texts, asked: string): EntityDetail {
  const entity = graph.entity(asked);
  const { aliases, name, kb_ids: kb, community, page_rank: ranks } = graph.data.entities;
  const newest = documents(graph, texts.documentsOf(entity), "");
  const dates = newest.map((each) => graph.data.documents.date[each]!).filter(Boolean).sort(compareText);
  return {
    ...graph.brief(entity),
    aliases: aliases[entity]!.filter((each) => each !== name[entity]),
    kb: (kb[entity] ?? []).map((id) => graph.data.kb[id] ?? { id, base: id.split(":", 1)[0]!, name: "", type: "", aliases: [], description: "" }),
    degree: graph.near[entity]!.length, community: community[entity]!, page_rank: ranks[entity] ?? null,
    merged_from: graph.id(entity) === asked ? "" : asked,
    first_date: dates[0] ?? "", last_date: dates.at(-1) ?? "",
    documents: newest.slice(0, NEWEST).map((each) => graph.document(each)),
  };
}

/** The documents of an entity, or of two together, by date. */
export function timeline(graph: Graph, texts: Texts, entities: number[]): TimelineAnswer {
  const { id, uri, title, date, date_from: from } = graph.data.documents;
  const points = texts
    .documentsOfAll(entities)
    .map((document) => {
      const named = texts.mentions(document)[2];
      const sentences = [...texts.sentences(document).values()].filter(({ mentions }) => entities.every((entity) => mentions.some((each) => named[each] === entity)));
      return {
        date: graph.dated(document), by: date[document] ? from[document]! : "ingested", document_id: id[document]!, uri: uri[document]!,
        title: title[document]!, sentences: sentences.length,
      };
    })
    .filter((point) => point.sentences)
    .sort((a, b) => inTurn(compareText(a.date, b.date), compareText(a.uri, b.uri), compareText(a.document_id, b.document_id)));
  return {
    points: points.slice(-MOST_POINTS), total: points.length,
    guessed: points.filter((point) => point.by.includes(GUESSED)).length, undated: points.filter((point) => point.by === "ingested").length,
  };
}
