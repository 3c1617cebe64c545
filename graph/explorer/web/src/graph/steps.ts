import { go } from "../address";

// Each step in the graph is a step of the browser's history: "back" undoes it, "forward" does it again.

type Told = { graphSteps?: number } | null;

/** How many steps of the graph lie before this one, so that Undo never leaves the graph. */
export function stepsBefore(): number {
  return (history.state as Told)?.graphSteps ?? 0;
}

/** Go to another view of the graph; `replace` makes no step of it, as for each move of a slider. */
export function step(href: string, options: { replace?: boolean } = {}): void {
  const before = stepsBefore();
  if (href === location.hash) return;
  if (options.replace) {
    go(href, { replace: true });
    history.replaceState({ ...history.state, graphSteps: before }, "");
  } else {
    go(href);
    history.replaceState({ ...history.state, graphSteps: before + 1 }, "");
  }
}

export function undoStep(): void {
  if (stepsBefore() > 0) history.back();
}
