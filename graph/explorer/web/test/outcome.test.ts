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

test("the outcome says what was kept, what changed, and what was not followed", () => {
  assert.deepEqual(outcome(ANSWER), { text: "Kept: “A” and “B” are the same. “A” becomes part of “B”.", kind: "info" });
  const against = outcome({ ...ANSWER, followed: false, changes: [], conflicts: ["it contradicts d-0"] });
  assert.equal(against.kind, "warning");
  assert.match(against.text, /Not followed: it contradicts d-0\./u);
  assert.match(outcome({ ...ANSWER, followed: false, changes: [] }).text, /does not follow it yet/u);
  assert.match(outcome({ ...ANSWER, decisions: [], changes: [] }).text, /decided before/u);
});
