import type { MentionColumns, TextData } from "./data";
import type { Graph } from "./graph";
import { slice, unitOf } from "./text";

/** A sentence by its document and number, with the mentions in it by their place in the document's columns. */
export type Place = { document: number; sentence: number; mentions: number[] };
/** Stands where a text is not in the file. */
export const LEFT_OUT = "(The text is not in this file.)";
type Counted = { entities: Map<number, number>; pairs: Map<string, number> };

/** The texts of an offline file, with what is looked up in them. */
export class Texts {
  private readonly places: Map<number, Place>[] = [];
  private readonly counted: Counted[] = [];
  private holders: number[][] | null = null;

  constructor(readonly data: TextData, private readonly graph: Graph) {}

  /** Return the documents that name each entity. */
  documentsOf(entity: number): number[] {
    if (!this.holders) {
      const holders: number[][] = Array.from({ length: this.graph.size }, () => []);
      this.data.mentions.forEach(([, , entities], document) => new Set(entities).forEach((each) => holders[each]!.push(document)));
      this.holders = holders;
    }
    return this.holders[entity] ?? [];
  }

  /** Return the documents that name all of some entities. */
  documentsOfAll(entities: readonly number[]): number[] {
    const [first, ...others] = entities.map((each) => this.documentsOf(each));
    const held = others.map((each) => new Set(each));
    return (first ?? []).filter((document) => held.every((each) => each.has(document)));
  }

  mentions(document: number): MentionColumns {
    return this.data.mentions[document]!;
  }

  /** Return the sentences of a document that hold mentions, by number. */
  sentences(document: number): Map<number, Place> {
    const known = this.places[document];
    if (known) return known;
    const found = new Map<number, Place>();
    this.mentions(document)[6].forEach((sentence, mention) => {
      const place = found.get(sentence) ?? { document, sentence, mentions: [] };
      place.mentions.push(mention);
      found.set(sentence, place);
    });
    return (this.places[document] = found);
  }

  /** Return how many sentences of a document name each entity, and each pair (`a|b`, the lesser number first). */
  counts(document: number): Counted {
    const known = this.counted[document];
    if (known) return known;
    const entities = new Map<number, number>();
    const pairs = new Map<string, number>();
    const named = this.mentions(document)[2];
    for (const { mentions } of this.sentences(document).values()) {
      const held = [...new Set(mentions.map((each) => named[each]!))].sort((a, b) => a - b);
      for (const each of held) entities.set(each, (entities.get(each) ?? 0) + 1);
      if (held.length > this.graph.data.crowd) continue;
      held.forEach((a, place) => held.slice(place + 1).forEach((b) => pairs.set(pairOf(a, b), (pairs.get(pairOf(a, b)) ?? 0) + 1)));
    }
    return (this.counted[document] = { entities, pairs });
  }

  /** Whether the file holds the texts of the documents. */
  get hasTexts(): boolean {
    return this.data.texts !== null;
  }

  /** Return a part of a document's text. */
  text(document: number, start: number, end: number): string {
    return slice(this.data.texts?.[document] ?? "", start, end);
  }

  /** Return sentences of a document as texts, in one walk over it; their numbers come in order. */
  sentenceTexts(document: number, numbers: readonly number[]): string[] {
    const text = this.data.texts?.[document];
    if (text === undefined) return numbers.map(() => LEFT_OUT);
    let point = 0;
    let unit = 0;
    return numbers.map((number) => {
      const start = this.data.starts[document]![number]!;
      const end = this.data.ends[document]![number]!;
      const first = unitOf(text, start - point, unit);
      const last = unitOf(text, end - start, first);
      [point, unit] = [start, first];
      return text.slice(first, last);
    });
  }
}

export function pairOf(a: number, b: number): string {
  return a < b ? `${a}|${b}` : `${b}|${a}`;
}
