import type { ViewProps } from "./views";

export function PathView(_: ViewProps) {
  return <p>Not written yet.</p>;
}
