import { count, number } from "../parts/text";
import type { ViewAnswer } from "../types";
import { collapsed, expanded, MORE, MOST, type GraphState } from "./address";

/** How much is shown around each root, with more at a press of a button. */
export function Shown({ state, answer, change }: { state: GraphState; answer: ViewAnswer; change(state: GraphState): void }) {
  const { nodes, edges } = answer.left_out;
  return (
    <div class="shown">
      <ul>
        {answer.roots.map(({ id, label, total, shown }) => {
          const limit = state.roots.find((each) => each.id === id)?.limit ?? 0;
          const more = Math.min(MORE, total - shown);
          const members = id.startsWith("community:");
          return (
            <li key={id}>
              <bdi>{label}</bdi> <span>showing {number(shown)} of {count(total, members ? "entity" : "neighbour", members ? "entities" : "neighbours")}</span>
              {more > 0 && limit < MOST && <button type="button" onClick={() => change(expanded(state, id))} aria-label={`${more} more of ${label}`}>+{more} more</button>}
              {state.roots.length > 1 && <button type="button" onClick={() => change(collapsed(state, id))} aria-label={`Collapse ${label}`}>Collapse</button>}
            </li>
          );
        })}
      </ul>
      {nodes + edges > 0 && <p>Left out, since the page draws at most {MOST} entities: {[nodes && count(nodes, "entity", "entities"), edges && count(edges, "edge")].filter(Boolean).join(", ")}.</p>}
      {answer.notes.map((note) => <p key={note}>{note}</p>)}
    </div>
  );
}
