import type { Drawing } from "../drawing/drawing";
import type { ViewAnswer } from "../types";
import type { GraphState } from "./address";
import { undoStep } from "./steps";

/** The buttons over the picture. */
export function Tools({ drawing, state, table, canDraw, change, canUndo }: {
  drawing: { current: Drawing | null }; state: GraphState; answer: ViewAnswer; table: boolean; canDraw: boolean; canUndo: boolean; title: string;
  change(state: GraphState, options?: { replace?: boolean }): void;
}) {
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
    </div>
  );
}
