import type { EvidenceAnswer, Sentence } from "../types";
import type { Graph } from "./graph";
import { compareText, inTurn } from "./text";
import type { Place, Texts } from "./texts";

type Order = "newest" | "strongest";
type Asked = { order: Order; offset: number; limit: number; period?: string };
type Ranked = Place & { named: number[]; score: number };

/** A page of the sentences that name an entity, or all of several together, with a period those of documents whose own date is in it. */
export function evidence(graph: Graph, texts: Texts, entities: number[], { order, offset, limit, period = "" }: Asked): EvidenceAnswer {
  const places = ranked(graph, texts, entities, order).filter((each) => graph.data.documents.date[each.document]!.startsWith(period));
  const asked = places.slice(offset, offset + limit);
  return { total: places.length, sentences: marked(graph, texts, asked), order };
}

function ranked(graph: Graph, texts: Texts, entities: number[], order: Order): Ranked[] {
  const found: Ranked[] = [];
  for (const document of texts.documentsOfAll(entities)) {
    const columns = texts.mentions(document);
    for (const place of texts.sentences(document).values()) {
      const named = place.mentions.filter((each) => entities.includes(columns[2][each]!));
      if (new Set(named.map((each) => columns[2][each]!)).size < new Set(entities).size) continue;
      found.push({ ...place, named, score: named.reduce((best, each) => Math.max(best, columns[4][each]!), 0) });
    }
  }
  const uri = graph.data.documents.uri;
  return found.sort((a, b) =>
    inTurn(
      order === "strongest" ? inTurn(b.named.length - a.named.length, b.score - a.score) : 0,
      -compareText(graph.dated(a.document), graph.dated(b.document)),
      compareText(uri[a.document]!, uri[b.document]!),
      a.sentence - b.sentence,
    ),
  );
}

function marked(graph: Graph, texts: Texts, places: Ranked[]): Sentence[] {
  return places.map(({ document, sentence, named }) => {
    const [starts, ends] = texts.mentions(document);
    const spans = named.map((each): [number, number] => [starts[each]!, ends[each]!]);
    return sentenceOf(graph, texts, document, sentence, texts.sentenceTexts(document, [sentence])[0]!, spans);
  });
}

/** A sentence as the page shows it; `spans` are in the document, each is told once and from the sentence's start. */
export function sentenceOf(graph: Graph, texts: Texts, document: number, sentence: number, text: string, spans: [number, number][]): Sentence {
  const { id, uri, title, date } = graph.data.documents;
  const start = texts.data.starts[document]![sentence]!;
  const once = new Map(spans.map(([first, last]) => [`${first}|${last}`, [first - start, last - start] as [number, number]]));
  return {
    document_id: id[document]!, uri: uri[document]!, title: title[document]!, date: date[document]!,
    start, end: texts.data.ends[document]![sentence]!, text,
    spans: !texts.hasTexts ? [] : [...once.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]),
  };
}
