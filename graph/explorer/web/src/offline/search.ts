import type { FoundEntity, SearchAnswer, Sentence } from "../types";
import { documentPage, documents } from "./documents";
import { sentenceOf } from "./evidence";
import type { FindEntities, Fitting } from "./find_entities";
import type { Graph } from "./graph";
import type { NamesSearch } from "./names_search";
import { compareText, inTurn, length } from "./text";
import type { Texts } from "./texts";

const SURE: Partial<Record<Fitting["match"], number>> = { id: 1, "knowledge base": 1, name: 1, alias: 0.98 };
const LIKELY: Partial<Record<Fitting["match"], number>> = { prefix: 0.8, part: 0.7, similar: 0.6 };
const SECONDS = 2;
const number = new Intl.NumberFormat("en-US");

export type Finders = { graph: Graph; names: NamesSearch; whole: FindEntities };

/** Entities that a text finds, by their names. */
export function searchEntities({ graph, names, whole }: Finders, text: string, limit: number, type: string): FoundEntity[] {
  const byWords = names.search(text, limit, type);
  const fitting = whole.find(text, limit, type);
  const rows = new Map<number, FoundEntity>();
  const add = (entity: number, match: string, matched: string, score: number) => {
    if (!rows.has(entity)) rows.set(entity, { ...graph.brief(entity), match, matched, score, kb_ids: graph.data.entities.kb_ids[entity] ?? [] });
  };
  const name = graph.data.entities.name;
  for (const { entity, match } of fitting) if (SURE[match]) add(entity, match, name[entity]!, SURE[match]);
  for (const { entity, matched, score } of byWords) add(entity, "words", matched, score);
  for (const { entity, match } of fitting) if (!SURE[match]) add(entity, match, name[entity]!, LIKELY[match] ?? 0.5);
  return [...rows.values()].slice(0, limit);
}

/** What a text finds; documents and sentences only where the texts are given. */
export function search(finders: Finders, texts: Texts | null, text: string, { limit, type }: { limit: number; type: string }): SearchAnswer {
  const entities = searchEntities(finders, text, limit + 1, type);
  const answer: SearchAnswer = {
    entities: entities.slice(0, limit), documents: [], sentences: [],
    more: { entities: entities.length > limit, documents: false, sentences: false }, note: "",
  };
  if (!texts || !text.trim()) return answer;
  const listed = documents(finders.graph, null, text.trim());
  answer.documents = documentPage(finders.graph, listed, 0, limit).rows;
  answer.more.documents = listed.length > limit;
  const found = findSentences(finders.graph, texts, text, limit + 1);
  answer.sentences = found.sentences.slice(0, limit);
  answer.more.sentences = found.sentences.length > limit || !found.complete;
  if (!texts.data.texts) answer.note = "Sentences were not searched: this file was written without the texts of the documents.";
  else if (!found.complete && found.sentences.length <= limit) {
    const all = number.format(finders.graph.data.documents.id.length);
    answer.note = `Sentences were searched for ${SECONDS} s, the newest documents first: ${number.format(found.documents)} of ${all} documents were seen.`;
  }
  return answer;
}

function findSentences(graph: Graph, texts: Texts, text: string, limit: number): { sentences: Sentence[]; documents: number; complete: boolean } {
  const words = text.split(/\s+/u).filter(Boolean);
  if (!words.length || !texts.data.texts) return { sentences: [], documents: 0, complete: true };
  const pattern = new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+"), "giu");
  const order = graph.data.documents.id.map((_, document) => document).sort((a, b) => inTurn(compareText(graph.dated(b), graph.dated(a)), b - a));
  const deadline = performance.now() + SECONDS * 1000;
  const found: Sentence[] = [];
  for (const [place, document] of order.entries()) {
    if (performance.now() > deadline || found.length >= limit) return { sentences: found.slice(0, limit), documents: place, complete: false };
    found.push(...inDocument(graph, texts, document, pattern));
  }
  return { sentences: found.slice(0, limit), documents: order.length, complete: found.length <= limit };
}

function inDocument(graph: Graph, texts: Texts, document: number, pattern: RegExp): Sentence[] {
  const whole = texts.data.texts?.[document] ?? "";
  const holds = pattern.test(whole);
  pattern.lastIndex = 0;
  if (!holds) return [];
  const starts = texts.data.starts[document]!;
  const found: Sentence[] = [];
  texts.sentenceTexts(document, starts.map((_, sentence) => sentence)).forEach((text, sentence) => {
    const spans = [...text.matchAll(pattern)].map(({ 0: match, index }): [number, number] => {
      const first = starts[sentence]! + length(text.slice(0, index));
      return [first, first + length(match)];
    });
    if (spans.length) found.push(sentenceOf(graph, texts, document, sentence, text, spans));
  });
  return found;
}
