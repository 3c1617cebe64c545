import { useMemo } from "preact/hooks";
import { usePage, useAnswer } from "../context";
import { readGraphState } from "../graph/address";
import { GraphPage } from "../graph/page";
import { Start } from "../graph/start";
import { Failed, Waiting } from "../parts/loading";
import "../style/graph.css";
import type { ViewProps } from "./views";

/** The graph around entities, as the address tells. */
export function GraphView({ values }: ViewProps) {
  const { source } = usePage();
  const told = values.toString();
  const state = useMemo(() => readGraphState(values), [told]);
  const { picks: _, table: __, ...query } = state;
  const asking = JSON.stringify(query);
  const asked = useAnswer((signal) => (query.roots.length ? source.view(query, signal) : Promise.resolve(null)), [asking]);
  if (!state.roots.length) return <Start />;
  if (asked.state === "failed") return <Failed error={asked.error} retry={asked.retry} />;
  const answer = asked.state === "here" ? asked.value : asked.last;
  if (!answer) return <Waiting what="the graph" />;
  return <GraphPage state={state} answer={answer} waiting={asked.state === "waiting"} />;
}
