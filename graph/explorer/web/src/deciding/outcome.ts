import type { Act, ActAnswer } from "../types";

const SHOWN = 4;
const DECIDED = /^dec_[0-9a-f]+(-\d+)?:? /u;
// The names under which addresses hold entity ids; "root" holds them behind a limit, as 40:ent_1.
const HOLDS_IDS = new Set(["id", "a", "b", "entity", "root", "pick", "left", "right", "without", "avoid"]);

/** Return the address in which each entity id is the one that it leads to now; what was two and is one is named once. */
export function followedAddress(hash: string, entities: Record<string, string>): string {
  const [path = "", query = ""] = hash.split("?", 2);
  if (!query) return hash;
  const values = new URLSearchParams();
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const at = name === "root" ? value.indexOf(":") + 1 : 0;
    const id = value.slice(at);
    const now = HOLDS_IDS.has(name) && Object.hasOwn(entities, id) ? value.slice(0, at) + entities[id] : value;
    // Only what changed can have become one with another: a pair's two sides stay two values.
    const key = `${name} ${now.slice(at)}`;
    if (now !== value && name !== "a" && name !== "b" && seen.has(key)) continue;
    seen.add(key);
    values.append(name, now);
  }
  const [a, b] = [values.get("a"), values.get("b")];
  if (path === "#/pair" && a && a === b) return `#/entity?${new URLSearchParams({ id: a })}`;
  return `${path}?${values}`;
}

/** Say in words what came of a decision: what was decided, what changed in the graph, and what is not followed. */
export function outcome(answer: ActAnswer): { text: string; kind: "info" | "warning" } {
  const decided = answer.changes.filter((each) => DECIDED.test(each)).map(plainly);
  const followed = answer.changes.filter((each) => !DECIDED.test(each)).map(plainly);
  // A split is many judgements of one act, each as long as its documents: what they did to the graph says more.
  const back = decided.every((each) => each.startsWith("Taken back: "));
  const shown = decided.length > 1 ? [`${decided.length} judgements ${back ? "taken back" : "kept"}`] : decided;
  shown.push(...followed.slice(0, SHOWN));
  if (followed.length > SHOWN) shown.push(`and ${followed.length - SHOWN} more`);
  const parts = [shown.join("; ") || answer.decisions.map((each) => each.told).join("; "), ...answer.conflicts.map(plainly)].filter(Boolean);
  if (!answer.followed && !answer.conflicts.length) parts.push("The graph does not follow it yet");
  return { text: parts.map((each) => (/[.!?]$/u.test(each) ? each : `${each}.`)).join(" "), kind: answer.followed ? "info" : "warning" };
}

/** Return a line of an answer as it is said in passing: without the ids that the ledger and the entity's page show. */
export function plainly(line: string): string {
  const told = line.replace(/^(dec_[0-9a-f]+(-\d+)?:? )+/u, "").replace(/^no longer holds: /u, "taken back: ").replace(/, ent_[0-9a-f]+(?=\))/gu, "");
  return told.charAt(0).toUpperCase() + told.slice(1);
}

/** What a button that sends an act says while it works. */
export const WORKING: Record<Act["act"], string> = {
  merge: "Merging: the graph is linked anew…",
  apart: "Keeping apart: the graph is linked anew…",
  split: "Splitting: the graph is linked anew…",
  rename: "Renaming…",
  retype: "Changing the type: the graph is linked anew…",
  hide: "Hiding…",
  judge: "Deciding: the graph is linked anew…",
  undo: "Taking back: the graph is linked anew…",
};
