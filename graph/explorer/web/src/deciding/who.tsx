import { useState } from "preact/hooks";
import { oneLine } from "../parts/text";

/** Under whose name something is decided: asked for once, then said with a way to change it. */
export function WhoField({ by, onChange }: { by: string; onChange(by: string): void }) {
  const [changing, setChanging] = useState(!by.trim());
  if (!changing) {
    return (
      <p class="who">
        {"Decided by "}<bdi>{oneLine(by)}</bdi>{" "}
        <button type="button" class="link" onClick={() => setChanging(true)}>Change who decides</button>
      </p>
    );
  }
  return (
    <label class="field">
      <span>Who decides <span class="quiet">(your name, kept with each decision)</span></span>
      <input type="text" value={by} required maxLength={200} autocomplete="name" dir="auto" onInput={(event) => onChange(event.currentTarget.value)} />
    </label>
  );
}
