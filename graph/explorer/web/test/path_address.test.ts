import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress } from "../src/address";
import { pathAddress, readAvoided } from "../src/graph/path_address";

const TYPES = ["person", "date", "location"];
const again = (avoid: readonly string[], types = TYPES) => readAvoided(readAddress(pathAddress("ent_1", "ent_2", avoid, types)).values, types);

test("a path avoids dates where nobody says otherwise, and its address says nothing of it", () => {
  assert.deepEqual(readAvoided(new URLSearchParams(), TYPES), ["date"]);
  assert.equal(pathAddress("ent_1", "ent_2", ["date"], TYPES), "#/path?a=ent_1&b=ent_2");
});

test("whatever is to be avoided comes back from the address, nothing as well", () => {
  for (const avoid of [[], ["date"], ["person"], ["date", "person"], ["ent_3"]]) assert.deepEqual(again(avoid), avoid);
});

test("a graph without dates avoids nothing", () => {
  assert.deepEqual(readAvoided(new URLSearchParams(), ["person"]), []);
  assert.deepEqual(again([], ["person"]), []);
});
