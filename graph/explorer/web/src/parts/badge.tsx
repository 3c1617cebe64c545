import { usePage } from "../context";
import { lookOf, OUTLINES } from "./palette";
import { number } from "./text";

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
