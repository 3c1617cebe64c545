import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress } from "../src/address";
import { collapsed, expanded, graphAddress, isFiltered, onlyAround, picked, readGraphState, takenOut, withoutFilters, type GraphState } from "../src/graph/address";

const HOSTILE = ["<script>alert(1)</script>", "a&b=c#d?e", "“quotes\" and 'more'", "نجيب محفوظ", "line\nbreak", "40:ent_x", "50%+1"];
const read = (query: string) => readGraphState(new URLSearchParams(query));
const FULL: GraphState = {
  roots: [{ id: "ent_a", limit: 40 }, { id: "community:3", limit: 60 }], by: "g2", least: 2.5, types: HOSTILE, communities: [0, 3],
  from: "2024-01", until: "2024-12-31", source: HOSTILE[1] ?? "", without: ["ent_z"], picks: ["ent_a", "ent_b"], table: true,
};

test("a view of the graph comes back from its address as it was, whatever is in it", () => {
  assert.deepEqual(readGraphState(readAddress(graphAddress(FULL)).values), FULL);
});

test("one view has one address: what is as always is not told", () => {
  assert.equal(graphAddress(read("root=40:ent_a&by=npmi&least=0&table=0")), "#/graph?root=40%3Aent_a");
});

test("an address that tells nonsense is read as something that can be asked", () => {
  const state = read("root=&root=ent_a&root=many:ent_b&root=12:&by=love&least=many&community=x&community=-2&community=1&from=yesterday&until=2024-05-01'--&pick=a&pick=b&pick=c&pick=a");
  assert.deepEqual(state.roots, [{ id: "ent_a", limit: 40 }, { id: "many:ent_b", limit: 40 }, { id: "12:", limit: 40 }]);
  assert.equal(state.by, "npmi");
  assert.equal(state.least, 0);
  assert.deepEqual(state.communities, [1]);
  assert.equal(state.from + state.until, "");
  assert.deepEqual(state.picks, ["a", "b"]);
  const far = read("root=99999:ent_a&least=1e99&community=99999999999999");
  assert.deepEqual([far.roots, far.least, far.communities], [[{ id: "ent_a", limit: 300 }], 1e12, []]);
});

test("no root asks for more than the page draws, and an id stands there once", () => {
  assert.deepEqual(read("root=9000:ent_a&root=20:ent_b&root=30:ent_b").roots, [{ id: "ent_a", limit: 300 }, { id: "ent_b", limit: 30 }]);
});

test("expanding adds a root, and again asks it for more, up to the most", () => {
  let state = expanded(read("root=40:ent_a"), "ent_b");
  assert.deepEqual(state.roots, [{ id: "ent_a", limit: 40 }, { id: "ent_b", limit: 20 }]);
  state = expanded(state, "ent_b");
  assert.equal(state.roots[1]?.limit, 40);
  assert.equal(expanded(read("root=295:ent_a"), "ent_a").roots[0]?.limit, 300);
});

test("collapsing takes a root away, but never the last", () => {
  assert.deepEqual(collapsed(read("root=40:ent_a&root=20:ent_b"), "ent_a").roots, [{ id: "ent_b", limit: 20 }]);
  assert.equal(collapsed(read("root=40:ent_a"), "ent_a").roots.length, 1);
});

test("what is taken out is neither root nor picked, and stays out when filters change", () => {
  const state = takenOut(read("root=40:ent_a&root=20:ent_b&pick=ent_b"), "ent_b");
  assert.deepEqual([state.roots.map(({ id }) => id), state.picks, state.without], [["ent_a"], [], ["ent_b"]]);
  assert.ok(isFiltered(state));
  assert.deepEqual(withoutFilters(state).without, []);
});

test("what the graph is drawn around is not taken out", () => {
  const state = read("root=40:ent_a");
  assert.equal(takenOut(state, "ent_a"), state);
});

test("an entity shown alone is no longer out", () => {
  const state = onlyAround(read("root=40:ent_a&without=ent_b&type=person"), "ent_b");
  assert.deepEqual([state.roots, state.without, state.types], [[{ id: "ent_b", limit: 40 }], [], ["person"]]);
});

test("a click picks one, with Shift a second, and again lets go", () => {
  const none = read("root=40:ent_a");
  const one = picked(none, "ent_a", false);
  assert.deepEqual(one.picks, ["ent_a"]);
  assert.deepEqual(picked(one, "ent_a", false).picks, []);
  const two = picked(one, "ent_b", true);
  assert.deepEqual(two.picks, ["ent_a", "ent_b"]);
  assert.deepEqual(picked(two, "ent_c", true).picks, ["ent_a", "ent_c"]);
  assert.deepEqual(picked(two, "ent_b", true).picks, ["ent_a"]);
  assert.deepEqual(picked(two, "ent_b", false).picks, ["ent_b"]);
});
