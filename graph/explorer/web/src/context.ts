import { createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { Source } from "./source/source";
import type { Project, Pulse } from "./types";

/** What every view is given: where answers come from, what the project is, and the graph's revision, by which views ask anew. */
export type Page = {
  source: Source;
  project: Project;
  pulse: Pulse;
  /** Says something to the person, also to screen readers; `undo` offers to take a decision back. */
  say(text: string, options?: { kind?: "info" | "warning"; undo?: string }): void;
  /** Ask for the pulse now, as after a decision. */
  refresh(): void;
  /** Who decides, as the person named themselves in this browser, else as the project names its user. */
  by: string;
  setBy(name: string): void;
  /** Whether the theme is dark now: what is drawn with colours of its own is drawn anew when this changes. */
  dark: boolean;
  /** Whether single keys do something; who speaks to the machine, or types by mistake, can switch them off. */
  keys: boolean;
  setKeys(on: boolean): void;
  /** Show this as the page's heading and title, in place of the view's; see `useHeading`. */
  setHeading(heading: Heading | null): void;
};
/** The heading of the view: `type` puts the sign of an entity's type before it, `hidden` leaves it to screen readers alone. */
export type Heading = { title: string; type?: string; hidden?: boolean };
export const PageContext = createContext<Page | null>(null);
export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error("usePage outside of the page");
  return page;
}

/** Give the page the heading of the view while it is shown, as an entity's name; null while it is not known. */
export function useHeading(heading: Heading | null): void {
  const { setHeading } = usePage();
  const { title = "", type = "", hidden = false } = heading ?? {};
  useLayoutEffect(() => {
    setHeading(title || hidden ? { title, hidden, ...(type ? { type } : {}) } : null);
  }, [title, type, hidden]);
  useLayoutEffect(() => () => setHeading(null), []);
}

export type Asked<T> = { state: "waiting"; last: T | null } | { state: "here"; value: T } | { state: "failed"; error: Error; retry(): void };

/** Ask for something again whenever `parts` or the graph's revision change; a late answer to an earlier question is dropped. */
export function useAnswer<T>(ask: (signal: AbortSignal) => Promise<T>, parts: readonly unknown[]): Asked<T> {
  const { pulse } = usePage();
  const [turn, setTurn] = useState(0);
  const [asked, setAsked] = useState<Asked<T>>({ state: "waiting", last: null });
  useEffect(() => {
    const stop = new AbortController();
    setAsked((before) => ({ state: "waiting", last: before.state === "here" ? before.value : before.state === "waiting" ? before.last : null }));
    ask(stop.signal).then(
      (value) => stop.signal.aborted || setAsked({ state: "here", value }),
      (error: Error) => stop.signal.aborted || setAsked({ state: "failed", error, retry: () => setTurn((n) => n + 1) }),
    );
    return () => stop.abort();
  }, [...parts, pulse.revision, turn]);
  return asked;
}
