import type { ViewProps } from "./views";

export function ReviewView(_: ViewProps) {
  return <p>Not written yet.</p>;
}
