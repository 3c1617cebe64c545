import type { TimelineAnswer } from "../types";

export type Point = TimelineAnswer["points"][number];
export type Grain = "year" | "month" | "day";
/** A bar of a timeline: a year, a month or a day, with the documents that fall into it. */
export type Period = { key: string; sentences: number; guessed: number; points: Point[] };

const LENGTH: Record<Grain, number> = { year: 4, month: 7, day: 10 };
const MOST_BARS = 400;

/** Whether a date is only that of the file, or of its last change, and not of what the document says. */
export function isGuessed(by: string): boolean {
  return by.endsWith("(guessed)") || by.endsWith("(modified)");
}

/** Return the bars of a timeline, oldest first, those without documents between them too; dates less exact than `grain` are apart. */
export function periods(points: readonly Point[], grain: Grain): { bars: Period[]; vague: Point[] } {
  const length = LENGTH[grain];
  const byKey = new Map<string, Period>();
  const vague: Point[] = [];
  for (const point of points) {
    const key = point.date.slice(0, length);
    if (key.length < length) {
      vague.push(point);
      continue;
    }
    const bar = byKey.get(key) ?? { key, sentences: 0, guessed: 0, points: [] };
    bar.sentences += point.sentences;
    if (isGuessed(point.by)) bar.guessed += point.sentences;
    bar.points.push(point);
    byKey.set(key, bar);
  }
  const held = [...byKey.keys()].sort();
  const [first, last] = [held[0], held.at(-1)];
  if (!first || !last) return { bars: [], vague };
  const bars: Period[] = [];
  for (let key = first; key <= last && bars.length <= MOST_BARS; key = next(key, grain)) {
    bars.push(byKey.get(key) ?? { key, sentences: 0, guessed: 0, points: [] });
  }
  // A single stray date, as of the year 1066, would leave nothing to see of the rest: then only what holds documents is drawn.
  return { bars: bars.length > MOST_BARS ? held.map((key) => byKey.get(key)!) : bars, vague };
}

/** Return the grain at which a timeline says most: months up to about four years, else years; days within two months. */
export function grainOf(points: readonly Point[]): Grain {
  const months = new Set(points.map((each) => each.date.slice(0, 7)).filter((each) => each.length === 7));
  const sorted = [...months].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) return "year";
  const span = monthNumber(last) - monthNumber(first) + 1;
  if (span <= 2 && points.some((each) => each.date.length >= 10)) return "day";
  return span <= 48 ? "month" : "year";
}

/** Return the grain below a period's, or null below a day. */
export function finer(key: string): Grain | null {
  return key.length === 4 ? "month" : key.length === 7 ? "day" : null;
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
/** Return a period for people: 2024, March 2024, 7 March 2024. */
export function periodName(key: string): string {
  const [year = "", month, day] = key.split("-");
  const named = month ? `${MONTHS[Number(month) - 1] ?? month} ${year}` : year;
  return day ? `${Number(day)} ${named}` : named;
}

function monthNumber(key: string): number {
  return Number(key.slice(0, 4)) * 12 + Number(key.slice(5, 7)) - 1;
}
function next(key: string, grain: Grain): string {
  if (grain === "year") return String(Number(key) + 1).padStart(4, "0");
  if (grain === "month") {
    const number = monthNumber(key) + 1;
    return `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}`;
  }
  const day = new Date(`${key}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  // A date that is none, as the 31st of June, would go on for ever.
  return Number.isNaN(day.getTime()) ? "9999-99-99" : day.toISOString().slice(0, 10);
}
