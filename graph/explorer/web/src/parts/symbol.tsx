import { outline } from "../drawing/outlines";
import type { Look } from "./palette";

/** The shape and colour of a type, as in the pictures; its name stands beside it. */
export function Symbol({ look, size = 14 }: { look: Look; size?: number }) {
  return (
    <svg class="symbol" width={size} height={size} viewBox="-1.4 -1.4 2.8 2.8" aria-hidden="true">
      <path d={outline(look.shape)} fill={look.colour} />
    </svg>
  );
}
