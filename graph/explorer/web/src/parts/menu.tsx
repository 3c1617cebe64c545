import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

type Given = { label: ComponentChildren; name?: string; class?: string; children: (close: () => void) => ComponentChildren };

/** A button that opens a small panel below it; Escape, a click elsewhere and the focus going elsewhere close it. */
export function Menu({ label, name, class: extra = "", children }: Given) {
  const [open, setOpen] = useState(false);
  const own = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return undefined;
    const elsewhere = (event: Event) => {
      if (event.target instanceof Node && !own.current?.contains(event.target)) setOpen(false);
    };
    addEventListener("pointerdown", elsewhere);
    addEventListener("focusin", elsewhere);
    return () => {
      removeEventListener("pointerdown", elsewhere);
      removeEventListener("focusin", elsewhere);
    };
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const escape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation();
    close();
  };
  return (
    <div class={`menu ${extra}`} ref={own} onKeyDown={escape}>
      <button ref={button} type="button" class="plain" aria-expanded={open} aria-controls={id} aria-label={name} onClick={() => setOpen(!open)}>{label}</button>
      <div class="menu-panel" id={id} hidden={!open}>{open ? children(close) : null}</div>
    </div>
  );
}
