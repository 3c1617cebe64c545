import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { ReportFacts } from "../src/take_away/report";
import { isWebAddress } from "../src/take_away/report";
import { REPORT_STYLE, STYLE_HASH, reportHtml } from "../src/take_away/report_html";
import { reportMarkdown } from "../src/take_away/report_markdown";

const HOSTILE = `"><img src=x onerror=alert(1)> [a](javascript:alert(1)) \`x\` *b* _c_ ~~d~~ | e <!-- ' & https://evil.example www.evil.example`;
const LINES = "# head\n- item\n1. first\n```\nfence\n\n    code";

function facts(change: { name?: string; uri?: string; text?: string; title?: string; told?: string } = {}): ReportFacts {
  const { name = "Mara Lindqvist", uri = "notes/a.txt", text = "Mara Lindqvist met 𝔘𝔫 Ltd.", title = "Notes", told = "“Mara” (person) is hidden" } = change;
  const brief = { id: "ent_1", name, type: "person", windows: 2, docs: 1, hidden: false };
  const decision = { id: "d-1", act: "d-1", at: "2026-01-02T03:04:05Z", by: name, verdict: "hide", told, why: name, state: "holds" };
  return {
    of: "demo", place: "", revision: "7", version: "1.0", made: "2026-02-03T04:05:06.000Z",
    entity: {
      ...brief, aliases: [name, `${name} II`], kb: [{ id: "Q1", base: "wikidata", name, type: "human", aliases: [], description: name }],
      degree: 1, community: -1, page_rank: null, merged_from: "", first_date: "2024-05-01", last_date: "2024-06-01", documents: [],
    },
    names: {
      entity: brief, words: [], kb: [], decisions: [decision],
      rows: [{ surface: name, told: `written “${name}”`, rule: "exact", score: 1, link_rule: "", link_score: 1, mentions: 2, documents: 1, document_ids: ["d"] }],
    },
    timeline: {
      total: 3, guessed: 1, undated: 1,
      points: [
        { date: "2024-05-01", by: "mail header Date", document_id: "d", uri, title, sentences: 2 },
        { date: "2024-06", by: "file (guessed)", document_id: "e", uri, title, sentences: 1 },
        { date: "2026-01-01", by: "ingested", document_id: "f", uri, title, sentences: 1 },
      ],
    },
    neighbours: [{ entity: { ...brief, id: "ent_2" }, count: 2, docs: 1, npmi: 0.5, g2: 7.25 }], neighbours_total: 9,
    evidence: { total: 5, order: "newest", sentences: [{ document_id: "d", uri, title, date: "2024-05-01", start: 10, end: 36, text, spans: [[0, 14], [19, 25]] }] },
  };
}

/** The elements of a page that this report may hold, each as it stands in the file. */
function tags(html: string): string[] {
  return [...html.matchAll(/<(?:!doctype|\/?[a-z][a-z0-9]*)(?:\s[^<>]*)?>/giu)].map(([tag]) => tag);
}

test("a report says what the entity is, when, with whom, by which sentences, and what people decided", () => {
  for (const report of [reportHtml(facts()), reportMarkdown(facts()).replaceAll("\\", "")]) {
    for (const said of ["Mara Lindqvist", "ent_1", "Q1", "wikidata", "0.500", "7.3", "1 of 9", "1 of 5, newest first; 4 are left out", "May 2024", "10–36", "2024-05-01", "d-1", "holds", "demo", "2026-02-03T04:05:06.000Z"]) {
      assert.ok(report.includes(said), `${said} is not in the report`);
    }
    assert.ok(!report.includes("2026-01-01"), "the day of an ingest is no date of a document");
  }
});

test("marks stand at the code points that the graph gives, also after letters of two units", () => {
  assert.ok(reportHtml(facts()).includes("<mark>Mara Lindqvist</mark> met <mark>𝔘𝔫 Ltd</mark>."));
  assert.ok(reportMarkdown(facts()).includes("**Mara Lindqvist** met **𝔘𝔫 Ltd**."));
});

