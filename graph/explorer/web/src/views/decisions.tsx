import type { ViewProps } from "./views";

export function DecisionsView(_: ViewProps) {
  return <p>Not written yet.</p>;
}
