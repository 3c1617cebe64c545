import { codePoints, cut, oneLine } from "../parts/text";
import { isWebAddress, reportParts, type ReportFacts, type ReportPart, type ReportSentence } from "./report";

/** Return a report as Markdown (CommonMark with GitHub's tables); nothing in a name or a text acts as Markdown or HTML. */
export function reportMarkdown(facts: ReportFacts): string {
  const name = oneLine(facts.entity.name) || facts.entity.id;
  return `# ${escaped(name)}\n\n${reportParts(facts).map(part).filter(Boolean).join("\n\n")}\n`;
}

function part(each: ReportPart): string {
  switch (each.kind) {
    case "heading":
      return `## ${escaped(each.text)}`;
    case "line":
      return escaped(each.text);
    case "facts":
      return each.rows.map(([name, value]) => `- **${escaped(name)}:** ${escaped(value)}`).join("\n");
    case "table": {
      const row = (cells: readonly string[]) => `| ${cells.map(escaped).join(" | ")} |`;
      const rule = `| ${each.head.map((_, column) => (each.numbers.includes(column) ? "--:" : "---")).join(" | ")} |`;
      return [row(each.head), rule, ...each.rows.map(row)].join("\n");
    }
    case "sentences":
      return each.rows.map(sentence).join("\n");
  }
}

function sentence({ text, spans, title, uri, date, start, end }: ReportSentence, place: number): string {
  const points = codePoints(text);
  let at = 0;
  let quoted = "";
  for (const [from, to] of spans) {
    const first = Math.max(at, from);
    const last = Math.min(points.length, to);
    if (last <= first) continue;
    quoted += `${escapedPiece(cut(points, at, first))}**${escaped(cut(points, first, last))}**`;
    at = last;
  }
  quoted += escapedPiece(cut(points, at, points.length));
  const named = escaped(oneLine(title) || uri);
  const where = isWebAddress(uri) ? `[${named}](<${linked(uri)}>)` : named;
  const address = title && title !== uri && !isWebAddress(uri) ? `, ${escaped(uri)}` : "";
  return `${place + 1}. “${quoted.trim()}” — ${where}${address}${date ? `, ${escaped(date)}` : ""}, ${start}–${end}`;
}

function escaped(text: string): string {
  return escapedPiece(text).trim();
}

/** Escape a text that stands within others, so that its spaces at both ends stay. */
function escapedPiece(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    // What turns the direction of all that follows, or cannot be seen, is written out: Markdown has nothing that would hold it in.
    .replace(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (sign) => `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`)
    .replace(/[\\`*_{}[\]()<>#|~&!$^]/gu, "\\$&")
    // Nor do addresses in a text become links by themselves.
    .replace(/:(?=\/\/)|(?<=www)\./giu, "\\$&")
    .replace(/^([-+=])/u, "\\$1")
    .replace(/^(\d+)\.(?=\s|$)/u, "$1\\.");
}

/** Return a web address as it can stand between < and > in a link. */
function linked(uri: string): string {
  return new URL(uri).href.replace(/[<>|\\`\s]/gu, (sign) => encodeURIComponent(sign));
}
