import type { ViewProps } from "./views";

export function PairView(_: ViewProps) {
  return <p>Not written yet.</p>;
}
