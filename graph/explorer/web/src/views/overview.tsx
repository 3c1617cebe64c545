import type { ViewProps } from "./views";

export function OverviewView(_: ViewProps) {
  return <p>Not written yet.</p>;
}
