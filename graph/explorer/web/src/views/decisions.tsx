import { useEffect, useState } from "preact/hooks";
import { addressOf, go, readAddress } from "../address";
import { DecisionList } from "../about/decision_list";
import { useAnswer, usePage } from "../context";
import { Loading } from "../parts/loading";
import { Paged } from "../parts/paged";
import { count, number, oneLine } from "../parts/text";
import type { DecisionRow } from "../types";
import type { Source } from "../source/source";
import type { ViewProps } from "./views";

const PAGE = 50;
const ASKED = 200;
const MOST = 5000;
const TYPING_MS = 250;
const VERDICTS: Record<string, string> = { same: "Same", different: "Different", unsure: "Open", rename: "Renamed", retype: "Type changed", hide: "Hidden", undo: "Taken back" };

/** The ledger of all decisions, newest first: who, when, what, why, and what became of each. */
export function DecisionsView({ values }: ViewProps) {
  const { source } = usePage();
  const asked = useAnswer(() => allDecisions(source), []);
  return <Loading asked={asked} what="the decisions">{(all) => <Ledger all={all} values={values} />}</Loading>;
}

function Ledger({ all, values }: { all: { rows: DecisionRow[]; total: number }; values: URLSearchParams }) {
  const [by, verdict, text, show] = ["by", "verdict", "text", "show"].map((each) => values.get(each) ?? "") as [string, string, string, string];
  const rows = all.rows.filter((each) => (!by || each.by === by) && (!verdict || each.verdict === verdict) && fits(each, text));
  const at = show ? rows.findIndex((each) => each.id === show) : -1;
  const offset = at >= 0 && !values.has("from") ? Math.floor(at / PAGE) * PAGE : Math.max(0, Number(values.get("from")) || 0);
  const address = (change: Record<string, string | number>) => addressOf("decisions", { by, verdict, text, ...change });
  // By the address of now: what was typed comes later than another choice may.
  const choose = (change: Record<string, string>) => {
    const now = readAddress().values;
    go(addressOf("decisions", { by: now.get("by") ?? "", verdict: now.get("verdict") ?? "", text: now.get("text") ?? "", ...change }), { replace: true });
  };
  useEffect(() => {
    if (show) document.getElementById("shown")?.scrollIntoView({ block: "center" });
  }, [show]);
  if (!all.total) return <p>{"Nobody has decided anything yet. "}<a href={addressOf("review")}>Review what linking is unsure of</a>, or open an entity.</p>;
  return (
    <>
      <form class="filters" role="search" aria-label="Decisions" onSubmit={(event) => event.preventDefault()}>
        <Choice label="Who" value={by} options={counted(all.rows.map((each) => each.by))} onPick={(value) => choose({ by: value })} />
        <Choice label="What" value={verdict} options={counted(all.rows.map((each) => each.verdict))} names={VERDICTS} onPick={(value) => choose({ verdict: value })} />
        <TextFilter value={text} onChange={(value) => choose({ text: value })} />
      </form>
      <p role="status">{rows.length === all.rows.length ? count(all.total, "decision") : `${number(rows.length)} of ${count(all.total, "decision")}`}</p>
      {all.rows.length < all.total ? <p class="quiet">{`Only the newest ${number(all.rows.length)} are listed here; graphmill decisions lists all.`}</p> : null}
      <DecisionList rows={rows.slice(offset, offset + PAGE)} marked={show} links />
      <Paged offset={offset} limit={PAGE} total={rows.length} what="decision" href={(from) => address({ from })} />
    </>
  );
}

type Choosing = { label: string; value: string; options: [string, number][]; names?: Record<string, string>; onPick(value: string): void };

function Choice({ label, value, options, names = {}, onPick }: Choosing) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        <option value="">All</option>
        {options.map(([each, times]) => <option key={each} value={each}>{`${names[each] ?? oneLine(each)} (${number(times)})`}</option>)}
      </select>
    </label>
  );
}

function TextFilter({ value, onChange }: { value: string; onChange(value: string): void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label class="field">
      <span>With the words</span>
      <input type="search" value={typed} dir="auto" onInput={(event) => setTyped(event.currentTarget.value)} />
    </label>
  );
}

function fits(row: DecisionRow, text: string): boolean {
  const held = `${row.told} ${row.why} ${row.by} ${row.state} ${row.id}`.toLocaleLowerCase();
  return text.toLocaleLowerCase().split(/\s+/u).every((word) => held.includes(word));
}

function counted(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const each of values) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

/** Ask page by page: the filters look at all of them. */
async function allDecisions(source: Source): Promise<{ rows: DecisionRow[]; total: number }> {
  const rows: DecisionRow[] = [];
  for (;;) {
    const answer = await source.decisions(rows.length, ASKED);
    rows.push(...answer.rows);
    if (!answer.rows.length || rows.length >= answer.total || rows.length >= MOST) return { rows, total: answer.total };
  }
}
