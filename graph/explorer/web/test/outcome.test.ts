import assert from "node:assert/strict";
import { test } from "node:test";
import { followedAddress, outcome } from "../src/deciding/outcome";
import type { ActAnswer, DecisionRow } from "../src/types";

const ROW: DecisionRow = { id: "d-1", act: "d-1", at: "", by: "Mara", verdict: "same", told: "“A” and “B” are the same", why: "", state: "holds" };
const ANSWER: ActAnswer = { decisions: [ROW], undo: "d-1", followed: true, conflicts: [], changes: ["“A” becomes part of “B”"], entities: {}, revision: "2" };

test("after a decision the address names the entities that the old ids lead to, and keeps all else", () => {
  const entities = { ent_a: "ent_b" };
  assert.equal(followedAddress("#/entity?id=ent_a&part=names", entities), "#/entity?id=ent_b&part=names");
  assert.equal(followedAddress("#/graph?root=40%3Aent_a&root=10%3Aent_c&by=npmi&type=ent_a", entities), "#/graph?root=40%3Aent_b&root=10%3Aent_c&by=npmi&type=ent_a");
  assert.equal(followedAddress("#/review", entities), "#/review");
});

test("what was two in the address and is one stands there once", () => {
  const entities = { ent_a: "ent_b" };
  assert.equal(followedAddress("#/graph?root=40%3Aent_b&root=10%3Aent_a", entities), "#/graph?root=40%3Aent_b");
  assert.equal(followedAddress("#/pair?a=ent_a&b=ent_b", entities), "#/entity?id=ent_b");
  assert.equal(followedAddress("#/pair?a=ent_a&b=ent_c", entities), "#/pair?a=ent_b&b=ent_c");
});

test("an id that is the name of something every object has leads nowhere else", () => {
  assert.equal(followedAddress("#/entity?id=constructor", {}), "#/entity?id=constructor");
});

test("the outcome says what was decided, what changed, and what is not followed, without ids", () => {
  const changes = ["dec_0a1b2c3d4e5f-2: “A” (person) and “B” (person) are the same", "merged: B (person, ent_0123456789abcdef) into A (person, ent_fedcba9876543210)"];
  assert.deepEqual(outcome({ ...ANSWER, changes }), { text: "“A” (person) and “B” (person) are the same; Merged: B (person) into A (person).", kind: "info" });
  const against = outcome({ ...ANSWER, changes, followed: false, conflicts: ["not followed: dec_1: it contradicts dec_0"] });
  assert.equal(against.kind, "warning");
  assert.match(against.text, / Not followed: dec_1: it contradicts dec_0\.$/u);
  assert.match(outcome({ ...ANSWER, followed: false, changes: [] }).text, /^“A” and “B” are the same\. The graph does not follow it yet\.$/u);
});

test("what was taken back is said by what it said, not by its id", () => {
  const changes = ["dec_1a: dec_2b-1 no longer holds: “A” (person) is hidden", "changed: hidden of ent_1 from yes to none"];
  assert.equal(outcome({ ...ANSWER, changes }).text, "Taken back: “A” (person) is hidden; Changed: hidden of ent_1 from yes to none.");
});

test("the several judgements of one act are counted, and what they did to the graph is said", () => {
  const changes = ["dec_1a-1: “A” and “B” are the same", "dec_1a-2: “A” and “C” are different", "split: A (person, ent_1) out of C (person, ent_2)"];
  assert.equal(outcome({ ...ANSWER, changes }).text, "2 judgements kept; Split: A (person) out of C (person).");
  const back = ["dec_2b-1: dec_1a-1 no longer holds: “A” and “B” are the same", "dec_2b-2: dec_1a-2 no longer holds: “A” and “C” are different"];
  assert.equal(outcome({ ...ANSWER, changes: back }).text, "2 judgements taken back.");
});

test("of very many changes the first are said and the rest is counted", () => {
  const changes = Array.from({ length: 12 }, (_, place) => `moved: “${place}” of a to b`);
  assert.match(outcome({ ...ANSWER, changes }).text, /“3” of a to b; and 8 more\.$/u);
});
