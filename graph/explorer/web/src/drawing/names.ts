// Where names go: beside their nodes, the important ones first, and none on another.

export type Box = { x: number; y: number; width: number; height: number };
export type Candidate = { id: string; text: string; x: number; y: number; radius: number };
export type PlacedName = { id: string; text: string; x: number; y: number; width: number };

const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;
const FIRST_STRONG = /[\p{L}]/u;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Return a name to draw: on one line, without marks that would turn the direction of what follows, at most `most` characters. */
export function drawnName(name: string, most = 32): string {
  const points = Array.from(name.replace(/\s+/gu, " ").replace(CONTROL, "").trim());
  return points.length > most ? `${points.slice(0, most - 1).join("").trimEnd()}…` : points.join("");
}

/** Tell whether a text runs from right to left: by its first letter, as `dir="auto"` does. */
export function runsRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(FIRST_STRONG.exec(text)?.[0] ?? "");
}

/**
 * Return the names that fit, each right, left, below or above its node. `candidates` come the most important first; a name never
 * covers another, nor the middle of one of the first `spared` nodes. `y` of a placed name is its middle.
 */
export function placeNames(
  candidates: readonly Candidate[], measure: (text: string) => number, height: number, screen: { width: number; height: number }, most: number, spared = 400,
): PlacedName[] {
  const taken = new Grid(96);
  for (const { x, y, radius } of candidates.slice(0, spared)) taken.add({ x: x - radius * 0.7, y: y - radius * 0.7, width: radius * 1.4, height: radius * 1.4 });
  const placed: PlacedName[] = [];
  for (const { id, text, x, y, radius } of candidates) {
    if (placed.length >= most) break;
    if (!text || x < -20 || y < -20 || x > screen.width + 20 || y > screen.height + 20) continue;
    const width = measure(text);
    const beside = radius + 4;
    const below = radius + height / 2 + 2;
    const tries: [number, number][] = [[x + beside, y], [x - beside - width, y], [x - width / 2, y + below], [x - width / 2, y - below]];
    for (const [left, middle] of tries) {
      const box = { x: left - 2, y: middle - height / 2, width: width + 4, height };
      if (box.x < 0 || box.x + box.width > screen.width || box.y < 0 || box.y + box.height > screen.height || taken.hits(box)) continue;
      taken.add(box);
      placed.push({ id, text, x: left, y: middle, width });
      break;
    }
  }
  return placed;
}

/** Boxes by the cells that they touch, so that a look for one that is hit stays short. */
class Grid {
  private readonly cells = new Map<string, Box[]>();
  constructor(private readonly cell: number) {}

  add(box: Box): void {
    for (const key of this.keys(box)) {
      const boxes = this.cells.get(key);
      if (boxes) boxes.push(box);
      else this.cells.set(key, [box]);
    }
  }
  hits(box: Box): boolean {
    for (const key of this.keys(box)) {
      for (const each of this.cells.get(key) ?? []) {
        if (box.x < each.x + each.width && each.x < box.x + box.width && box.y < each.y + each.height && each.y < box.y + box.height) return true;
      }
    }
    return false;
  }
  private *keys({ x, y, width, height }: Box): Iterable<string> {
    for (let i = Math.floor(x / this.cell); i <= Math.floor((x + width) / this.cell); i++) {
      for (let j = Math.floor(y / this.cell); j <= Math.floor((y + height) / this.cell); j++) yield `${i},${j}`;
    }
  }
}
