import { useEffect, useId, useRef, useState } from "preact/hooks";
import { usePage } from "../context";
import type { EntityDetail, FoundEntity } from "../types";

const SUGGESTED = 8;
const PAUSE_MS = 150;
export type ChosenEntity = { id: string; name: string };

/** Return what is known of an entity of an address; null while it is asked for, or where there is none. */
export function useEntity(id: string): EntityDetail | null {
  const { source } = usePage();
  const [entity, setEntity] = useState<EntityDetail | null>(null);
  useEffect(() => {
    let gone = false;
    setEntity(null);
    // An id that leads nowhere is told by the view's own question.
    if (id) source.entity(id).then((found) => { if (!gone) setEntity(found); }, () => undefined);
    return () => { gone = true; };
  }, [id]);
  return entity;
}

/** A field to name an entity, with suggestions while typing: arrows and Enter, or a click, take one. */
export function EntityField({ label, value, change }: { label: string; value: ChosenEntity | null; change(entity: ChosenEntity | null): void }) {
  const { source } = usePage();
  const name = useId();
  const [text, setText] = useState(value?.name ?? "");
  const [found, setFound] = useState<FoundEntity[]>([]);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const [failed, setFailed] = useState("");
  const asked = useRef(new AbortController());
  const timer = useRef(0);
  useEffect(() => setText(value?.name ?? ""), [value?.id, value?.name]);
  useEffect(() => () => { clearTimeout(timer.current); asked.current.abort(); }, []);

  const typed = (next: string) => {
    setText(next);
    if (value) change(null);
    clearTimeout(timer.current);
    asked.current.abort();
    if (!next.trim()) {
      setFound([]);
      return;
    }
    timer.current = window.setTimeout(() => {
      const stop = new AbortController();
      asked.current = stop;
      source.search(next, { limit: SUGGESTED, type: "", deep: false }, stop.signal).then(
        (answer) => { if (!stop.signal.aborted) { setFound(answer.entities); setAt(0); setOpen(true); setFailed(answer.entities.length ? "" : "No entity is found by this."); } },
        (error: Error) => { if (!stop.signal.aborted) setFailed(error.message); },
      );
    }, PAUSE_MS);
  };
  const take = (entity: FoundEntity) => {
    setText(entity.name);
    setOpen(false);
    setFound([]);
    change({ id: entity.id, name: entity.name });
  };
  const key = (event: KeyboardEvent) => {
    const chosen = found[at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      setAt((before) => (found.length ? (before + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length : 0));
    } else if (event.key === "Enter" && open && chosen) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === "Escape") setOpen(false);
  };
  const listed = open && found.length > 0;
  return (
    <div class="entity-field">
      <label for={name}>{label}</label>
      <input id={name} type="text" role="combobox" autocomplete="off" aria-autocomplete="list" aria-expanded={listed} aria-controls={`${name}-list`}
        aria-activedescendant={listed ? `${name}-${at}` : undefined} dir="auto" value={text} onInput={(event) => typed(event.currentTarget.value)} onKeyDown={key}
        onBlur={() => setOpen(false)} />
      <ul id={`${name}-list`} role="listbox" aria-label={`${label}: suggestions`} hidden={!listed}>
        {found.map((each, index) => (
          // The mouse goes down before the field is left, which would close the list.
          <li key={each.id} id={`${name}-${index}`} role="option" aria-selected={index === at} onMouseDown={(event) => { event.preventDefault(); take(each); }}>
            <bdi>{each.name}</bdi> <span class="count">{each.type}</span>
          </li>
        ))}
      </ul>
      {failed && <p class="hint" role="status">{failed}</p>}
    </div>
  );
}
