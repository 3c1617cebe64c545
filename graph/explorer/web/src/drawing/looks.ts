import type { EdgeDisplayData } from "sigma/types";
import { SHAPES } from "../parts/palette";
import type { ShapedNode } from "./node_program";
import type { DrawnEdge, DrawnNode, Marks, Place } from "./picture";
import { mixed, type Theme } from "./theme";

const CROWDED = 150;

/** What decides how a node or an edge looks beside itself; `near` are the node under the pointer and its neighbours, `edges` a number. */
export type Shown = { theme: Theme; marks: Marks; near: ReadonlySet<string>; edges: number };

/** Return how a node is drawn: ringed where it is picked, in focus or a root, and faded where it is not near the pointer's. */
export function nodeLook(id: string, data: DrawnNode & Place, { theme, marks, near }: Shown): Partial<ShapedNode> {
  const faded = near.size > 0 && !near.has(id);
  const picked = marks.picks.includes(id);
  const focused = marks.focus === id;
  const stands = picked || focused || near.has(id);
  return {
    type: "shape",
    x: data.x,
    y: data.y,
    size: data.size + (data.root ? 1.5 : 0),
    label: data.label,
    shape: SHAPES.indexOf(data.look.shape),
    color: faded ? mixed(data.look.colour, theme.background, 0.78) : data.look.colour,
    border: picked ? 4 : focused ? 3 : data.root ? 2.2 : 1,
    borderColor: picked || (data.root && !faded && !focused) ? theme.text : focused ? theme.accent : theme.background,
    zIndex: stands ? 2 : data.root ? 1 : 0,
  };
}

/** Return how an edge is drawn: thick and dark by its strength, standing out at a pick or the pointer. */
export function edgeLook({ a, b, strength }: DrawnEdge, { theme, marks: { picks, hovered }, near, edges }: Shown): Partial<EdgeDisplayData> {
  const bound = picks.length === 2 && picks.includes(a) && picks.includes(b);
  const middle = hovered ?? (picks.length === 1 ? picks[0] : undefined);
  const touched = middle !== undefined && (a === middle || b === middle);
  const faded = near.size > 0 && !touched;
  // Many edges are drawn paler, or they would hide what they hold together.
  const room = Math.sqrt(Math.min(1, CROWDED / Math.max(1, edges)));
  const plain = mixed(theme.edge, theme.strong, (0.2 + strength * 0.7) * (0.3 + 0.7 * room));
  return {
    type: "line",
    size: 1 + 2.6 * strength * room + (bound ? 1.5 : 0),
    color: bound ? theme.accent : touched ? mixed(theme.edge, theme.strong, 0.85 + 0.15 * strength) : faded ? mixed(theme.edge, theme.background, 0.7) : plain,
    zIndex: bound ? 3 : touched ? 2 : faded ? 0 : 1,
  };
}
