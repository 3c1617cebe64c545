import { codePoints, cut } from "./text";

/** A text with parts of it marked; `spans` are of code points, in order, and may overlap or reach beyond the text. */
export function Marked({ text, spans }: { text: string; spans: readonly (readonly [number, number])[] }) {
  const points = codePoints(text);
  const shown = [];
  let at = 0;
  for (const [start, end] of spans) {
    const from = Math.max(at, start);
    const to = Math.min(points.length, end);
    if (to <= from) continue;
    if (from > at) shown.push(cut(points, at, from));
    shown.push(<mark key={from}>{cut(points, from, to)}</mark>);
    at = to;
  }
  shown.push(cut(points, at, points.length));
  return <>{shown}</>;
}

/** A name with the letters marked that were asked for, wherever the words of the question begin a word of it. */
export function Matched({ text, asked }: { text: string; asked: string }) {
  return <Marked text={text} spans={matches(text, asked)} />;
}

/** Return where the words of a question stand in a name: at the beginning of a word of it, whatever the case and the accents. */
export function matches(text: string, asked: string): [number, number][] {
  const fold = (each: string) => each.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const points = codePoints(text).map(fold);
  const spans: [number, number][] = [];
  for (const word of fold(asked).split(/\s+/u).filter(Boolean)) {
    for (let start = 0; start < points.length; start += 1) {
      if (start > 0 && /[\p{L}\p{N}]/u.test(points[start - 1] ?? "")) continue;
      let end = start;
      let seen = "";
      while (end < points.length && seen.length < word.length) seen += points[end++];
      if (seen === word) spans.push([start, end]);
    }
  }
  return spans.sort((a, b) => a[0] - b[0]);
}
