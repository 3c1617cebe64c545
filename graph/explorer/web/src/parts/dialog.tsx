import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

type Given = { title: string; onClose(): void; children: ComponentChildren; wide?: boolean };

/**
 * A window over the page, shown for as long as it is there. The focus stays inside and goes back to where it was; Escape, a click
 * beside it and its cross call `onClose`.
 */
export function Dialog({ title, onClose, children, wide = false }: Given) {
  const own = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = own.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={own} class="dialog" data-wide={wide ? "" : undefined} aria-labelledby={id}
      onCancel={(event) => { event.preventDefault(); onClose(); }}
      onPointerDown={(event) => { if (event.target === own.current) onClose(); }}
    >
      <div class="dialog-inside">
        <header>
          <h2 id={id} dir="auto">{title}</h2>
          <button type="button" class="plain icon" aria-label="Close" onClick={onClose}>✕</button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
