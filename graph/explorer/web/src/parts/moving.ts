import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Address } from "../address";

const RESTORE_MS = 3000;

/** Return what an address is about: its view and who it shows. What else is in it changes within the view. */
export function subjectOf({ view, values }: Address): string {
  return JSON.stringify([view, ...["id", "a", "b"].map((name) => values.get(name) ?? "")]);
}

/**
 * Move the focus to the heading and to the top where an address is about something else than before; within a view, both stay.
 * The browser's back and forward bring back how far the page was scrolled, also where what was there must first be asked for again.
 */
export function useMoving(address: Address): void {
  const subject = subjectOf(address);
  const before = useRef(subject);
  const restore = useRef<number | null>(null);
  useEffect(() => {
    history.scrollRestoration = "manual";
    let timer: ReturnType<typeof setTimeout> | undefined;
    const note = () => {
      clearTimeout(timer);
      timer = setTimeout(() => history.replaceState({ ...history.state, scroll: scrollY }, ""), 120);
    };
    // A new step has no state yet; one that was left before has.
    const moved = (event: PopStateEvent) => {
      clearTimeout(timer);
      restore.current = typeof event.state?.scroll === "number" ? event.state.scroll : null;
    };
    addEventListener("scroll", note, { passive: true });
    addEventListener("popstate", moved);
    return () => {
      removeEventListener("scroll", note);
      removeEventListener("popstate", moved);
    };
  }, []);
  useLayoutEffect(() => {
    if (before.current === subject) return undefined;
    before.current = subject;
    const goal = restore.current;
    restore.current = null;
    document.getElementById("heading")?.focus({ preventScroll: true });
    if (goal === null) {
      scrollTo(0, 0);
      return undefined;
    }
    return scrollOnceThere(goal);
  }, [subject]);
}

/** Scroll to a place as soon as the page is long enough for it; given up after a while, or once the person scrolls. */
function scrollOnceThere(goal: number): () => void {
  const grown = new ResizeObserver(() => {
    if (document.documentElement.scrollHeight - innerHeight < goal) return;
    scrollTo(0, goal);
    stop();
  });
  const stop = () => {
    grown.disconnect();
    clearTimeout(timer);
    for (const each of ["wheel", "touchstart", "keydown"]) removeEventListener(each, stop);
  };
  const timer = setTimeout(stop, RESTORE_MS);
  for (const each of ["wheel", "touchstart", "keydown"]) addEventListener(each, stop, { passive: true });
  grown.observe(document.body);
  return stop;
}
