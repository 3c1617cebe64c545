import type { ViewProps } from "./views";

export function DocumentView(_: ViewProps) {
  return <p>Not written yet.</p>;
}
