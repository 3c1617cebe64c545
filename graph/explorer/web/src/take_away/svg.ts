import { drawnName, placeNames, runsRightToLeft, type Candidate } from "../drawing/names";
import { sizeOf, strengths } from "../drawing/picture";
import { mixed, type Theme } from "../drawing/theme";
import { OUTLINES } from "../parts/palette";
import type { Measure } from "../types";
import type { Selection } from "./selection";
import { escaped } from "./xml";

const WIDTH = 1200;
const ROOM = 90;
const LETTERS = 13;
const NAMES = 200;
const FULL_WIDTH = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Return the picture of a selection as SVG: the places of the view, every shape with its name and counts as a title. */
export function svg(selection: Selection, by: Measure, theme: Theme): string {
  const { title, nodes, edges, look } = selection;
  const places = nodes.map(({ id }) => selection.places.get(id) ?? { x: 0, y: 0 });
  if (!places.length) places.push({ x: 0, y: 0 });
  const left = Math.min(...places.map(({ x }) => x));
  const top = Math.max(...places.map(({ y }) => y));
  const across = Math.max(...places.map(({ x }) => x)) - left;
  const down = top - Math.min(...places.map(({ y }) => y));
  const scale = Math.min((WIDTH - 2 * ROOM) / Math.max(across, 1e-6), (2 * WIDTH) / Math.max(down, 1e-6), 40);
  const height = Math.ceil(down * scale + 2 * ROOM);
  // Places have y upwards, SVG downwards.
  const at = new Map(nodes.map(({ id }, index) => {
    const place = places[index] ?? { x: left, y: top };
    return [id, { x: (WIDTH - across * scale) / 2 + (place.x - left) * scale, y: ROOM + (top - place.y) * scale }];
  }));
  const strength = strengths(edges.map((each) => each[by]), by !== "npmi");
  const round = (value: number) => String(Math.round(value * 10) / 10);
  const lines = edges.flatMap(({ a, b }, index) => {
    const from = at.get(a);
    const to = at.get(b);
    const share = strength[index] ?? 0;
    if (!from || !to) return [];
    const colour = mixed(theme.edge, theme.strong, 0.2 + share * 0.7);
    return [`<path d="M${round(from.x)} ${round(from.y)}L${round(to.x)} ${round(to.y)}" stroke="${colour}" stroke-width="${round(1 + 2.6 * share)}"/>`];
  });
  const shapes = nodes.map(({ id, name, type, windows, root }) => {
    const { x, y } = at.get(id) ?? { x: 0, y: 0 };
    const { shape, colour } = look(type);
    const grow = sizeOf(windows) / 6.5;
    const border = root ? ` stroke="${theme.text}" stroke-width="${round(4 / grow)}"` : "";
    const place = `translate(${round(x)} ${round(y)}) scale(${Math.round(grow * 1000) / 1000}) translate(-8 -8)`;
    const told = escaped(`${name} (${type}, ${windows} sentences)`);
    return `<g transform="${place}"><title>${told}</title><path d="${OUTLINES[shape]}" fill="${colour}"${border}/></g>`;
  });
  const candidates: Candidate[] = [...nodes].sort((one, other) => Number(other.root) - Number(one.root) || other.windows - one.windows).map(({ id, name, windows }) => ({
    id, text: drawnName(name), ...(at.get(id) ?? { x: 0, y: 0 }), radius: sizeOf(windows),
  }));
  const wide = (text: string) => Array.from(text).reduce((sum, each) => sum + LETTERS * (FULL_WIDTH.test(each) ? 1 : 0.56), 0);
  const names = placeNames(candidates, wide, LETTERS + 3, { width: WIDTH, height }, NAMES).map(({ text, x, y, width }) => {
    // The middle stays where it is, whatever letters the viewer's machine has.
    const direction = runsRightToLeft(text) ? ' direction="rtl"' : "";
    return `<text x="${round(x + width / 2)}" y="${round(y + LETTERS * 0.36)}"${direction}>${escaped(text)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="${theme.background}"/>`,
    `<g fill="none">${lines.join("")}</g>`,
    `<g>${shapes.join("")}</g>`,
    `<g font-family="system-ui, 'Segoe UI', 'Noto Sans', 'Liberation Sans', sans-serif" font-size="${LETTERS}" text-anchor="middle"`,
    `fill="${theme.text}" stroke="${theme.background}" stroke-width="3" paint-order="stroke" stroke-linejoin="round">${names.join("")}</g>`,
    "</svg>\n",
  ].join("\n");
}
