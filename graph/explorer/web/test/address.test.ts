import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, readAddress, readOffset } from "../src/address";

test("an address comes back as it was made, whatever is in its values", () => {
  const names = ["ent_1", "<b>&=#?", "نجيب محفوظ", "a+b c%20", "𝔘𝔫"];
  const { view, values } = readAddress(addressOf("graph", { root: names, by: "npmi", from: "" }));
  assert.equal(view, "graph");
  assert.deepEqual(values.getAll("root"), names);
  assert.equal(values.get("by"), "npmi");
  assert.equal(values.has("from"), false);
});

test("an address that was written by hand is read as far as it can be", () => {
  assert.equal(readAddress("#/%E0%A4%A").view, "%E0%A4%A");
  assert.equal(readAddress("#/entity?id=%E0%A4%A").values.get("id"), "\ufffd%A");
  assert.equal(readAddress("#/found?q=who?").values.get("q"), "who?");
});

test("a place is a whole number that can be asked for, whatever the address tells", () => {
  const read = (at: string) => readOffset(new URLSearchParams({ at }), "at");
  assert.deepEqual(["", "abc", "-3", "1.5", "7", "1e99", "Infinity", "NaN"].map(read), [0, 0, 0, 1, 7, 10_000_000, 10_000_000, 0]);
  assert.equal(readOffset(new URLSearchParams(), "at"), 0);
});

test("the page opens where the address names nothing", () => {
  for (const hash of ["", "#", "#/"]) assert.equal(readAddress(hash).view, "");
});