test("nothing in a name, a text, a title or a reason becomes an element or an attribute of the HTML", () => {
  const plain = tags(reportHtml(facts()));
  const hostile = tags(reportHtml(facts({ name: HOSTILE, uri: HOSTILE, text: HOSTILE, title: HOSTILE, told: HOSTILE })));
  const kinds = (all: string[]) => new Set(all.map((each) => each.replace(/ href="[^"]*"/u, "")));
  assert.deepEqual([...kinds(hostile)].filter((each) => !kinds(plain).has(each) && each !== "<title>"), []);
  assert.equal(hostile.filter((each) => /^<(img|script|a)\b/iu.test(each)).length, 0);
});

test("the HTML runs nothing, loads nothing, and allows only its own style", () => {
  const html = reportHtml(facts());
  assert.equal(STYLE_HASH, `sha256-${createHash("sha256").update(REPORT_STYLE).digest("base64")}`);
  assert.ok(html.includes(`content="default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'"`));
  assert.ok(html.includes(`<style>${REPORT_STYLE}</style>`));
  assert.ok(!/<script|\son[a-z]+=|\sstyle=|src=/iu.test(html));
});

test("only an absolute address of http or https becomes a link", () => {
  for (const uri of ["http://example.org/a", "HTTPS://example.org/?q=<b>&x='\""]) assert.ok(isWebAddress(uri), uri);
  for (const uri of ["javascript:alert(1)", "data:text/html,x", " https://example.org", "//example.org", "notes/https://example.org", "file:///etc/passwd", "https://"]) {
    assert.ok(!isWebAddress(uri), uri);
    assert.ok(!reportHtml(facts({ uri })).includes("href="), uri);
    assert.ok(!reportMarkdown(facts({ uri })).includes("]("), uri);
  }
  const uri = `https://example.org/a b?q="<i>'>`;
  assert.ok(reportHtml(facts({ uri })).includes('href="https://example.org/a b?q=&quot;&lt;i&gt;&#39;&gt;"'));
  assert.ok(reportMarkdown(facts({ uri })).includes("[Notes](<https://example.org/a%20b?q=%22%3Ci%3E%27%3E>)") || reportMarkdown(facts({ uri })).includes("[Notes](<https://example.org/a%20b?q=%22%3Ci%3E'%3E>)"));
});

test("nothing in a name or a text acts in the Markdown: every sign of it is escaped, and no line is broken", () => {
  const plain = reportMarkdown(facts());
  const hostile = reportMarkdown(facts({ name: HOSTILE + LINES, text: HOSTILE + LINES, title: HOSTILE + LINES, told: HOSTILE + LINES }));
  assert.equal(hostile.split("\n").length, plain.split("\n").length);
  const unescaped = hostile.replace(/\\[\\`*_{}[\]()<>#|~&!$^:.+=-]/gu, "");
  for (const sign of ["<", "`", "](", "~~", "&", "://", "www."]) assert.ok(!unescaped.includes(sign), sign);
  const cells = (report: string) => report.replace(/\\\|/gu, "").split("\n").filter((line) => line.startsWith("|")).map((line) => line.split("|").length);
  assert.deepEqual(cells(hostile), cells(plain));
});

test("a name that begins as a heading, a list or a rule does not begin one", () => {
  for (const name of ["# Head", "- item", "+ item", "1. item", "1) item", "> quote", "---", "=== "]) {
    const line = reportMarkdown(facts({ name })).split("\n").find((each) => each.startsWith("# ")) ?? "";
    assert.match(line, /^# (\\.|\d+\\)/u, name);
  }
});

test("signs that turn the direction of what follows are written out in the Markdown and held in by the HTML", () => {
  const name = "abc\u202edef\u0000";
  assert.ok(reportMarkdown(facts({ name })).startsWith("# abc⟨U+202E⟩def⟨U+0000⟩\n"));
  const html = reportHtml(facts({ name }));
  assert.ok(html.includes('<h1 dir="auto">abc\u202edef\ufffd</h1>'));
});
