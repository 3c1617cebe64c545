import { codePoints } from "../parts/text";
import type { DocumentAnswer, Mark } from "../types";

/** A mark with the type of its entity, by which it is shown; `taken` is the type that it was taken for in its place. */
export type PlacedMark = Mark & { taken: string };
/** A stretch of a text with the same marks on all of it, the shortest mark first; `start` counts code points of the whole text. */
export type Segment = { start: number; text: string; marks: PlacedMark[]; here: boolean };
/** A paragraph as the text has it, its line breaks with it. */
export type Paragraph = { start: number; segments: Segment[]; here: boolean };

/**
 * Cut a part of a text where a mark, a paragraph or the place asked for begins or ends, so that marks may overlap and cross paragraphs.
 * All segments one after the other are the text again. `place` is a range of code points of the whole text.
 */
export function paragraphsOf(text: string, textStart: number, marks: readonly PlacedMark[], place: readonly [number, number] | null): Paragraph[] {
  const points = codePoints(text);
  const end = textStart + points.length;
  const breaks = paragraphStarts(points).map((each) => each + textStart);
  const cuts = new Set<number>([textStart, end, ...breaks]);
  const sorted = marks.filter((mark) => mark.end > mark.start && mark.end > textStart && mark.start < end).sort((a, b) => a.start - b.start || b.end - a.end);
  for (const mark of sorted) for (const edge of [mark.start, mark.end]) if (edge > textStart && edge < end) cuts.add(edge);
  for (const edge of place ?? []) if (edge > textStart && edge < end) cuts.add(edge);
  const edges = [...cuts].sort((a, b) => a - b);
  const begins = new Set(breaks);
  const paragraphs: Paragraph[] = [];
  let next = 0;
  let open: PlacedMark[] = [];
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const [start, stop] = [edges[i]!, edges[i + 1]!];
    open = open.filter((mark) => mark.end > start);
    for (let mark = sorted[next]; mark && mark.start <= start; mark = sorted[++next]) if (mark.end > start) open.push(mark);
    const here = place !== null && start >= place[0] && stop <= place[1];
    if (paragraphs.length === 0 || begins.has(start)) paragraphs.push({ start, segments: [], here: false });
    const paragraph = paragraphs.at(-1)!;
    const shortestFirst = [...open].sort((a, b) => a.end - a.start - (b.end - b.start));
    paragraph.segments.push({ start, text: points.slice(start - textStart, stop - textStart).join(""), marks: shortestFirst, here });
    paragraph.here ||= here;
  }
  return paragraphs;
}

/** Return the marks of a document with the types that their entities are of. */
export function placedMarks({ marks, mentioned }: Pick<DocumentAnswer, "marks" | "mentioned">): PlacedMark[] {
  const types = new Map(mentioned.map(({ id, type }) => [id, type]));
  return marks.map((mark) => ({ ...mark, type: types.get(mark.entity) ?? mark.type, taken: mark.type }));
}

/** Return where paragraphs begin: after an empty line, with the line breaks that end one belonging to it. */
function paragraphStarts(points: readonly string[]): number[] {
  const starts: number[] = [];
  let breaks = 0;
  for (const [at, point] of points.entries()) {
    if (point === "\n") breaks += 1;
    else if (!/\s/u.test(point)) {
      if (breaks > 1) starts.push(at);
      breaks = 0;
    }
  }
  return starts;
}

/** Return the range to show for a place: the shortest mark on it, else the word at it. */
export function placeOf(text: string, textStart: number, marks: readonly PlacedMark[], at: number): [number, number] | null {
  const on = marks.filter(({ start, end }) => start <= at && at < end).sort((a, b) => a.end - a.start - (b.end - b.start))[0];
  if (on) return [on.start, on.end];
  const points = codePoints(text);
  let first = at - textStart;
  if (first < 0 || first >= points.length) return null;
  const isWord = (index: number) => /[\p{L}\p{N}\p{M}_]/u.test(points[index] ?? "");
  let last = first + 1;
  while (isWord(first) && isWord(first - 1)) first -= 1;
  while (isWord(last - 1) && isWord(last)) last += 1;
  return [textStart + first, textStart + last];
}
