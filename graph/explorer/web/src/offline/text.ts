/** Compare two texts by their code points, as Python and the stores do; the browser's own order goes by UTF-16 units. */
export function compareText(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let place = 0; place < shorter; place++) {
    const one = a.charCodeAt(place);
    const other = b.charCodeAt(place);
    if (one !== other) return weight(one) - weight(other);
  }
  return a.length - b.length;
}

// Halves of signs beyond the first plane come after all signs of the first.
function weight(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

/** Compare by several numbers and texts in turn. */
export function inTurn(...parts: number[]): number {
  return parts.find((part) => part !== 0) ?? 0;
}

export function length(text: string): number {
  let count = text.length;
  for (let place = 0; place < text.length - 1; place++) {
    if (isPair(text, place)) count--;
  }
  return count;
}

/** Return the code points of a text from `start` to `end`, without taking all of it apart. */
export function slice(text: string, start: number, end: number): string {
  const first = unitOf(text, start);
  return text.slice(first, unitOf(text, end - start, first));
}

/** Return where the code point of this number begins, counted in units from `from` on. */
export function unitOf(text: string, point: number, from = 0): number {
  let unit = from;
  for (let left = point; left > 0 && unit < text.length; left--) unit += isPair(text, unit) ? 2 : 1;
  return unit;
}

function isPair(text: string, place: number): boolean {
  return (text.charCodeAt(place) & 0xfc00) === 0xd800 && (text.charCodeAt(place + 1) & 0xfc00) === 0xdc00;
}

// Signs whose small letter is not that of their capital: without them the two steps below give Unicode's case folding.
const KEPT = /[\u0131\u13a0-\u13fd\uab70-\uabbf]/u;

/** Return a text as it compares without case, as Python's `casefold` does. */
export function foldCase(text: string): string {
  // Most names are plain letters.
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return Array.from(text, (sign) => (KEPT.test(sign) ? foldedAlone(sign) : sign.toLowerCase().toUpperCase().toLowerCase())).join("").replaceAll("ς", "σ");
}

// The letters of Cherokee fold to their capitals, and the dotless i stays.
function foldedAlone(sign: string): string {
  return sign === "\u0131" ? sign : sign.toUpperCase();
}
