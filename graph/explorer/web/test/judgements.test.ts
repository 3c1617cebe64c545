import assert from "node:assert/strict";
import { test } from "node:test";
import { Judgements } from "../src/deciding/judgements";
import type { ActAnswer, ActRequest, ReviewItem, ReviewSide } from "../src/types";

/** A ledger that answers when it is told to. */
class Ledger {
  readonly asked: ActRequest[] = [];
  private readonly answers: { here(answer: ActAnswer): void; failed(error: Error): void }[] = [];
  send = (request: ActRequest) => {
    this.asked.push(request);
    return new Promise<ActAnswer>((here, failed) => this.answers.push({ here, failed }));
  };
  async answer(undo = "d"): Promise<void> {
    this.answers.shift()?.here({ decisions: [], undo, followed: true, conflicts: [], changes: [], entities: {}, revision: "" });
    await settled();
  }
  async fail(message: string): Promise<void> {
    this.answers.shift()?.failed(new Error(message));
    await settled();
  }
}

const settled = () => new Promise((done) => setImmediate(done));

function question(key: string): ReviewItem {
  const side = (name: string): ReviewSide => ({
    name, type: "person", documents_meant: [`${name}.txt`], documents: 1, sentences_total: 1, also: [], sentences: [],
    entity: { id: `ent_${name}`, name, type: "person", windows: 1, docs: 1, hidden: false },
  });
  return { key, question: "merge?", told: "", left: side(`${key}-left`), right: side(`${key}-right`), rule: "typo", score: 0.9, impact: 1, words: [], guards: [] };
}

const verdicts = (ledger: Ledger) => ledger.asked.map((each) => (each.act === "judge" ? each.verdict : each.act));

const judged = (judgements: Judgements, ...keys: string[]) => keys.forEach((key) => judgements.judge(question(key), "same", "Mara", ""));
const names = (ledger: Ledger) => ledger.asked.map((each) => (each.act === "judge" ? each.left.name.replace("-left", "") : each.act));

/** Judgements that are sent without a pause between them. */
const together = (ledger: Ledger) => new Judgements(ledger.send, () => {}, () => {}, 0);

test("side by side each is sent a moment after the one before, so that they arrive in their order", async () => {
  const ledger = new Ledger();
  const judgements = new Judgements(ledger.send, () => {}, () => {}, 5);
  judged(judgements, "one", "two", "three");
  assert.deepEqual(names(ledger), ["one"]);
  while (ledger.asked.length < 3) await new Promise((done) => setTimeout(done, 1));
  assert.deepEqual(names(ledger), ["one", "two", "three"]);
});

test("judgements are sent in their order, four side by side, with the handles of the question", async () => {
  const ledger = new Ledger();
  const judgements = together(ledger);
  judgements.judge(question("one"), "same", "Mara", "one and the same");
  judgements.judge(question("two"), "different", "Mara", "");
  assert.deepEqual(verdicts(ledger), ["same", "different"]);
  judged(judgements, "three", "four", "five", "six");
  assert.deepEqual(names(ledger), ["one", "two", "three", "four"]);
  assert.equal(judgements.unsent, 6);
  await ledger.answer();
  assert.deepEqual(names(ledger), ["one", "two", "three", "four", "five"]);
  for (let left = 5; left > 0; left--) await ledger.answer();
  assert.equal(judgements.unsent, 0);
  assert.deepEqual(judgements.all.map((each) => each.state), Array(6).fill("kept"));
  assert.deepEqual(judgements.all.map((each) => each.item.key), ["one", "two", "three", "four", "five", "six"]);
  assert.deepEqual(ledger.asked[0], {
    act: "judge", verdict: "same", by: "Mara", why: "one and the same", score: 0.9,
    left: { name: "one-left", type: "person", documents: ["one-left.txt"] }, right: { name: "one-right", type: "person", documents: ["one-right.txt"] },
  });
});

