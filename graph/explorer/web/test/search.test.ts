import assert from "node:assert/strict";
import { test } from "node:test";
import { matches } from "../src/parts/marked";
import { subjectOf } from "../src/parts/moving";
import { howFound, keepingDeep, optionsOf, sentenceAddress } from "../src/parts/search_options";
import type { FoundEntity, SearchAnswer, Sentence } from "../src/types";

const entity = (given: Partial<FoundEntity>): FoundEntity => ({ id: "ent_1", name: "Ada Lovelace", type: "person", windows: 1, docs: 1, hidden: false, match: "words", matched: "Ada Lovelace", score: 1, kb_ids: [], ...given });
const sentence: Sentence = { document_id: "doc_1", uri: "a.txt", title: "", date: "", start: 100, end: 120, text: "then Ada wrote", spans: [[5, 8]] };
const answer = (given: Partial<SearchAnswer>): SearchAnswer => ({ entities: [], documents: [], sentences: [], more: { entities: false, documents: false, sentences: false }, note: "", ...given });

test("what was asked for is marked at the beginning of words, whatever the case and the accents", () => {
  assert.deepEqual(matches("Müller und Mullen", "mul"), [[0, 3], [11, 14]]);
  assert.deepEqual(matches("𝔄 Ada", "ada"), [[2, 5]]);
  assert.deepEqual(matches("Canada", "ada"), []);
});

test("an entity says how it was found where its name does not show it", () => {
  assert.equal(howFound(entity({})), "");
  assert.equal(howFound(entity({ matched: "Ada Byron" })), "also Ada Byron");
  assert.equal(howFound(entity({ match: "id" })), "ent_1");
  assert.equal(howFound(entity({ match: "knowledge base", kb_ids: ["Q7259"] })), "Q7259");
});

test("entities come first and open in the graph, sentences open their document at the mark", () => {
  const options = optionsOf(answer({ entities: [entity({})], sentences: [sentence] }));
  assert.deepEqual(options.map(({ kind }) => kind), ["entity", "sentence"]);
  assert.match(options[0]?.href ?? "", /^#\/graph\?root=40%3Aent_1&pick=ent_1$/);
  assert.equal(sentenceAddress(sentence), "#/document?id=doc_1&at=105");
});

test("documents and sentences of the last words stay until those of the new ones are found", () => {
  const kept = keepingDeep(answer({ entities: [entity({ id: "new" })] }), answer({ entities: [entity({})], sentences: [sentence], more: { entities: true, documents: false, sentences: true } }));
  assert.deepEqual(kept.entities.map(({ id }) => id), ["new"]);
  assert.equal(kept.sentences.length, 1);
  assert.deepEqual(kept.more, { entities: false, documents: false, sentences: true });
});

test("another place in a document is the same subject, another document is not", () => {
  const at = (view: string, query: string) => subjectOf({ view, values: new URLSearchParams(query) });
  assert.equal(at("document", "id=1&at=5"), at("document", "id=1&at=90&hide=date"));
  assert.notEqual(at("document", "id=1"), at("document", "id=2"));
  assert.notEqual(at("document", "id=1"), at("entity", "id=1"));
});
