// What the server answers and the offline file holds: the same words as the commands' --json. Offsets count code points (as Python
// does), never UTF-16 units: cut texts with parts/text.ts.

export type EntityBrief = {
  id: string; name: string; type: string; windows: number; docs: number; hidden: boolean;
};

export type Project = {
  name: string; place: string; store: string; version: string; user: string;
  can_decide: boolean;           // false: read-only, or an offline file
  why_not: string;               // what to do where it cannot be decided, else empty
  offline: boolean; as_of: string;
  left_out?: string;             // what an offline file does not hold, in words
  types: { type: string; entities: number }[];      // most frequent first: their order gives colours and shapes
};

// Asked for every few seconds: `revision` changes with the graph, `state` is "current", "behind" (the graph is in use by another
// program; what is shown is as of `as_of`) or "lost" (it cannot be read; `message` says why and what to do).
export type Pulse = {
  revision: string; state: "current" | "behind" | "lost"; as_of: string; message: string; last_decision: DecisionRow | null;
};

export type DocumentBrief = {
  id: string; uri: string; title: string; date: string; date_from: string; ingested_at: string; sentences: number; entities: number;
};

export type Overview = {
  counts: Record<string, number>;         // in the order to show them
  types: { type: string; entities: number; strongest: EntityBrief[] }[];
  newest: DocumentBrief[];
  strongest_edges: { a: EntityBrief; b: EntityBrief; count: number; docs: number; npmi: number }[];
};

export type Community = {
  id: number; label: string; size: number; types: Record<string, number>; strongest: EntityBrief[];
  x: number; y: number; r: number;        // in the unit square
};
export type CommunityMap = {
  state: "ready" | "computing" | "none";  // "computing": ask again; "none": `message` says why
  message: string;
  from_analysis: boolean; analysed_at: string; changed_since: boolean;
  communities: Community[];
  links: { a: number; b: number; edges: number; count: number }[];
  left_out: { communities: number; entities: number };     // too small to draw
};

// The whole network (or its strongest part) at fixed places, in columns; `community` -1 for none.
export type WholeMap = {
  ids: string[]; names: string[]; types: string[]; type: number[]; windows: number[]; community: number[];
  x: number[]; y: number[];
  a: number[]; b: number[]; count: number[];
  entities: number; edges: number;        // that there are in all
};

export type FoundEntity = EntityBrief & { match: string; matched: string; score: number; kb_ids: string[] };
export type FoundSentence = Sentence;
export type SearchAnswer = {
  entities: FoundEntity[]; documents: DocumentBrief[]; sentences: FoundSentence[];
  more: { entities: boolean; documents: boolean; sentences: boolean };
  note: string;                           // as "sentences were searched for 2 s; not all were seen"
};

export type KnowledgeBaseEntry = { id: string; base: string; name: string; type: string; aliases: string[]; description: string };
export type EntityDetail = EntityBrief & {
  aliases: string[]; kb: KnowledgeBaseEntry[]; degree: number;
  community: number; page_rank: number | null; merged_from: string;   // the id that was asked for, where it leads here
  first_date: string; last_date: string; documents: DocumentBrief[];  // of the first few documents; `docs` is their number
};

// One view of the graph: what `GET /api/view` answers for a ViewQuery.
export type NodeRow = EntityBrief & { degree: number; community: number; root: boolean };
export type EdgeRow = { a: string; b: string; count: number; docs: number; npmi: number; g2: number };
export type Facet = { value: string; label: string; count: number };
export type ViewAnswer = {
  nodes: NodeRow[]; edges: EdgeRow[];
  roots: { id: string; label: string; total: number; shown: number }[];   // "showing 40 of 1,212 neighbours"
  facets: { types: Facet[]; communities: Facet[]; sources: Facet[]; months: Facet[]; strength: { least: number; most: number } };
  left_out: { nodes: number; edges: number };                             // by the limits of the page
  notes: string[];
};
export type Measure = "npmi" | "g2" | "count";
export type ViewQuery = {
  roots: { id: string; limit: number }[];          // entity ids, or "community:12"
  by: Measure; least: number;                      // least strength, in the measure
  types: string[]; communities: number[];          // none: all
  from: string; until: string; source: string;     // dates as 2024-05-31; source: a folder or host that documents come from
  without: string[];                               // entities taken out by hand
};

