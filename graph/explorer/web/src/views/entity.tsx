import type { ViewProps } from "./views";

export function EntityView(_: ViewProps) {
  return <p>Not written yet.</p>;
}
