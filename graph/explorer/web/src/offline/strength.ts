import type { Measure } from "../types";

/** The NPMI of two entities over sentences (Bouma 2009). */
export function npmi(both: number, one: number, other: number, sentences: number): number {
  return both >= sentences ? 1 : Math.log((both * sentences) / (one * other)) / -Math.log(both / sentences);
}

/** The log-likelihood ratio (Dunning 1993), negative where chance explains more than there is. */
export function g2(both: number, one: number, other: number, sentences: number): number {
  const cells: [number, number][] = [
    [both, one * other],
    [one - both, one * (sentences - other)],
    [other - both, (sentences - one) * other],
    [sentences - one - other + both, (sentences - one) * (sentences - other)],
  ];
  const found = cells.reduce((sum, [seen, expected]) => sum + (seen > 0 ? 2 * seen * Math.log((seen * sentences) / expected) : 0), 0);
  return both * sentences < one * other ? -found : found;
}

export function strength(by: Measure, both: number, one: number, other: number, sentences: number): number {
  return by === "npmi" ? npmi(both, one, other, sentences) : by === "g2" ? g2(both, one, other, sentences) : both;
}
