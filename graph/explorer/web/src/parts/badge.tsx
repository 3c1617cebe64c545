import { usePage } from "../context";
import { lookOf, type Shape } from "./palette";
import { number } from "./text";

/** The outline of each shape, in a box of 16 by 16. */
export const OUTLINES: Record<Shape, string> = {
  circle: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z",
  square: "M2.2 2.2h11.6v11.6H2.2z",
  diamond: "M8 .8L15.2 8L8 15.2L.8 8z",
  triangle: "M8 1.4L15.2 14H.8z",
  hexagon: "M4.3 1.6h7.4L15.4 8l-3.7 6.4H4.3L.6 8z",
  cross: "M5.4 1.2h5.2v4.2h4.2v5.2h-4.2v4.2H5.4v-4.2H1.2V5.4h4.2z",
  star: "M8 .6l2.2 5 5.4.5-4.1 3.6 1.2 5.3L8 12.2 3.3 15l1.2-5.3L.4 6.1l5.4-.5z",
  drop: "M8 .8c2.6 3.3 5 5.8 5 8.9a5 5 0 0 1-10 0C3 6.600 5.400 4.100 8 .8z",
};

/** The sign of a type, in its colour; without a name, for beside a text that names the type. */
export function TypeSign({ type, size = 12 }: { type: string; size?: number }) {
  const { project, dark } = usePage();
  const { colour, shape } = lookOf(type, project, dark);
  return (
    <svg class="sign" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={OUTLINES[shape]} fill={colour} />
    </svg>
  );
}

/** A type by its sign and name, and a number beside it where one is given. */
export function Badge({ type, of }: { type: string; of?: number }) {
  return (
    <span class="badge">
      <TypeSign type={type} />
      <span dir="auto">{type}</span>
      {of === undefined ? null : <span class="figure">{number(of)}</span>}
    </span>
  );
}
