import type { ViewProps } from "./views";

export function DocumentsView(_: ViewProps) {
  return <p>Not written yet.</p>;
}