export type Sentence = {
  document_id: string; uri: string; title: string; date: string;
  start: number; end: number; text: string;
  spans: [number, number][];                       // of the mentions in `text`
};
export type EvidenceAnswer = { total: number; sentences: Sentence[]; order: "newest" | "strongest" };

export type Mark = { start: number; end: number; entity: string; name: string; type: string; score: number; source: string };
export type DocumentAnswer = DocumentBrief & {
  media_type: string; metadata: Record<string, string>;
  text: string; text_start: number; text_length: number;     // a part of a long text: code points from text_start on
  marks: Mark[];                                              // in this part, with offsets in the whole text, sorted by start
  mentioned: (EntityBrief & { mentions: number; first: number })[];    // of the whole document, most mentions first
};

export type TimelineAnswer = {
  points: { date: string; by: string; document_id: string; uri: string; title: string; sentences: number }[];
  total: number; guessed: number; undated: number;
};

export type PathAnswer = {
  steps: { a: EntityBrief; b: EntityBrief; count: number; docs: number; npmi: number; sentences: Sentence[] }[];
  message: string;                                            // where there is none: how far was looked
};
export type BridgesAnswer = {
  rows: (EntityBrief & { members_left: number; members_right: number; sentences_left: number; sentences_right: number })[];
};

export type WordRow = { left: string; right: string; relation: string };
// Why these names are one: each way a name came to the entity, with the rule in words.
export type NamesAnswer = {
  entity: EntityBrief;
  rows: { surface: string; told: string; rule: string; score: number; link_rule: string; link_score: number; mentions: number; documents: number; document_ids: string[] }[];
  words: { left: string; right: string; score: number; rows: WordRow[] }[];    // each other name against the main one
  kb: string[]; decisions: DecisionRow[];
};
export type PairAnswer = {
  a: EntityBrief; b: EntityBrief; together: boolean; why: string; score: number; band: string;
  words: WordRow[]; guards: string[]; decisions: DecisionRow[];
};

// `names` are those that it judges, by which their entities are found.
export type DecisionRow = { id: string; act: string; at: string; by: string; verdict: string; told: string; why: string; state: string; names?: { name: string; type: string }[] };
export type DecisionsAnswer = { rows: DecisionRow[]; total: number };

export type ReviewSide = {
  name: string; type: string; documents_meant: string[];      // the handle to send back
  entity: EntityBrief; documents: number; sentences_total: number; also: string[]; sentences: Sentence[];
};
export type ReviewItem = {
  key: string; question: "merge?" | "split?"; told: string; left: ReviewSide; right: ReviewSide;
  rule: string; score: number; impact: number; words: WordRow[]; guards: string[];
};
export type ReviewAnswer = { items: ReviewItem[]; total: number };

// What a person decides. `a` and `b` are entity ids; `left` and `right` handles of a ReviewItem.
export type Act =
  | { act: "merge"; a: string; b: string }
  | { act: "apart"; a: string; b: string }
  | { act: "split"; a: string; documents: string[] }
  | { act: "split"; a: string; names: string[] }
  | { act: "rename"; a: string; value: string }
  | { act: "retype"; a: string; value: string }
  | { act: "hide"; a: string }
  | { act: "judge"; verdict: "same" | "different" | "unsure"; left: HandleRow; right: HandleRow; score: number }
  | { act: "undo"; ids: string[] };
export type HandleRow = { name: string; type: string; documents: string[] };
export type ActRequest = Act & { by: string; why: string };
export type ActAnswer = {
  decisions: DecisionRow[]; undo: string;          // the id for an undo of all of it
  followed: boolean; conflicts: string[]; changes: string[];   // in words
  entities: Record<string, string>;                // old id -> the id that it leads to now
  revision: string;
};

// Every failure: `error` says what and the remedy. Status: 400 asked wrongly, 403 not allowed, 404 not there, 409 in use or in
// conflict, 413 too much, 429 too many at once, 503 the graph cannot be read, 504 took too long.
export type Failure = { error: string };
