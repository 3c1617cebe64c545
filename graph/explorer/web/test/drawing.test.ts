import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestTowards } from "../src/drawing/directions";
import { layOut } from "../src/drawing/layout";
import { drawnName, placeNames, runsRightToLeft } from "../src/drawing/names";
import { edgeId, strengths, type Picture, type Place } from "../src/drawing/picture";
import { pushApart, startPlaces } from "../src/drawing/places";

function star(count: number): Picture {
  const ids = Array.from({ length: count }, (_, at) => `ent_${at}`);
  return {
    nodes: ids.map((id, at) => ({ id, label: id, look: { colour: "#000000", shape: "circle" }, size: 8, root: at === 0 })),
    edges: ids.slice(1).map((id, at) => ({ id: edgeId("ent_0", id), a: "ent_0", b: id, strength: (at % 5) / 5 })),
  };
}

function laidOut(picture: Picture, kept: ReadonlyMap<string, Place> = new Map()): Map<string, Place> {
  const layout = layOut(picture, kept, 700);
  let rounds = 0;
  while (layout.step()) assert.ok(++rounds < 1000, "a layout ends");
  return layout.places;
}

test("the same picture is laid out the same each time", () => {
  assert.deepEqual(laidOut(star(60)), laidOut(star(60)));
});

test("what is drawn already stays where it is when something is added", () => {
  const before = laidOut(star(30));
  const after = laidOut(star(45), before);
  for (const [id, place] of before) assert.deepEqual(after.get(id), place);
  assert.equal(after.size, 45);
});

test("a new node starts beside its neighbours that are there", () => {
  const places = startPlaces(star(3).nodes, star(3).edges, new Map([["ent_0", { x: 500, y: 500 }]]));
  const place = places.get("ent_2") as Place;
  assert.ok(Math.hypot(place.x - 500, place.y - 500) < 40);
});

test("every place is a number, also of nodes without an edge and of the most that are drawn", () => {
  for (const picture of [star(300), { ...star(20), edges: [] }, star(1), { nodes: [], edges: [] }]) {
    for (const { x, y } of laidOut(picture).values()) assert.ok(Number.isFinite(x) && Number.isFinite(y));
  }
});

test("nodes that lie on each other are pushed apart, those that are fixed stay", () => {
  const places = new Map([["a", { x: 0, y: 0 }], ["b", { x: 0, y: 0 }], ["c", { x: 1, y: 0 }]]);
  pushApart(["a", "b", "c"], places, new Set(["a"]), () => 4);
  const at = (id: string) => places.get(id) as Place;
  assert.deepEqual(at("a"), { x: 0, y: 0 });
  for (const [one, other] of [["a", "b"], ["a", "c"], ["b", "c"]] as const) assert.ok(Math.hypot(at(one).x - at(other).x, at(one).y - at(other).y) > 3.9);
});

test("the focus goes to the nearest in a direction, straight ahead before aside, and nowhere where nothing is", () => {
  const others: [string, Place][] = [["right", { x: 10, y: 0 }], ["aside", { x: 5, y: 8 }], ["up", { x: 0, y: 20 }]];
  assert.equal(nearestTowards({ x: 0, y: 0 }, "right", others), "right");
  assert.equal(nearestTowards({ x: 0, y: 0 }, "up", others), "aside");
  assert.equal(nearestTowards({ x: 0, y: 0 }, "left", others), null);
});

test("names never lie on each other, and the important ones come first", () => {
  const candidates = Array.from({ length: 200 }, (_, at) => ({ id: String(at), text: `name ${at}`, x: 20 + ((at * 37) % 760), y: 20 + ((at * 53) % 560), radius: 5 }));
  const placed = placeNames(candidates, (text) => text.length * 7, 16, { width: 800, height: 600 }, 90);
  assert.equal(placed[0]?.id, "0");
  assert.ok(placed.length > 10);
  for (const one of placed) {
    for (const other of placed) {
      if (one !== other) assert.ok(Math.abs(one.y - other.y) >= 16 || one.x + one.width <= other.x || other.x + other.width <= one.x, `${one.text} on ${other.text}`);
    }
  }
});

test("names are drawn on one line, short, and without marks that turn the direction", () => {
  assert.equal(drawnName("two\nlines\t\u202eturned"), "two lines turned");
  assert.equal(Array.from(drawnName("𝔘".repeat(100))).length, 32);
});

test("a name runs as its first letter does", () => {
  assert.ok(runsRightToLeft("«محمد»"));
  assert.ok(runsRightToLeft("12 שלום"));
  assert.ok(!runsRightToLeft("Mara محمد"));
  assert.ok(!runsRightToLeft("2024"));
});

test("strengths go from 0 to 1, and are in the middle where all are alike", () => {
  assert.deepEqual(strengths([-1, 0, 1], false), [0, 0.5, 1]);
  assert.deepEqual(strengths([7, 7], true), [0.5, 0.5]);
  assert.deepEqual(strengths([], true), []);
});
