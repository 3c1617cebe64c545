import type { ViewProps } from "./views";

export function HelpView(_: ViewProps) {
  return <p>Not written yet.</p>;
}
