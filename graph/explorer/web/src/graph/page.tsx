import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useHeading, usePage } from "../context";
import { Canvas } from "../drawing/canvas";
import type { Drawing } from "../drawing/drawing";
import type { Place } from "../drawing/picture";
import { lookOf } from "../parts/palette";
import { usePrinting } from "../parts/printing";
import { count } from "../parts/text";
import type { ViewAnswer } from "../types";
import { collapsed, expanded, graphAddress, onlyAround, picked, takenOut, type GraphState } from "./address";
import { Chosen } from "./chosen";
import { Filters } from "./filters";
import { graphKey, KEYS_TOLD } from "./keys";
import { pictureOf } from "./picture";
import { Shown } from "./shown";
import { step, stepsBefore, undoStep } from "./steps";
import { GraphTables } from "./tables";
import { Tools } from "./tools";

// Places of the entities by the names of their ids, kept while the page is open: who comes back finds the picture as it was left.
const kept = new Map<string, Place>();

/** The graph around entities: filters, the picture or its tables, and what is picked. */
export function GraphPage({ state, answer, waiting }: { state: GraphState; answer: ViewAnswer; waiting: boolean }) {
  const { project, dark, say } = usePage();
  const drawing = useRef<Drawing | null>(null);
  const [focus, setFocus] = useState<string | null>(null);
  const [hovered, setHovered] = useState<string | null>(null);
  const [failed, setFailed] = useState("");
  const [told, setTold] = useState("");
  const nodes = useMemo(() => new Map(answer.nodes.map((each) => [each.id, each])), [answer]);
  const picture = useMemo(() => {
    // An answer that shares nothing with what was drawn begins a new picture.
    if (!answer.nodes.some(({ id }) => kept.has(id))) kept.clear();
    return pictureOf(answer, state.by, (type) => lookOf(type, project, dark));
  }, [answer, dark]);
  const marks = useMemo(() => ({ picks: state.picks, focus: focus !== null && nodes.has(focus) ? focus : null, hovered }), [state.picks.join(), focus, hovered, nodes]);
  useEffect(() => setHovered(null), [answer]);

  const change = useCallback((next: GraphState, options?: { replace?: boolean }) => step(graphAddress(next), options), []);
  const doings = useMemo(() => ({
    expand: (id: string) => {
      const shown = answer.roots.find((each) => each.id === id);
      if (shown && shown.shown >= shown.total) say(`All neighbours of ${shown.label} that the filters let through are shown.`);
      else change(expanded(state, id));
    },
    collapse: (id: string) => change(collapsed(state, id)),
    only: (id: string) => change(onlyAround(state, id)),
    takeOut: (id: string) => {
      if (takenOut(state, id) === state) {
        say("What the graph is drawn around stays. Expand another entity first.");
        return;
      }
      setFocus(drawing.current?.neighbours(id)[0] ?? null);
      change(takenOut(state, id));
    },
    pick: (id: string, second: boolean) => change(picked(state, id, second), { replace: state.picks.length > 0 }),
    letGo: () => { if (state.picks.length) change({ ...state, picks: [] }, { replace: true }); },
    undo: undoStep,
    focus: (id: string) => {
      setFocus(id);
      drawing.current?.reveal(id);
      const node = nodes.get(id);
      if (node) setTold(`${node.name}, ${node.type}, ${count(drawing.current?.neighbours(id).length ?? 0, "neighbour")} shown of ${count(node.degree, "neighbour")}.`);
    },
  }), [state, answer]);
  const first = answer.nodes.find((each) => each.root)?.id ?? answer.nodes[0]?.id ?? null;
  const key = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || !drawing.current) return;
    if (graphKey(event, drawing.current, marks.focus, first, doings)) event.preventDefault();
  };
  const table = state.table || Boolean(failed);
  const printing = usePrinting();
  const title = answer.roots.map(({ label }) => label).join(", ");
  useHeading({ title: `Graph: ${title}`, hidden: true });

  return (
    <div class="graph-page" aria-busy={waiting}>
      <div class="graph-head">
        <Shown state={state} answer={answer} change={change} />
        <Tools drawing={drawing} state={state} answer={answer} table={table} canDraw={!failed} change={change} canUndo={stepsBefore() > 0} title={title} kept={kept} />
      </div>
      <details class="graph-filters" open={innerWidth > 900}>
        <summary>Filters</summary>
        <Filters state={state} answer={answer} change={change} />
      </details>
      <div class="graph-middle">
        {failed && <p role="alert" class="notice">{failed} The tables below hold the same.</p>}
        {table ? <GraphTables answer={answer} picks={state.picks} pick={doings.pick} /> : answer.nodes.length === 0 ? (
          <p class="empty">No entity is left by these filters.</p>
        ) : (
          <>
            <Canvas picture={picture} marks={marks} keep={kept} reach={drawing} onKey={key} onArrive={() => { const at = marks.focus ?? first; if (at !== null) doings.focus(at); }} describedBy="graph-keys"
              label={`Graph around ${title}: ${count(answer.nodes.length, "entity", "entities")}, ${count(answer.edges.length, "edge")}`}
              doings={{
                click: (id, second) => { setFocus(id); doings.pick(id, second); },
                open: doings.expand,
                edge: (a, b) => change({ ...state, picks: [a, b] }, { replace: state.picks.length > 0 }),
                empty: doings.letGo,
                hover: setHovered,
                failed: setFailed,
              }} />
            <p id="graph-keys" class="graph-keys">{KEYS_TOLD}</p>
            {printing ? <GraphTables answer={answer} picks={state.picks} pick={doings.pick} /> : null}
          </>
        )}
        <p class="unseen" aria-live="polite">{told}</p>
      </div>
      <aside class="graph-side" aria-label="Picked"><Chosen answer={answer} picks={state.picks} roots={state.roots} doings={doings} /></aside>
    </div>
  );
}
