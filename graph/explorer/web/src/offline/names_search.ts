import type { Graph } from "./graph";
import { wordsOf } from "./fold";
import { compareText, inTurn } from "./text";

/** An entity found by words of one of its names. */
export type Hit = { entity: number; matched: string; score: number };
type Named = { entity: number; name: string; words: string[] };
type Way = { slips: boolean; partial: boolean };

const WAYS: readonly Way[] = [{ slips: false, partial: false }, { slips: true, partial: true }];

/** The names of a graph by their words, for the rules of graph/questions/search.py. */
export class NamesSearch {
  private readonly holders = new Map<string, Named[]>();

  constructor(private readonly graph: Graph) {
    const { name, aliases } = graph.data.entities;
    name.forEach((own, entity) => {
      if (graph.isHidden(entity)) return;
      for (const each of new Set([own, ...aliases[entity]!])) {
        const named = { entity, name: each, words: wordsOf(each, knownForm(graph, each)) };
        for (const word of new Set(named.words)) {
          const held = this.holders.get(word);
          if (held) held.push(named);
          else this.holders.set(word, [named]);
        }
      }
    });
  }

  /** Return the entities whose names hold the words of a text, the best first. */
  search(text: string, limit: number, type: string): Hit[] {
    const words = wordsOf(text);
    if (!words.length || limit < 1) return [];
    for (const way of WAYS) {
      const hits = this.ranked(words, way, type);
      if (hits.length) return hits.slice(0, limit);
    }
    return [];
  }

  private ranked(words: string[], way: Way, type: string): Hit[] {
    const likeness = words.map((word, place) => this.like(word, way.slips, place === words.length - 1));
    const candidates = new Set(likeness.flatMap((near) => [...near.keys()].flatMap((word) => this.holders.get(word) ?? [])));
    const whole = new Map<number, Hit>();
    const parts = new Map<number, Hit>();
    for (const named of candidates) {
      if (type && this.graph.type(named.entity) !== type) continue;
      const best = likeness.some((near) => !named.words.some((word) => near.has(word))) ? parts : whole;
      const hit = { entity: named.entity, matched: named.name, score: scoreOf(words, named.words, likeness) };
      const other = best.get(hit.entity);
      if (!other || inTurn(other.score - hit.score, compareText(hit.matched, other.matched)) < 0) best.set(hit.entity, hit);
    }
    const { docs, name } = this.graph.data.entities;
    return [...(whole.size || !way.partial ? whole : parts).values()].sort((a, b) =>
      inTurn(b.score - a.score, Number(this.graph.isValue(a.entity)) - Number(this.graph.isValue(b.entity)), docs[b.entity]! - docs[a.entity]!, compareText(name[a.entity]!, name[b.entity]!), a.entity - b.entity),
    );
  }

  /** Return the words of names that a word looked for may stand for, and how much they are like it. */
  private like(word: string, slips: boolean, mayGoOn: boolean): Map<string, number> {
    const found = new Map<string, number>(this.holders.has(word) ? [[word, 1]] : []);
    const letters = Array.from(word);
    const most = letters.length < 4 ? 0 : letters.length < 8 ? 1 : 2;
    for (const each of this.holders.keys()) {
      if (mayGoOn && each.startsWith(word)) found.set(each, 0.6 + (0.4 * letters.length) / Array.from(each).length);
      if (!slips || !most) continue;
      const distance = slipsBetween(letters, Array.from(each), most);
      if (distance <= most) found.set(each, Math.max(found.get(each) ?? 0, [1, 0.75, 0.55][distance] ?? 0));
    }
    return found;
  }
}

function knownForm(graph: Graph, name: string): string {
  return graph.data.folded[name] ?? name.toLowerCase();
}

function scoreOf(words: string[], held: string[], likeness: Map<string, number>[]): number {
  const lengths = words.map((word) => Array.from(word).length);
  const fit = likeness.reduce((sum, near, place) => sum + lengths[place]! * held.reduce((best, word) => Math.max(best, near.get(word) ?? 0), 0), 0);
  const met = held.filter((word) => likeness.some((near) => near.has(word))).length;
  return Number(((fit / lengths.reduce((a, b) => a + b, 0)) * (0.6 + (0.4 * met) / held.length)).toFixed(4));
}

/** Count slips between two words, each letter too many, missing, wrong, or swapped with the next; what is over `most` is not told exactly. */
export function slipsBetween(one: string[], other: string[], most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before: number[] = [];
  let last = other.map((_, place) => place + 1);
  last.unshift(0);
  for (let row = 1; row <= one.length; row++) {
    const now = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      let least = Math.min(last[column]! + 1, now[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) least = Math.min(least, before[column - 2]! + 1);
      now.push(least);
    }
    [before, last] = [last, now];
  }
  return last[other.length]!;
}
