import { useEffect, useRef, useState } from "preact/hooks";
import { Drawing, type Doings } from "./drawing";
import type { Marks, Picture, Place } from "./picture";
import { usePage } from "../context";
import { themeOf } from "./theme";

/** A picture on the page. `keep` holds the places of nodes from one picture to the next; `reach` hands the drawing out. */
export function Canvas({ picture, marks, keep, doings, reach, onKey, onArrive, label, describedBy }: {
  picture: Picture; marks: Marks; keep: Map<string, Place>; doings: Omit<Doings, "lost" | "moved"> & { failed(why: string): void };
  reach: { current: Drawing | null }; onKey(event: KeyboardEvent): void; onArrive(): void; label: string; describedBy: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const { dark } = usePage();
  const theme = themeOf(dark);
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  // The drawing lives longer than one rendering: it always asks for the newest doings.
  const newest = useRef(doings);
  newest.current = doings;

  useEffect(() => {
    const container = place.current;
    if (!container) return undefined;
    let made: Drawing;
    const failed = () => newest.current.failed("The browser draws no pictures here (WebGL is off or was lost).");
    try {
      made = new Drawing(container, theme, {
        click: (id, second) => newest.current.click(id, second),
        open: (id) => newest.current.open(id),
        edge: (a, b) => newest.current.edge(a, b),
        empty: () => newest.current.empty(),
        hover: (id) => newest.current.hover(id),
        moved: (id, at) => keep.set(id, at),
        lost: failed,
      });
    } catch {
      failed();
      return undefined;
    }
    reach.current = made;
    setDrawing(made);
    const size = new ResizeObserver(() => made.resize());
    size.observe(container);
    return () => {
      size.disconnect();
      reach.current = null;
      made.kill();
    };
  }, []);

  useEffect(() => drawing?.themed(theme), [drawing, theme]);
  useEffect(() => {
    drawing?.show(picture, keep, () => {
      for (const [id, at] of drawing.places) keep.set(id, at);
    });
  }, [drawing, picture]);
  useEffect(() => drawing?.marked(marks), [drawing, marks]);

  // Who comes by the keyboard finds an entity in focus; a click chooses its own.
  const focused = (event: FocusEvent) => {
    if (event.target instanceof Element && event.target.matches(":focus-visible")) onArrive();
  };
  return (
    <div class="canvas" ref={place} tabIndex={0} role="application" aria-label={label} aria-describedby={describedBy}
      onKeyDown={onKey} onFocus={focused} />
  );
}
