import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { addressOf } from "../address";
import { entityAddress } from "../parts/entity_link";
import { TypeSign } from "../parts/badge";
import { oneLine } from "../parts/text";
import type { PlacedMark } from "./segments";

export type Picked = { marks: PlacedMark[]; at: HTMLElement; text: string };

/** Say in words what took a mention for one. */
function foundBy(source: string): string {
  if (source === "model") return "found by the model";
  if (source === "pattern") return "found by a pattern";
  if (source === "gazetteer") return "found by a list of names";
  return source ? `found by ${source}` : "";
}

/** What stands behind a marked place: the entity of each mark on it, how sure, found by what, and where to go from there. */
export function MentionCard({ picked: { marks, at, text }, document, onClose }: { picked: Picked; document: string; onClose(): void }) {
  const own = useRef<HTMLDivElement>(null);
  const latest = useRef(onClose);
  latest.current = onClose;
  useLayoutEffect(() => {
    const card = own.current;
    const around = card?.offsetParent?.getBoundingClientRect();
    if (!card || !around) return;
    // Below the line where there is room, else above; a mention over two lines opens at its first.
    const place = at.getClientRects()[0] ?? at.getBoundingClientRect();
    const left = Math.min(Math.max(0, place.left - around.left), Math.max(0, around.width - card.offsetWidth));
    const below = place.bottom + card.offsetHeight + 8 < innerHeight;
    card.style.left = `${left}px`;
    card.style.top = `${(below ? place.bottom + 6 : place.top - card.offsetHeight - 6) - around.top}px`;
  }, [at]);
  useEffect(() => {
    own.current?.focus({ preventScroll: true });
    const elsewhere = (event: PointerEvent) => {
      if (event.target instanceof Node && !own.current?.contains(event.target)) latest.current();
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      latest.current();
      at.focus({ preventScroll: true });
    };
    addEventListener("pointerdown", elsewhere);
    addEventListener("keydown", escape);
    return () => {
      removeEventListener("pointerdown", elsewhere);
      removeEventListener("keydown", escape);
    };
  }, [at]);
  return (
    <div
      class="card" ref={own} tabIndex={-1} role="dialog" aria-label="What is marked here"
      onFocusOut={(event) => event.relatedTarget instanceof Node && !own.current?.contains(event.relatedTarget) && latest.current()}
    >
      {marks.map((mark) => (
        <section key={`${mark.start} ${mark.end} ${mark.entity}`}>
          <p class="card-name"><TypeSign type={mark.type} size={14} /><bdi>{oneLine(mark.name)}</bdi></p>
          <p class="quiet">
            {[mark.type, mark.taken === mark.type ? "" : `taken for ${mark.taken} here`, foundBy(mark.source), `score ${mark.score.toFixed(2)}`].filter(Boolean).join(" · ")}
            {marks.length === 1 && oneLine(text) !== oneLine(mark.name) ? <> · called <q dir="auto">{oneLine(text)}</q> here</> : null}
          </p>
          <p class="card-ways">
            <a href={entityAddress(mark.entity, "graph")}>Graph</a>
            <a href={entityAddress(mark.entity)}>All about it</a>
            <a href={addressOf("entity", { id: mark.entity, part: "names" })}>Why this entity</a>
            <a href={addressOf("document", { id: document, at: mark.start, entity: mark.entity })} onClick={() => latest.current()}>Follow in this text</a>
          </p>
        </section>
      ))}
    </div>
  );
}
