/** Return the code points of a text from `start` to `end`: the offsets of the graph count those, not UTF-16 units. */
export function cut(points: readonly string[], start: number, end: number): string {
  return points.slice(start, end).join("");
}
export function codePoints(text: string): string[] {
  return Array.from(text);
}
/** Return a name on one line. */
export function oneLine(text: string): string {
  return text.split(/\s+/u).filter(Boolean).join(" ");
}
const numbers = new Intl.NumberFormat("en");
export function number(value: number): string {
  return numbers.format(value);
}
export function count(value: number, one: string, many: string = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}
