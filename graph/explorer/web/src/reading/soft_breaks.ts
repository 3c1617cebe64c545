// A line that is at least so long ends where its page ended, not where its author wanted it to end.
const WRAPPED = 50;
// Items of lists, quotations in mail, tables and what is indented keep their lines.
const KEPT = /^(?:[-*+•·>|#\s]|\d{1,3}[.)]\s)|\t|\S {3,}\S|\|/u;

/** A piece of a text; `soft` where it is a line break that a column narrower than the text's own need not keep. */
export type Piece = { text: string; soft: boolean };

/** Return the offsets (in UTF-16 units) of the line breaks of a paragraph that only wrap its lines. */
export function softBreaks(paragraph: string): Set<number> {
  const found = new Set<number>();
  const lines = paragraph.split("\n");
  let at = 0;
  for (const [number, line] of lines.entries()) {
    at += line.length;
    const next = lines[number + 1];
    if (next?.trim() && line.trim().length >= WRAPPED && !KEPT.test(next) && !/\t|\S {3,}\S|\|/u.test(line)) found.add(at);
    at += 1;
  }
  return found;
}

/** Cut a stretch of a paragraph, which begins at `start` of it, at its soft line breaks; all pieces together are the stretch again. */
export function piecesOf(text: string, start: number, soft: ReadonlySet<number>): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    if (!soft.has(start + at)) continue;
    if (at > from) pieces.push({ text: text.slice(from, at), soft: false });
    pieces.push({ text: "\n", soft: true });
    from = at + 1;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), soft: false });
  return pieces;
}
