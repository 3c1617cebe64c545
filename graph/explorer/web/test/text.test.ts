import assert from "node:assert/strict";
import { test } from "node:test";
import { oneLine } from "../src/parts/text";

test("a name is one line, whatever breaks it", () => {
  assert.equal(oneLine(" Two\nlines\r\nand\ttabs\u2028more "), "Two lines and tabs more");
});

test("a name of which nothing is seen is none, so that its id stands in its place", () => {
  for (const name of ["", " ", "\u200b\u200b", "\u0301", "\u202e\u202c", "\u0000"]) assert.equal(oneLine(name), "", JSON.stringify(name));
});

test("marks on a letter stay as they are in any script, and do not pile up over other lines", () => {
  for (const name of ["a\u0301", "\u0e01\u0e33\u0e48", "\u05e9\u05c1\u05b8\u05bc", "\u{1f469}\u200d\u{1f469}\u200d\u{1f467}", "\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f"]) assert.equal(oneLine(name), name);
  assert.equal(oneLine(`Z${"\u0301".repeat(400)}algo`), `Z${"\u0301".repeat(6)}algo`);
});
