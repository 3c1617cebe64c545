import { useEffect, useRef, useState } from "preact/hooks";
import { addressOf } from "../address";
import { usePage } from "../context";
import { useDeciding } from "../deciding/deciding";
import type { DecisionRow, Pulse } from "../types";
import { oneLine } from "./text";

/** What the page says in passing; `undo` is the id by which it is taken back. */
export type Said = { key: number; text: string; kind: "info" | "warning"; undo: string };

const SHOWN_MS = 8000;

/** What was just said, each with a way to take it back where it has one. They stay while the pointer or the focus is on them. */
export function Toasts({ said, drop }: { said: readonly Said[]; drop(key: number): void }) {
  return (
    <div class="toasts" role="status" aria-live="polite" aria-label="Messages">
      {said.map((each) => <Toast key={each.key} said={each} drop={() => drop(each.key)} />)}
    </div>
  );
}

function Toast({ said, drop }: { said: Said; drop(): void }) {
  const { by, say } = usePage();
  const { send } = useDeciding();
  const [held, setHeld] = useState(false);
  const latest = useRef(drop);
  latest.current = drop;
  useEffect(() => {
    if (held || said.kind === "warning") return undefined;
    const timer = setTimeout(() => latest.current(), said.undo ? 2 * SHOWN_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held]);
  const undo = () => {
    drop();
    send({ act: "undo", ids: [said.undo], by, why: "" }).catch((error: Error) => say(error.message, { kind: "warning" }));
  };
  return (
    <div
      class="toast" data-kind={said.kind}
      onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)} onFocusIn={() => setHeld(true)} onFocusOut={() => setHeld(false)}
    >
      <span dir="auto">{said.text}</span>
      {said.undo ? <button type="button" onClick={undo}>Undo</button> : null}
      <button type="button" class="plain icon" aria-label="Dismiss" onClick={drop}>✕</button>
    </div>
  );
}

/** Return a moment as people say it: the time where it is today, else the date with it. */
export function moment(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const time = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  return at.toDateString() === new Date().toDateString() ? time : `${at.toISOString().slice(0, 10)} ${time}`;
}

/** Say how what is shown stands to the graph: as of when it is while another program has it open, or that it cannot be read. */
export function StateBanner({ pulse, retry }: { pulse: Pulse; retry(): void }) {
  if (pulse.state === "current") return null;
  const lost = pulse.state === "lost";
  const told = lost
    ? `The graph cannot be read now. ${pulse.message}`
    : pulse.message || `Another program, as an ingest, has the graph open. What is shown is as of ${moment(pulse.as_of)}.`;
  return (
    <div class="banner" data-kind={lost ? "failed" : "info"} role={lost ? "alert" : "status"}>
      <span dir="auto">{told}</span>
      <button type="button" onClick={retry}>{lost ? "Try again" : "Look again"}</button>
    </div>
  );
}

/** Say what another person decided since the page was opened, until it is dismissed. */
export function OthersDecided({ last, isOwn }: { last: DecisionRow | null; isOwn(decision: DecisionRow): boolean }) {
  const seen = useRef(last?.id ?? "");
  const [told, setTold] = useState<DecisionRow | null>(null);
  useEffect(() => {
    const id = last?.id ?? "";
    if (id === seen.current) return;
    seen.current = id;
    setTold(last && !isOwn(last) ? last : null);
  }, [last?.id]);
  if (!told) return null;
  return (
    <div class="banner" data-kind="info" role="status">
      <span><bdi>{oneLine(told.by) || "Someone"}</bdi>{" decided: "}<bdi>{oneLine(told.told)}</bdi></span>
      <a href={addressOf("decisions", { show: told.id })} onClick={() => setTold(null)}>Show</a>
      <button type="button" class="plain icon" aria-label="Dismiss" onClick={() => setTold(null)}>✕</button>
    </div>
  );
}
