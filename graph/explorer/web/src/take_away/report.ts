import { periods, grainOf, isGuessed, periodName } from "../about/periods";
import type { DecisionRow, EntityBrief, EntityDetail, EvidenceAnswer, NamesAnswer, TimelineAnswer } from "../types";

/** All that a report of an entity says. `of` is the graph by name and place, `revision` its state, `made` when, as ISO 8601. */
export type ReportFacts = {
  of: string; place: string; revision: string; version: string; made: string;
  entity: EntityDetail;
  names: NamesAnswer | null;
  timeline: TimelineAnswer;
  neighbours: { entity: EntityBrief; count: number; docs: number; npmi: number; g2: number }[];
  neighbours_total: number;
  evidence: EvidenceAnswer;
};

/** A part of a report, before it is written in a format: texts are as they are, escaped nowhere yet. */
export type ReportPart =
  | { kind: "heading"; text: string }
  | { kind: "line"; text: string }
  | { kind: "facts"; rows: [string, string][] }
  | { kind: "table"; head: string[]; rows: string[][]; numbers: number[] }
  | { kind: "sentences"; rows: ReportSentence[] };
export type ReportSentence = { text: string; spans: readonly (readonly [number, number])[]; title: string; uri: string; date: string; start: number; end: number };

/** Return the parts of a report in their order; what there is nothing of is left out. */
export function reportParts(facts: ReportFacts): ReportPart[] {
  const { entity } = facts;
  const parts: ReportPart[] = [{ kind: "facts", rows: about(facts) }];
  if (entity.kb.length) {
    parts.push({ kind: "heading", text: "In knowledge bases" }, {
      kind: "table", head: ["Base", "Id", "Name", "Type", "Description"], numbers: [],
      rows: entity.kb.map((each) => [each.base, each.id, each.name, each.type, each.description]),
    });
  }
  const names = facts.names?.rows ?? [];
  if (names.length) {
    parts.push({ kind: "heading", text: "How documents write it" }, {
      kind: "table", head: ["As written", "Why it is this one", "Score", "Mentions", "Documents"], numbers: [2, 3, 4],
      rows: names.map((each) => [each.surface, each.told || each.rule, Math.min(each.score, each.link_score).toFixed(2), String(each.mentions), String(each.documents)]),
    });
  }
  parts.push(...timelineParts(facts.timeline));
  if (facts.neighbours.length) {
    parts.push(
      { kind: "heading", text: "Strongest neighbours" },
      { kind: "line", text: `${facts.neighbours.length} of ${facts.neighbours_total} entities that stand in a sentence with it, by NPMI.` },
      {
        kind: "table", head: ["Name", "Type", "Sentences", "Documents", "NPMI", "G²", "Id"], numbers: [2, 3, 4, 5],
        rows: facts.neighbours.map(({ entity: each, count, docs, npmi, g2 }) => [
          each.name, each.type, String(count), String(docs), npmi.toFixed(3), g2.toFixed(1), each.id,
        ]),
      },
    );
  }
  parts.push({ kind: "heading", text: "Sentences" });
  const { sentences, total, order } = facts.evidence;
  const left = total - sentences.length;
  parts.push({
    kind: "line",
    text: `${sentences.length} of ${total}, ${order} first${left > 0 ? `; ${left} are left out` : ""}. Numbers are offsets in the document, in code points.`,
  });
  parts.push({ kind: "sentences", rows: sentences });
  const decisions: DecisionRow[] = facts.names?.decisions ?? [];
  if (decisions.length) {
    parts.push({ kind: "heading", text: "What people decided" }, {
      kind: "table", head: ["When", "Who", "What", "Why", "State", "Id"], numbers: [],
      rows: decisions.map((each) => [each.at, each.by, each.told, each.why, each.state, each.id]),
    });
  }
  return parts;
}

/** Whether a document's uri can be a link: only an absolute one of http or https. */
export function isWebAddress(uri: string): boolean {
  if (!/^https?:\/\//iu.test(uri)) return false;
  try {
    return ["http:", "https:"].includes(new URL(uri).protocol);
  } catch {
    return false;
  }
}

function about({ entity, of, place, revision, version, made }: ReportFacts): [string, string][] {
  const rows: [string, string][] = [
    ["Type", entity.type],
    ["Id", entity.id],
    ["Also called", entity.aliases.filter((each) => each !== entity.name).join("; ")],
    ["Sentences", String(entity.windows)],
    ["Documents", String(entity.docs)],
    ["Neighbours", String(entity.degree)],
    ["Dates", [...new Set([entity.first_date, entity.last_date])].filter(Boolean).join(" to ")],
    ["Hidden", entity.hidden ? "yes, left out of listings" : ""],
    ["Graph", [of, place].filter(Boolean).join(", ")],
    ["State of the graph", revision],
    ["Made", [made, version && `by graphmill ${version}`].filter(Boolean).join(" ")],
  ];
  return rows.filter(([, value]) => value);
}

function timelineParts({ points: all, total, guessed, undated }: TimelineAnswer): ReportPart[] {
  const points = all.filter((each) => each.by !== "ingested");
  const { bars, vague } = periods(points, grainOf(points));
  if (!points.length) return [];
  const held = bars.filter((each) => each.sentences > 0);
  const exact = held.map((each) => [periodName(each.key), String(each.sentences), String(each.points.length), each.guessed ? `${each.guessed} by a guessed date` : ""]);
  const rough = vague.map((each) => [periodName(each.date) || "no date", String(each.sentences), "1", isGuessed(each.by) ? "guessed" : "only as exact as this"]);
  const notes = [all.length < total ? `The newest ${all.length} of ${total} documents` : "", guessed ? `${guessed} by a guessed date` : "", undated ? `${undated} without a date of their own are left out` : ""].filter(Boolean);
  return [
    { kind: "heading", text: "Timeline" },
    ...(notes.length ? [{ kind: "line", text: `${notes.join("; ")}.` } as const] : []),
    { kind: "table", head: ["Time", "Sentences", "Documents", "Note"], numbers: [1, 2], rows: [...exact, ...rough] },
  ];
}
