import type { ViewProps } from "./views";

export function GraphView(_: ViewProps) {
  return <p>Not written yet.</p>;
}
