import { askNeighbours } from "../about/neighbours";
import type { Page } from "../context";
import type { EvidenceAnswer, Sentence } from "../types";
import type { ReportFacts } from "./report";

const NEIGHBOURS = 50;
const SENTENCES = 300;
const PAGE = 50;

/** Ask for all that a report of an entity says: its strongest 50 neighbours and 300 sentences, newest first, at most. */
export async function askReport({ source, project, pulse }: Page, id: string): Promise<ReportFacts> {
  const [entity, names, timeline, neighbours, evidence] = await Promise.all([
    source.entity(id),
    source.names(id),
    source.timeline([id]),
    askNeighbours(source, id, "npmi", NEIGHBOURS),
    allEvidence((offset, limit) => source.evidence([id], { order: "newest", offset, limit })),
  ]);
  return {
    of: project.name, place: project.place, version: project.version, revision: pulse.as_of || project.as_of || pulse.revision,
    made: new Date().toISOString(), entity, names, timeline, neighbours: neighbours.rows, neighbours_total: neighbours.total, evidence,
  };
}

async function allEvidence(ask: (offset: number, limit: number) => Promise<EvidenceAnswer>): Promise<EvidenceAnswer> {
  const sentences: Sentence[] = [];
  let total = 0;
  do {
    const answer = await ask(sentences.length, Math.min(PAGE, SENTENCES - sentences.length));
    total = answer.total;
    if (!answer.sentences.length) break;
    sentences.push(...answer.sentences);
  } while (sentences.length < total && sentences.length < SENTENCES);
  return { total, sentences, order: "newest" };
}
