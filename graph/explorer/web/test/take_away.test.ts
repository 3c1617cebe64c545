import assert from "node:assert/strict";
import { test } from "node:test";
import Graph from "graphology";
import { parse } from "graphology-gexf";
import { DOMParser } from "@xmldom/xmldom";
import { themeOf } from "../src/drawing/theme";
import { cypher, cypherString } from "../src/take_away/cypher";
import { csv, safeCell, tsv } from "../src/take_away/delimited";
import { gexf } from "../src/take_away/gexf";
import { fileName } from "../src/take_away/saving";
import { edgeSheet, entitySheet, json, type Selection } from "../src/take_away/selection";
import { svg } from "../src/take_away/svg";

const HOSTILE = ["<script>alert(1)</script>", "=1+1", "say \"no\"", "it's \\ over\\", "نجيب محفوظ", "two\nlines\tand a tab", "]]><b>&amp;", "null\u0000 and \ud800 half", "‮evil"];

const SELECTION: Selection = {
  title: HOSTILE[0] ?? "",
  nodes: HOSTILE.map((name, at) => ({ id: `ent_${at}`, name, type: at % 2 ? "person" : "a<b", windows: at + 1, docs: 1, hidden: false, degree: 2, community: -1, root: at === 0 })),
  edges: [{ a: "ent_0", b: "ent_1", count: 3, docs: 2, npmi: -0.25, g2: 4.5 }, { a: "ent_2", b: "ent_8", count: 1, docs: 1, npmi: 0.5, g2: 1 }],
  places: new Map(HOSTILE.map((_, at) => [`ent_${at}`, { x: 10 * at, y: (at * 7) % 20 }])),
  look: () => ({ colour: "#0072b2", shape: "star" }),
};

function parsed(xml: string): Document {
  const stop = (message: string) => { throw new Error(message); };
  return new DOMParser({ errorHandler: { warning: stop, error: stop, fatalError: stop } }).parseFromString(xml, "application/xml");
}

test("no name becomes a formula in a spreadsheet, and numbers stay numbers", () => {
  for (const each of ["=1+1", "+1", "-1", "@a", "＝1", "＋1", "－1", "＠a", "\t=1", "\r=1", "\n=1", "'=1"]) assert.equal(safeCell(each), `'${each}`);
  assert.equal(safeCell("Mara = Lindqvist"), "Mara = Lindqvist");
  assert.equal(safeCell(-0.25), "-0.25");
});

test("a name with commas, quotes and lines is one cell of CSV", () => {
  const text = csv({ columns: ["name", "n"], rows: [["a, \"b\"\nc", 1], ["plain", 2]] });
  assert.equal(text, "\ufeffname,n\r\n\"a, \"\"b\"\"\nc\",1\r\nplain,2\r\n");
});

test("a name with tabs and lines is one cell of TSV", () => {
  assert.equal(tsv({ columns: ["name"], rows: [["a\tb\r\nc\u2028d"], ["=1"]] }), "name\na b c d\n'=1\n");
});

test("tables hold every entity and edge, with the names of both ends", () => {
  assert.equal(entitySheet(SELECTION).rows.length, HOSTILE.length);
  assert.deepEqual(edgeSheet(SELECTION).rows[0], ["ent_0", HOSTILE[0], "ent_1", HOSTILE[1], 3, 2, -0.25, 4.5]);
});

test("JSON comes back with the names as they are", () => {
  const read = JSON.parse(json(SELECTION)) as { nodes: { name: string }[]; links: { source: string }[] };
  assert.deepEqual(read.nodes.map(({ name }) => name), HOSTILE);
  assert.equal(read.links[0]?.source, "ent_0");
});

test("SVG is well-formed and holds hostile names as text alone", () => {
  const document = parsed(svg(SELECTION, "npmi", themeOf(false)));
  assert.equal(document.getElementsByTagName("script").length, 0);
  assert.equal(document.getElementsByTagName("b").length, 0);
  const titles = Array.from(document.getElementsByTagName("title"), (each) => each.textContent);
  assert.ok(titles.some((each) => each?.startsWith("<script>alert(1)</script> (a<b")));
  assert.ok(Array.from(document.getElementsByTagName("text")).some((each) => each.getAttribute("direction") === "rtl"));
});

test("SVG of a single entity, and of none, is a picture too", () => {
  for (const nodes of [SELECTION.nodes.slice(0, 1), []]) {
    const text = svg({ ...SELECTION, nodes, edges: [] }, "count", themeOf(true));
    parsed(text);
    assert.doesNotMatch(text, /NaN|Infinity/);
  }
});

test("GEXF is read back with names, numbers and places", () => {
  const text = gexf(SELECTION);
  parsed(text);
  const read = parse(Graph, text);
  assert.equal(read.getNodeAttribute("ent_0", "label"), HOSTILE[0]);
  assert.equal(read.getNodeAttribute("ent_6", "label"), HOSTILE[6]);
  assert.equal(read.getNodeAttribute("ent_3", "sentences"), 4);
  assert.equal(read.getNodeAttribute("ent_1", "x"), 10);
  assert.equal(read.getEdgeAttribute(read.edge("ent_0", "ent_1"), "npmi"), -0.25);
});

test("no name ends a string of Cypher, nor its line", () => {
  assert.equal(cypherString("it's \\ over"), "'it\\'s \\\\ over'");
  assert.equal(cypherString("a\nb\u2028c"), "'a\\u000ab\\u2028c'");
  assert.equal(cypherString("x' }) DETACH DELETE n //"), "'x\\' }) DETACH DELETE n //'");
  assert.match(cypher(SELECTION), /^WITH \[\n {2}'ent_0',\n[^]*'ent_8'\n\] AS ids\nMATCH \(e:Entity\)/);
});

test("names of files hold letters and digits of the title alone", () => {
  assert.equal(fileName("../../etc/passwd", "csv"), "graphmill-etc-passwd.csv");
  assert.equal(fileName("<script>\"CON\":\u0000", "svg"), "graphmill-script-CON.svg");
  assert.equal(fileName("نجيب محفوظ", "png"), "graphmill-نجيب-محفوظ.png");
  assert.equal(fileName("‮***", "png"), "graphmill-graph.png");
  assert.ok(Array.from(fileName("𝔘".repeat(500), "json")).length < 80);
});
