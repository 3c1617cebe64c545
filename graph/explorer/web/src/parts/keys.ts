import { useLayoutEffect, useRef } from "preact/hooks";
import { usePage } from "../context";

const SEQUENCE_MS = 1200;

/** Say whether what a key goes to takes text, so that a letter there is a letter. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["button", "checkbox", "radio", "range", "submit", "reset", "color", "file"].includes(target.type);
}

/**
 * Do something on a key ("n", "?", "ArrowDown") or on two after each other ("g m"), while the component is shown. Nothing is done while
 * a person types, while a dialog is open over the component, together with Ctrl, Alt or Meta, or where the keys are switched off.
 */
export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  const page = usePage();
  const now = useRef(keys);
  now.current = keys;
  // Before the first paint: whoever sees a question may press a key at once, and a key pressed earlier than an effect would be lost.
  useLayoutEffect(() => {
    if (!page.keys) return undefined;
    let first = "";
    let at = 0;
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || takesText(event.target)) return;
      if (document.querySelector("dialog[open]")) return;
      const two = first && event.timeStamp - at < SEQUENCE_MS ? `${first} ${event.key}` : "";
      const act = now.current[two] ?? now.current[event.key];
      first = Object.keys(now.current).some((each) => each.startsWith(`${event.key} `)) ? event.key : "";
      at = event.timeStamp;
      if (!act) return;
      event.preventDefault();
      act(event);
      first = "";
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [page.keys]);
}
