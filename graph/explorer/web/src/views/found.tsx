import type { ViewProps } from "./views";

export function FoundView(_: ViewProps) {
  return <p>Not written yet.</p>;
}