test("after a failure nothing is lost: what is on its way arrives, and the rest waits until that one is sent again", async () => {
  const ledger = new Ledger();
  const judgements = together(ledger);
  judged(judgements, "one", "two", "three", "four", "five", "six");
  await ledger.fail("The graph is in use.");
  assert.equal(judgements.stuck?.item.key, "one");
  assert.equal(judgements.stuck?.error, "The graph is in use.");
  for (let left = 3; left > 0; left--) await ledger.answer();
  assert.deepEqual(names(ledger), ["one", "two", "three", "four"]);
  assert.equal(judgements.unsent, 3);
  judgements.retry();
  assert.deepEqual(names(ledger).slice(4), ["one", "five", "six"]);
  for (let left = 3; left > 0; left--) await ledger.answer();
  assert.equal(judgements.stuck, null);
  assert.equal(judgements.unsent, 0);
});

test("several that fail together are sent again or given up one by one", async () => {
  const ledger = new Ledger();
  const judgements = together(ledger);
  judged(judgements, "one", "two", "three");
  for (const reason of ["No.", "", "No!"]) await ledger.fail(reason);
  assert.equal(judgements.stuck?.item.key, "one");
  judgements.giveUp();
  assert.equal(judgements.stuck?.item.key, "two");
  judgements.retry();
  await ledger.answer();
  assert.equal(judgements.stuck?.item.key, "three");
  judgements.giveUp();
  assert.deepEqual(names(ledger), ["one", "two", "three", "two"]);
  assert.deepEqual(judgements.all.map((each) => each.state), ["undone", "kept", "undone"]);
  assert.equal(judgements.unsent, 0);
});

test("what waits is taken back without being sent, what is kept or on its way by an undo after it", async () => {
  const ledger = new Ledger();
  const judgements = together(ledger);
  judged(judgements, "one", "two", "three", "four", "five");
  const [one, , , , five] = judgements.all;
  assert.ok(one && five);
  judgements.takeBack(five);
  judgements.takeBack(one);
  judgements.takeBack(one);
  judged(judgements, "six");
  for (const each of ["1", "2", "3"]) await ledger.answer(`d-${each}`);
  assert.deepEqual(names(ledger), ["one", "two", "three", "four"]);
  await ledger.answer("d-4");
  // Alone: what came after it waits for it.
  assert.deepEqual(names(ledger).slice(4), ["undo"]);
  assert.deepEqual(ledger.asked[4], { act: "undo", ids: ["d-1"], by: "Mara", why: "" });
  await ledger.answer("d-5");
  await ledger.answer("d-6");
  assert.deepEqual(names(ledger).slice(4), ["undo", "six"]);
  assert.deepEqual(judgements.all.map((each) => each.state), ["undone", "kept", "kept", "kept", "undone", "kept"]);
  assert.equal(judgements.unsent, 0);
});

test("a question that is judged anew is not sent before its undo is done", async () => {
  const ledger = new Ledger();
  const judgements = together(ledger);
  judged(judgements, "one");
  const [first] = judgements.all;
  assert.ok(first);
  judgements.takeBack(first);
  judged(judgements, "one");
  assert.deepEqual(names(ledger), ["one"]);
  await ledger.answer();
  assert.deepEqual(names(ledger), ["one", "undo"]);
  await ledger.answer();
  assert.deepEqual(names(ledger), ["one", "undo", "one"]);
});

test("who watches is told of every change", async () => {
  const ledger = new Ledger();
  const judgements = together(ledger);
  const seen: number[] = [];
  const stop = judgements.watch(() => seen.push(judgements.unsent));
  judgements.judge(question("one"), "same", "Mara", "");
  await ledger.answer();
  assert.equal(seen[0], 1);
  assert.equal(seen.at(-1), 0);
  stop();
  judgements.judge(question("two"), "same", "Mara", "");
  assert.equal(seen.at(-1), 0);
});
