import type { Graph } from "./graph";
import { compareText, foldCase, inTurn } from "./text";

/** An entity that fits a text as a whole: by its id, its name or an alias, or as a part of one. */
export type Fitting = { entity: number; match: "id" | "knowledge base" | "name" | "alias" | "prefix" | "part" | "similar" };

const KEY_CHARACTERS = 200;
const FUZZY_CUTOFF = 80;
const MOST_OF_OTHER_TYPES = 1_000;

/** Return entities that fit a name or an id, the best first: graph/questions/entities.py. */
export class FindEntities {
  private keys: string[][] | null = null;

  constructor(private readonly graph: Graph) {}

  /** With a `type` among the entities of that type alone. */
  find(text: string, limit: number, type: string): Fitting[] {
    const taken = (entity: number) => !type || this.graph.type(entity) === type;
    const { kb_ids: kb, name, aliases } = this.graph.data.entities;
    const byId = this.graph.find(text);
    const found: Fitting[] = byId === undefined || !taken(byId) ? [] : [{ entity: byId, match: "id" }];
    for (const [entity, ids] of Object.entries(kb)) if (ids.includes(text) && taken(Number(entity))) found.push({ entity: Number(entity), match: "knowledge base" });
    if (found.length) return found;
    const keys = this.allKeys();
    const key = keyOf(text);
    if (!text.trim()) return [];
    const every = name.map((_, entity) => entity).filter(taken);
    const shown = every.filter((entity) => !this.graph.isHidden(entity));
    const named = every.filter((entity) => keys[entity]![0] === key).sort((a, b) => inTurn(Number(name[a] !== text) - Number(name[b] !== text), this.byDocs(a, b), a - b));
    const aliased = every.filter((entity) => aliases[entity]!.includes(text));
    if (named.length || aliased.length) {
      const best = [...asMatch(named, "name"), ...asMatch(this.ranked(aliased.filter((each) => !named.includes(each))), "alias")];
      const parts = shown.filter((entity) => keys[entity]![0]!.includes(key)).sort((a, b) => inTurn(this.byDocs(a, b), a - b)).slice(0, limit);
      const known = new Set(best.map((each) => each.entity));
      return [...best, ...asMatch(parts.filter((each) => !known.has(each)), "part")].slice(0, limit);
    }
    const ways: [Fitting["match"], (own: string[]) => boolean][] = [
      ["alias", (own) => own.includes(key)],
      ["prefix", (own) => own.some((each) => each.startsWith(key))],
      ["part", (own) => own.some((each) => each.includes(key))],
    ];
    for (const [match, fits] of ways) {
      const fitting = shown.filter((entity) => fits(keys[entity]!));
      if (fitting.length) return asMatch(this.ranked(fitting), match).slice(0, limit);
    }
    return this.similar(keys, key, limit, type);
  }

  private allKeys(): string[][] {
    const { name, aliases } = this.graph.data.entities;
    return (this.keys ??= name.map((own, entity) => [own, ...aliases[entity]!].map(keyOf)));
  }

  /** Those in most documents first, values last. */
  private byDocs(a: number, b: number): number {
    const { docs } = this.graph.data.entities;
    return inTurn(Number(this.graph.isValue(a)) - Number(this.graph.isValue(b)), docs[b]! - docs[a]!);
  }

  private ranked(entities: number[]): number[] {
    const name = this.graph.data.entities.name;
    return entities.sort((a, b) => inTurn(this.byDocs(a, b), compareText(name[a]!, name[b]!), a - b));
  }

  private similar(keys: string[][], key: string, limit: number, type: string): Fitting[] {
    const letters = Array.from(key);
    const near: { entity: number; likeness: number }[] = [];
    // Of names that are as like another, the one of most documents comes first.
    const order = keys.map((_, entity) => entity).filter((entity) => !this.graph.isHidden(entity)).sort((a, b) => inTurn(this.byDocs(a, b), a - b));
    for (const entity of order) {
      for (const each of keys[entity]!) {
        const likeness = ratio(letters, Array.from(each));
        if (likeness >= FUZZY_CUTOFF) near.push({ entity, likeness });
      }
    }
    const best = near.sort((a, b) => b.likeness - a.likeness).slice(0, type ? Math.max(limit, MOST_OF_OTHER_TYPES) : limit);
    return asMatch([...new Set(best.map((each) => each.entity))].filter((each) => !type || this.graph.type(each) === type).slice(0, limit), "similar");
  }
}

function keyOf(name: string): string {
  const folded = foldCase(name);
  return folded.length <= KEY_CHARACTERS ? folded : Array.from(folded).slice(0, KEY_CHARACTERS).join("");
}

function asMatch(entities: number[], match: Fitting["match"]): Fitting[] {
  return entities.map((entity) => ({ entity, match }));
}

/** How alike two texts are, 0 to 100: twice the letters that they share in order, of all letters of both. */
function ratio(one: string[], other: string[]): number {
  const total = one.length + other.length;
  if (!total) return 100;
  if ((200 * Math.min(one.length, other.length)) / total < FUZZY_CUTOFF) return 0;
  let last = new Array<number>(other.length + 1).fill(0);
  for (const letter of one) {
    const now = [0];
    other.forEach((each, place) => now.push(letter === each ? last[place]! + 1 : Math.max(last[place + 1]!, now[place]!)));
    last = now;
  }
  return (200 * last[other.length]!) / total;
}
