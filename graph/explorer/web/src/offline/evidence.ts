import type { EvidenceAnswer, Sentence } from "../types";
import type { Graph } from "./graph";
import { compareText, inTurn } from "./text";
import type { Place, Texts } from "./texts";

type Order = "newest" | "strongest";
type Asked = { order: Order; offset: number; limit: number; period?: string };
type Ranked = Place & { named: number[]; score: number; entities: number; length: number };

// As graph/questions/telling.py weighs them.
const MOST_WEIGHED = 2_000;
const ENOUGH_ENTITIES = 4;
const [SHORT, LONG] = [40, 400];

/** A page of the sentences that name an entity, or all of several together, with a period those of documents whose own date is in it. */
export function evidence(graph: Graph, texts: Texts, entities: number[], { order, offset, limit, period = "" }: Asked): EvidenceAnswer {
  const places = ranked(graph, texts, entities, order, period);
  const asked = places.slice(offset, offset + limit);
  return { total: places.length, sentences: marked(graph, texts, asked), order };
}

function ranked(graph: Graph, texts: Texts, entities: number[], order: Order, period: string): Ranked[] {
  const found: Ranked[] = [];
  for (const document of texts.documentsOfAll(entities)) {
    if (!graph.data.documents.date[document]!.startsWith(period)) continue;
    const columns = texts.mentions(document);
    for (const place of texts.sentences(document).values()) {
      const named = place.mentions.filter((each) => entities.includes(columns[2][each]!));
      if (new Set(named.map((each) => columns[2][each]!)).size < new Set(entities).size) continue;
      found.push({
        ...place, named, score: named.reduce((best, each) => Math.max(best, columns[4][each]!), 0),
        entities: new Set(place.mentions.map((each) => columns[2][each]!)).size,
        length: texts.data.ends[document]![place.sentence]! - texts.data.starts[document]![place.sentence]!,
      });
    }
  }
  const uri = graph.data.documents.uri;
  found.sort((a, b) =>
    inTurn(
      order === "strongest" ? inTurn(b.named.length - a.named.length, b.score - a.score) : 0,
      -compareText(graph.dated(a.document), graph.dated(b.document)),
      compareText(uri[a.document]!, uri[b.document]!),
      a.sentence - b.sentence,
    ),
  );
  return order === "newest" ? found : mostTelling(found);
}

/** Return sentences, those that say most first: those that name most entities and are as long as a sentence. */
function mostTelling(places: Ranked[]): Ranked[] {
  const names = ({ entities }: Ranked) => Math.min(entities, ENOUGH_ENTITIES);
  const isOdd = ({ length }: Ranked) => Number(length < SHORT || length > LONG);
  const weighed = places.slice(0, MOST_WEIGHED).sort((a, b) => inTurn(names(b) - names(a), isOdd(a) - isOdd(b)));
  return [...weighed, ...places.slice(MOST_WEIGHED)];
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
