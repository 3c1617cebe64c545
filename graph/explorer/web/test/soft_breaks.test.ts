import assert from "node:assert/strict";
import { test } from "node:test";
import { piecesOf, softBreaks } from "../src/reading/soft_breaks";

const LINE = "A line that its page ended where the width of a letter ended, about";

test("a line break within running text is soft, one that its author wanted is not", () => {
  assert.deepEqual([...softBreaks(`${LINE}\nhere.`)], [LINE.length]);
  assert.equal(softBreaks("To: Mara Lindqvist\nFrom: Jack Tull\nSubject: the gate").size, 0);
  for (const next of ["- an item", "1. an item", "> what was said", "| a | b |", "    indented", "a   b   c"]) assert.equal(softBreaks(`${LINE}\n${next}`).size, 0, next);
  assert.equal(softBreaks(`${LINE}\n\nhere.`).size, 0);
});

test("pieces together are the text, with its soft breaks on their own", () => {
  const paragraph = `𝔘𝔫 ${LINE}\nhere.\nMara`;
  const soft = softBreaks(paragraph);
  const cut = 20;
  const pieces = [...piecesOf(paragraph.slice(0, cut), 0, soft), ...piecesOf(paragraph.slice(cut), cut, soft)];
  assert.equal(pieces.map(({ text }) => text).join(""), paragraph);
  assert.deepEqual(pieces.filter(({ soft }) => soft).map(({ text }) => text), ["\n"]);
});
