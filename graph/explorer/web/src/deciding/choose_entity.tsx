import { useEffect, useId, useState } from "preact/hooks";
import { usePage } from "../context";
import { Failed } from "../parts/loading";
import { TypeSign } from "../parts/badge";
import { count, oneLine } from "../parts/text";
import type { Source } from "../source/source";
import type { EntityBrief, FoundEntity } from "../types";

const PAUSE_MS = 180;
const MOST = 8;
const WORDS = 3;

type Given = { label: string; first: string; without: string; onPick(entity: EntityBrief): void };

/** A field in which an entity is looked for by name, alias or id; it opens with those whose names are like `first`. */
export function ChooseEntity({ label, first, without, onPick }: Given) {
  const { source } = usePage();
  const [text, setText] = useState("");
  const [found, setFound] = useState<FoundEntity[] | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [at, setAt] = useState(0);
  const id = useId();
  const typed = text.trim();
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const looked = typed ? find(source, typed, stop.signal) : findAlike(source, first, stop.signal);
      looked.then(
        (entities) => {
          if (stop.signal.aborted) return;
          setFound(entities.filter((each) => each.id !== without).slice(0, MOST));
          setError(null);
          setAt(0);
        },
        (reason: Error) => stop.signal.aborted || setError(reason),
      );
    }, typed ? PAUSE_MS : 0);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [source, typed, first, without]);
  const rows = found ?? [];
  const pressed = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step && rows.length) {
      event.preventDefault();
      setAt((at + step + rows.length) % rows.length);
    } else if (event.key === "Enter") {
      // Enter picks and must not send the form around it.
      event.preventDefault();
      const picked = rows[at];
      if (picked) onPick(picked);
    }
  };
  return (
    <div class="choose">
      <label class="field">
        <span>{label}</span>
        <input
          type="text" role="combobox" aria-autocomplete="list" aria-expanded={rows.length > 0} aria-controls={`${id}-list`} autofocus
          aria-activedescendant={rows.length ? `${id}-${at}` : undefined} autocomplete="off" spellcheck={false} dir="auto"
          placeholder="Name, alias or id" value={text} onInput={(event) => setText(event.currentTarget.value)} onKeyDown={pressed}
        />
      </label>
      {error ? <Failed error={error} /> : null}
      <p class="quiet" role="status">{found === null ? "" : rows.length ? `${typed ? "Found" : "Alike"}: ${count(rows.length, "entity", "entities")}. Arrow keys choose, Enter takes.` : typed ? "No other entity is found by this." : "No other name is like it. Type another one."}</p>
      <ul id={`${id}-list`} class="options" role="listbox" aria-label="Entities found">
        {rows.map((each, place) => (
          <li
            key={each.id} id={`${id}-${place}`} role="option" aria-selected={place === at} data-at={place === at ? "" : undefined}
            onPointerMove={() => setAt(place)} onClick={() => onPick(each)}
          >
            <TypeSign type={each.type} /> <bdi>{oneLine(each.name)}</bdi>{" "}
            <span class="quiet">{`${each.type}, ${count(each.windows, "sentence")}`}{each.matched && each.matched !== each.name ? <>{", as "}<bdi>{oneLine(each.matched)}</bdi></> : null}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

async function find(source: Source, text: string, signal: AbortSignal): Promise<FoundEntity[]> {
  return (await source.search(text, { limit: MOST + 1, type: "", deep: false }, signal)).entities;
}

/** Find entities whose names share words with a name, those that share most first: where the name itself is found, slips of it are not. */
async function findAlike(source: Source, name: string, signal: AbortSignal): Promise<FoundEntity[]> {
  const words = [...new Set(name.split(/[\s,.]+/u))].filter((each) => each.length > 2).sort((a, b) => b.length - a.length).slice(0, WORDS);
  const answers = await Promise.all([name, ...(words.length > 1 ? words : [])].map((each) => find(source, each, signal)));
  const shared = new Map<string, { entity: FoundEntity; times: number }>();
  for (const entity of answers.flat()) {
    const held = shared.get(entity.id) ?? { entity, times: 0 };
    held.times += 1;
    shared.set(entity.id, held);
  }
  return [...shared.values()].sort((a, b) => b.times - a.times).map((each) => each.entity);
}
