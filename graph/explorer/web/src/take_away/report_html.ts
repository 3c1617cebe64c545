import { codePoints, cut, oneLine } from "../parts/text";
import { isWebAddress, reportParts, type ReportFacts, type ReportPart, type ReportSentence } from "./report";

/** The only style that the file allows: its hash stands in the file's own Content-Security-Policy. */
export const REPORT_STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
h1{font-size:1.7rem;margin:0 0 .5rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{border-bottom:1px solid #8886;padding:.3rem .6rem .3rem 0;text-align:start;vertical-align:top}td.number,th.number{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{font-weight:600}dd{margin:0}blockquote{margin:0}
ol{padding-inline-start:2rem}li{margin:.7rem 0;break-inside:avoid}li p{margin:0;font-size:.85rem;opacity:.8}mark{background:#ffe08a;color:#000}
@media print{body{margin:0;max-width:none}a{color:inherit}h2{break-after:avoid}tr{break-inside:avoid}}`;
/** SHA-256 of `REPORT_STYLE` as a policy writes it; a test holds them together. */
export const STYLE_HASH = "sha256-YJen6VeTswQdeXC/L8PvfvCeYF8uhnHKyhTx2uCCBss=";
const POLICY = `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

/** Return a report as an HTML file that needs nothing else, runs nothing, and can be printed. */
export function reportHtml(facts: ReportFacts): string {
  const name = oneLine(facts.entity.name) || facts.entity.id;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(name)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1 dir="auto">${escaped(name)}</h1>
${reportParts(facts).map(part).join("\n")}
</main>
</body>
</html>
`;
}

function part(each: ReportPart): string {
  switch (each.kind) {
    case "heading":
      return `<h2>${escaped(each.text)}</h2>`;
    case "line":
      return `<p>${escaped(each.text)}</p>`;
    case "facts":
      return `<dl>${each.rows.map(([name, value]) => `<dt>${escaped(name)}</dt><dd dir="auto">${escaped(value)}</dd>`).join("")}</dl>`;
    case "table": {
      const cell = (tag: "td" | "th", text: string, column: number) => {
        const scope = tag === "th" ? ' scope="col"' : "";
        return `<${tag}${scope}${each.numbers.includes(column) ? ' class="number"' : ""} dir="auto">${escaped(text)}</${tag}>`;
      };
      const row = (tag: "td" | "th", cells: readonly string[]) => `<tr>${cells.map((text, column) => cell(tag, text, column)).join("")}</tr>`;
      return `<table><thead>${row("th", each.head)}</thead><tbody>${each.rows.map((cells) => row("td", cells)).join("\n")}</tbody></table>`;
    }
    case "sentences":
      return `<ol>${each.rows.map(sentence).join("\n")}</ol>`;
  }
}

function sentence({ text, spans, title, uri, date, start, end }: ReportSentence): string {
  const points = codePoints(text);
  let at = 0;
  let quoted = "";
  for (const [from, to] of spans) {
    const first = Math.max(at, from);
    const last = Math.min(points.length, to);
    if (last <= first) continue;
    quoted += `${escaped(cut(points, at, first))}<mark>${escaped(cut(points, first, last))}</mark>`;
    at = last;
  }
  quoted += escaped(cut(points, at, points.length));
  const named = `<bdi>${escaped(oneLine(title) || uri)}</bdi>`;
  const where = isWebAddress(uri) ? `<a href="${escaped(uri)}" rel="noopener noreferrer">${named}</a>` : named;
  const address = title && title !== uri ? `, <bdi>${escaped(uri)}</bdi>` : "";
  return `<li><blockquote dir="auto">${quoted}</blockquote><p>${where}${address}${date ? `, ${escaped(date)}` : ""}, ${start}–${end}</p></li>`;
}

const SIGNS: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
function escaped(text: string): string {
  // Control characters are no text of HTML; a reader must see that something stood there.
  return text.replace(/[&<>"']/gu, (sign) => SIGNS[sign] ?? sign).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff]/gu, "\ufffd");
}
