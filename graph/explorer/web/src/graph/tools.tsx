import type { Drawing } from "../drawing/drawing";
import { usePage } from "../context";
import { lookOf } from "../parts/palette";
import { TakeAway } from "../take_away/menu";
import type { Place } from "../drawing/picture";
import type { ViewAnswer } from "../types";
import type { GraphState } from "./address";
import { undoStep } from "./steps";

/** The buttons over the picture. */
export function Tools({ drawing, state, answer, table, canDraw, change, canUndo, title, kept }: {
  drawing: { current: Drawing | null }; state: GraphState; answer: ViewAnswer; table: boolean; canDraw: boolean; canUndo: boolean; title: string; kept: ReadonlyMap<string, Place>;
  change(state: GraphState, options?: { replace?: boolean }): void;
}) {
  const { project, dark } = usePage();
  const selection = () => ({ title, nodes: answer.nodes, edges: answer.edges, places: drawing.current?.places ?? kept, look: (type: string) => lookOf(type, project, dark) });
  return (
    <div class="tools" role="toolbar" aria-label="Graph">
      <button type="button" disabled={!canUndo} onClick={undoStep}>Undo</button>
      {!table && (
        <>
          <button type="button" class="icon" aria-label="Zoom in" onClick={() => drawing.current?.zoom(0.7)}>+</button>
          <button type="button" class="icon" aria-label="Zoom out" onClick={() => drawing.current?.zoom(1 / 0.7)}>−</button>
          <button type="button" onClick={() => drawing.current?.fit()}>Fit</button>
        </>
      )}
      {canDraw && <button type="button" aria-pressed={table} onClick={() => change({ ...state, table: !state.table })}>{table ? "Picture" : "Table"}</button>}
      <TakeAway selection={selection} by={state.by} drawing={table ? null : drawing} />
    </div>
  );
}
