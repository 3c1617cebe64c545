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

test("judgements are sent one after the other, in their order, with the handles of the question", async () => {
  const ledger = new Ledger();
  const judgements = new Judgements(ledger.send);
  judgements.judge(question("one"), "same", "Mara", "one and the same");
  judgements.judge(question("two"), "different", "Mara", "");
  assert.deepEqual(verdicts(ledger), ["same"]);
  assert.equal(judgements.unsent, 2);
  await ledger.answer();
  assert.deepEqual(verdicts(ledger), ["same", "different"]);
  await ledger.answer();
  assert.equal(judgements.unsent, 0);
  assert.deepEqual(judgements.all.map((each) => each.state), ["kept", "kept"]);
  assert.deepEqual(ledger.asked[0], {
    act: "judge", verdict: "same", by: "Mara", why: "one and the same", score: 0.9,
    left: { name: "one-left", type: "person", documents: ["one-left.txt"] }, right: { name: "one-right", type: "person", documents: ["one-right.txt"] },
  });
});

test("after a failure nothing is lost: the rest waits until that one is sent again", async () => {
  const ledger = new Ledger();
  const judgements = new Judgements(ledger.send);
  const [one, two] = [question("one"), question("two")];
  judgements.judge(one, "same", "Mara", "");
  judgements.judge(two, "unsure", "Mara", "");
  await ledger.fail("The graph is in use.");
  assert.equal(judgements.stuck?.item.key, "one");
  assert.equal(judgements.stuck?.error, "The graph is in use.");
  assert.deepEqual(verdicts(ledger), ["same"]);
  judgements.retry();
  await ledger.answer();
  await ledger.answer();
  assert.deepEqual(verdicts(ledger), ["same", "same", "unsure"]);
  assert.equal(judgements.stuck, null);
  assert.equal(judgements.unsent, 0);
});

test("a judgement that is given up lets the rest go on", async () => {
  const ledger = new Ledger();
  const judgements = new Judgements(ledger.send);
  judgements.judge(question("one"), "same", "Mara", "");
  judgements.judge(question("two"), "different", "Mara", "");
  await ledger.fail("No such name.");
  judgements.giveUp();
  await ledger.answer();
  assert.deepEqual(verdicts(ledger), ["same", "different"]);
  assert.deepEqual(judgements.all.map((each) => each.state), ["undone", "kept"]);
});

test("what waits is taken back without being sent, what is kept or on its way by an undo after it", async () => {
  const ledger = new Ledger();
  const judgements = new Judgements(ledger.send);
  judgements.judge(question("one"), "same", "Mara", "");
  judgements.judge(question("two"), "different", "Mara", "");
  const [one, two] = judgements.all;
  assert.ok(one && two);
  judgements.takeBack(two);
  judgements.takeBack(one);
  judgements.takeBack(one);
  await ledger.answer("d-1");
  await ledger.answer("d-2");
  assert.deepEqual(verdicts(ledger), ["same", "undo"]);
  assert.deepEqual(ledger.asked[1], { act: "undo", ids: ["d-1"], by: "Mara", why: "" });
  assert.deepEqual(judgements.all.map((each) => each.state), ["undone", "undone"]);
  assert.equal(judgements.unsent, 0);
});

test("who watches is told of every change", async () => {
  const ledger = new Ledger();
  const judgements = new Judgements(ledger.send);
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
