import assert from "node:assert/strict";
import { test } from "node:test";
import { paragraphsOf, type PlacedMark, placeOf } from "../src/reading/segments";

const mark = (start: number, end: number, entity = `${start}-${end}`): PlacedMark => ({ start, end, entity, name: entity, type: "person", taken: "person", score: 1, source: "model" });
const whole = (paragraphs: ReturnType<typeof paragraphsOf>) => paragraphs.flatMap(({ segments }) => segments.map(({ text }) => text)).join("");
const covered = (paragraphs: ReturnType<typeof paragraphsOf>, entity: string) =>
  paragraphs.flatMap(({ segments }) => segments.filter(({ marks }) => marks.some((each) => each.entity === entity)).map(({ text }) => text)).join("");

test("marks are cut by code points, so that letters outside of the first plane shift nothing", () => {
  const text = "𝔄𝔟 met Ada 😀 and Bo.";
  const paragraphs = paragraphsOf(text, 0, [mark(0, 2), mark(7, 10), mark(17, 19)], null);
  assert.equal(whole(paragraphs), text);
  assert.equal(covered(paragraphs, "0-2"), "𝔄𝔟");
  assert.equal(covered(paragraphs, "7-10"), "Ada");
  assert.equal(covered(paragraphs, "17-19"), "Bo");
});

test("marks that overlap, nest or are alike leave the text as it is, and each covers its own", () => {
  const text = "Bank of New York Mellon";
  const marks = [mark(0, 16), mark(8, 16, "place"), mark(12, 23), mark(0, 16, "again"), mark(5, 5)];
  const paragraphs = paragraphsOf(text, 0, marks, null);
  assert.equal(whole(paragraphs), text);
  assert.equal(covered(paragraphs, "0-16"), "Bank of New York");
  assert.equal(covered(paragraphs, "place"), "New York");
  assert.equal(covered(paragraphs, "12-23"), "York Mellon");
  const shortest = paragraphs[0]?.segments.find(({ text: each }) => each === "New ")?.marks[0];
  assert.equal(shortest?.entity, "place");
});

test("a part of a long text keeps the offsets of the whole, and marks beyond its edges are cut", () => {
  const paragraphs = paragraphsOf("world of", 100, [mark(90, 102), mark(106, 140), mark(1, 5)], null);
  assert.equal(whole(paragraphs), "world of");
  assert.equal(covered(paragraphs, "90-102"), "wo");
  assert.equal(covered(paragraphs, "106-140"), "of");
  assert.equal(covered(paragraphs, "1-5"), "");
});

test("paragraphs begin after an empty line, and no line break is lost", () => {
  const text = "Title\r\n\r\nFirst line\nsecond line\n\n\n  \nلغة";
  const paragraphs = paragraphsOf(text, 0, [], null);
  assert.equal(whole(paragraphs), text);
  assert.deepEqual(paragraphs.map(({ segments }) => segments[0]?.text.trim()), ["Title", "First line\nsecond line", "لغة"]);
});

test("a mark over two paragraphs is marked in both", () => {
  const paragraphs = paragraphsOf("New\n\nYork", 0, [mark(0, 9)], null);
  assert.equal(paragraphs.length, 2);
  assert.equal(covered(paragraphs, "0-9"), "New\n\nYork");
});

test("the place asked for is the shortest mark on it, else the word at it", () => {
  const text = "The Bank of New York opened.";
  const marks = [mark(4, 20), mark(12, 20)];
  assert.deepEqual(placeOf(text, 0, marks, 13), [12, 20]);
  assert.deepEqual(placeOf(text, 0, marks, 23), [21, 27]);
  assert.deepEqual(placeOf(text, 0, marks, 27), [27, 28]);
  assert.equal(placeOf(text, 0, marks, 99), null);
});

test("the paragraph of the place asked for is known by it", () => {
  const paragraphs = paragraphsOf("One.\n\nTwo Ada.", 0, [mark(10, 13)], [10, 13]);
  assert.deepEqual(paragraphs.map(({ here }) => here), [false, true]);
});
