/** Return the code points of a text from `start` to `end`: the offsets of the graph count those, not UTF-16 units. */
export function cut(points: readonly string[], start: number, end: number): string {
  return points.slice(start, end).join("");
}
export function codePoints(text: string): string[] {
  return Array.from(text);
}
// As many marks stand on a letter in no script; more of them pile up over the lines around.
const PILED = /(\p{M}{6})\p{M}+/gu;
/** Return a name on one line; "" for one of which nothing could be seen, as of marks and joiners alone. */
export function oneLine(text: string): string {
  const line = text.split(/\s+/u).filter(Boolean).join(" ").replace(PILED, "$1");
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(line) ? line : "";
}
const numbers = new Intl.NumberFormat("en");
export function number(value: number): string {
  return numbers.format(value);
}
export function count(value: number, one: string, many: string = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}
