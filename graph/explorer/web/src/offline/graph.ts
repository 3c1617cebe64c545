import { SourceError } from "../source/source";
import type { DocumentBrief, EntityBrief } from "../types";
import type { NetworkData } from "./data";

/** An edge as seen from one of its ends. */
export type Near = { entity: number; edge: number };

const REDIRECTS = 100;

/** The graph of an offline file, with what its questions look up. */
export class Graph {
  readonly numberOf = new Map<string, number>();
  readonly documentOf = new Map<string, number>();
  readonly near: Near[][];
  private readonly hidden: Set<number>;
  private readonly values: Set<number>;

  constructor(readonly data: NetworkData) {
    data.entities.id.forEach((id, number) => this.numberOf.set(id, number));
    data.documents.id.forEach((id, number) => this.documentOf.set(id, number));
    this.hidden = new Set(data.entities.hidden);
    this.values = new Set(data.entities.values);
    this.near = data.entities.id.map(() => []);
    data.edges.a.forEach((a, edge) => {
      const b = data.edges.b[edge]!;
      this.near[a]!.push({ entity: b, edge });
      this.near[b]!.push({ entity: a, edge });
    });
  }

  get size(): number {
    return this.data.entities.id.length;
  }

  id(entity: number): string {
    return this.data.entities.id[entity]!;
  }

  isHidden(entity: number): boolean {
    return this.hidden.has(entity);
  }

  /** Whether an entity is a date, an amount or another value: lists leave them out, and searches put them last. */
  isValue(entity: number): boolean {
    return this.values.has(entity);
  }

  type(entity: number): string {
    return this.data.types[this.data.entities.type[entity]!]!;
  }

  windows(entity: number): number {
    return this.data.entities.windows[entity]!;
  }

  brief(entity: number): EntityBrief {
    const { id, name, windows, docs } = this.data.entities;
    return { id: id[entity]!, name: name[entity]!, type: this.type(entity), windows: windows[entity]!, docs: docs[entity]!, hidden: this.isHidden(entity) };
  }

  document(number: number): DocumentBrief {
    const all = this.data.documents;
    return {
      id: all.id[number]!, uri: all.uri[number]!, title: all.title[number]!, date: all.date[number]!, date_from: all.date_from[number]!,
      ingested_at: all.ingested_at[number]!, sentences: all.sentences[number]!, entities: all.entities[number]!,
    };
  }

  /** The document's own date, else the day it was ingested. */
  dated(document: number): string {
    return this.data.documents.date[document] || this.data.documents.ingested_at[document]!.slice(0, 10);
  }

  /** Return the entity that an id stands for now, undefined where there is none. */
  find(id: string): number | undefined {
    for (let found = id, times = 0; times < REDIRECTS; times++) {
      const number = this.numberOf.get(found);
      const into = this.data.merged[found];
      if (number !== undefined || into === undefined) return number;
      found = into;
    }
    return undefined;
  }

  /** Return the entity that an id stands for now; throws a SourceError where there is none. */
  entity(id: string): number {
    const found = this.find(id);
    if (found === undefined) throw new SourceError(`The graph has no entity '${id}' in use. Search for its name.`, 404);
    return found;
  }

  /** Return the edge between two entities, undefined where there is none. */
  edge(a: number, b: number): number | undefined {
    const [from, to] = this.near[a]!.length <= this.near[b]!.length ? [a, b] : [b, a];
    return this.near[from]!.find((each) => each.entity === to)?.edge;
  }
}
