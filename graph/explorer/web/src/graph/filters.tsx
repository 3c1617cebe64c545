import { useEffect, useRef, useState } from "preact/hooks";
import { TypeSign } from "../parts/badge";
import { number } from "../parts/text";
import type { Facet, Measure, ViewAnswer } from "../types";
import { isFiltered, withoutFilters, type GraphState } from "./address";

const MEASURES: Record<Measure, { name: string; told: string }> = {
  npmi: { name: "NPMI", told: "how much more often two stand together than by chance, from -1 to 1" },
  g2: { name: "Log-likelihood", told: "how sure it is that two stand together more often than by chance" },
  count: { name: "Sentences", told: "in how many sentences two stand together" },
};
const COMMUNITIES = 12;

type Change = (state: GraphState, options?: { replace?: boolean }) => void;

/** What is shown of the graph: by type, strength, date, source and community, each with how many there are. */
export function Filters({ state, answer, change }: { state: GraphState; answer: ViewAnswer; change: Change }) {
  const { types, communities, sources, months } = answer.facets;
  return (
    <form class="narrowing" onSubmit={(event) => event.preventDefault()} aria-label="Filters">
      <label class="field">Strongest by
        <select value={state.by} onChange={(event) => change({ ...state, by: event.currentTarget.value as Measure, least: 0 })}>
          {Object.entries(MEASURES).map(([value, { name }]) => <option key={value} value={value}>{name}</option>)}
        </select>
        <span class="hint">{MEASURES[state.by].told}</span>
      </label>
      <Strength state={state} answer={answer} change={change} />
      <Choices legend="Types" facets={types} chosen={state.types} change={(chosen) => change({ ...state, types: chosen })}
        mark={(type) => <TypeSign type={type} />} />
      {months.length > 0 && <Dates state={state} months={months} change={change} />}
      {sources.length > 0 && (
        <label class="field">Source
          <select value={state.source} onChange={(event) => change({ ...state, source: event.currentTarget.value })}>
            <option value="">all</option>
            {withChosen(sources, state.source).map((each) => <option key={each.value} value={each.value}>{each.label} ({number(each.count)})</option>)}
          </select>
        </label>
      )}
      {communities.length > 1 && (
        <Choices legend="Communities" facets={communities.slice(0, COMMUNITIES)} chosen={state.communities.map(String)}
          change={(chosen) => change({ ...state, communities: chosen.map(Number) })} />
      )}
      {isFiltered(state) && (
        <button type="button" onClick={() => change(withoutFilters(state))}>
          Clear the filters{state.without.length ? ` (${number(state.without.length)} taken out by hand)` : ""}
        </button>
      )}
    </form>
  );
}

function withChosen(facets: readonly Facet[], chosen: string): readonly Facet[] {
  return !chosen || facets.some(({ value }) => value === chosen) ? facets : [...facets, { value: chosen, label: chosen, count: 0 }];
}

function Choices({ legend, facets, chosen, change, mark }: {
  legend: string; facets: readonly Facet[]; chosen: readonly string[]; change(chosen: string[]): void; mark?: (value: string) => preact.ComponentChildren;
}) {
  const shown = chosen.reduce((all, value) => withChosen(all, value), facets);
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {shown.map(({ value, label, count }) => (
        <label key={value}>
          <input type="checkbox" checked={chosen.includes(value)}
            onChange={() => change(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value])} />
          {mark?.(value)} <bdi class="choice">{label}</bdi> <span class="count">{number(count)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Strength({ state, answer, change }: { state: GraphState; answer: ViewAnswer; change: Change }) {
  const { least, most } = answer.facets.strength;
  const low = Math.min(least, state.least);
  const stepped = state.by === "npmi" ? 0.01 : 1;
  const [value, setValue] = useState(state.least);
  const timer = useRef(0);
  useEffect(() => setValue(state.least), [state.least]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const moved = (given: string) => {
    const next = Number(given) <= least ? 0 : Number(given);
    setValue(next);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => change({ ...state, least: next }, { replace: state.least !== 0 && next !== 0 }), 250);
  };
  if (most <= low) return null;
  return (
    <label class="field">At least
      <span class="range">
        <input type="range" min={low} max={most} step={stepped} value={value === 0 ? low : value} onInput={(event) => moved(event.currentTarget.value)} />
        <output>{value === 0 ? "all" : state.by === "npmi" ? value.toFixed(2) : number(Math.round(value))}</output>
      </span>
    </label>
  );
}

function Dates({ state, months, change }: { state: GraphState; months: readonly Facet[]; change: Change }) {
  const most = Math.max(...months.map(({ count }) => count));
  return (
    <fieldset class="dates">
      <legend>Date of the documents</legend>
      <div class="months" aria-hidden="true">
        {months.slice(-60).map(({ value, count }) => <span key={value} title={`${value}: ${number(count)}`} style={{ height: `${Math.max(6, (100 * count) / most)}%` }} />)}
      </div>
      <label>from <input type="date" value={state.from} onChange={(event) => change({ ...state, from: event.currentTarget.value })} /></label>
      <label>until <input type="date" value={state.until} onChange={(event) => change({ ...state, until: event.currentTarget.value })} /></label>
    </fieldset>
  );
}
