import type { ViewProps } from "./views";

export function BridgesView(_: ViewProps) {
  return <p>Not written yet.</p>;
}
