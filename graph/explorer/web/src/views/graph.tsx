import { useEffect, useMemo } from "preact/hooks";
import { go } from "../address";
import { usePage, useAnswer } from "../context";
import { graphAddress, readGraphState, type GraphState } from "../graph/address";
import { GraphPage } from "../graph/page";
import { Start } from "../graph/start";
import { Failed, Waiting } from "../parts/loading";
import "../style/graph.css";
import type { ViewAnswer } from "../types";
import type { ViewProps } from "./views";

/** The graph around entities, as the address tells. */
export function GraphView({ values }: ViewProps) {
  const { source } = usePage();
  const told = values.toString();
  const state = useMemo(() => readGraphState(values), [told]);
  const { picks: _, table: __, ...query } = state;
  const asking = JSON.stringify(query);
  const asked = useAnswer((signal) => (query.roots.length ? source.view(query, signal) : Promise.resolve(null)), [asking]);
  const answered = asked.state === "here" ? asked.value : null;
  // What was merged into another entity meanwhile is that one from now on, also in the address.
  useEffect(() => {
    if (!answered || sameRoots(state, answered)) return;
    const limits = new Map(state.roots.map(({ id, limit }) => [id, limit]));
    const roots = answered.roots.map(({ id }, place) => ({ id, limit: limits.get(id) ?? state.roots[place]?.limit ?? 40 }));
    go(graphAddress({ ...state, roots }), { replace: true });
  }, [answered]);
  if (!state.roots.length) return <Start />;
  if (asked.state === "failed") return <Failed error={asked.error} retry={asked.retry} />;
  const answer = asked.state === "here" ? asked.value : asked.last;
  if (!answer) return <Waiting what="the graph" />;
  return <GraphPage state={state} answer={answer} waiting={asked.state === "waiting"} />;
}

function sameRoots(state: GraphState, answer: ViewAnswer): boolean {
  return state.roots.length === answer.roots.length && state.roots.every(({ id }) => answer.roots.some((each) => each.id === id));
}
