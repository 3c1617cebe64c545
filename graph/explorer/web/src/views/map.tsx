import type { ViewProps } from "./views";

export function MapView(_: ViewProps) {
  return <p>Not written yet.</p>;
}
