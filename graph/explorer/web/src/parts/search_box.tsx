import { useEffect, useId, useRef, useState } from "preact/hooks";
import { addressOf, go } from "../address";
import { usePage } from "../context";
import { Matched } from "./marked";
import { SearchOption } from "./search_option";
import { ASKED_FOR, type Found, keepingDeep, type Option, optionsOf } from "./search_options";

const QUICK_MS = 80;
const DEEP_MS = 300;
const HEADS = { entity: "Entities", document: "Documents", sentence: "Sentences" } as const;

/** The box that finds entities, documents and sentences while one types; Enter opens the best or the chosen. */
export function SearchBox({ asked, focused }: { asked: string; focused: boolean }) {
  const { source, pulse } = usePage();
  const [text, setText] = useState(asked);
  const [open, setOpen] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const [failed, setFailed] = useState("");
  const [chosen, setChosen] = useState(-1);
  const hurry = useRef(false);
  const own = useRef<HTMLFormElement>(null);
  const box = useRef<HTMLInputElement>(null);
  const id = useId();
  const words = text.trim();
  const options = found ? optionsOf(found.answer) : [];

  useEffect(() => {
    if (asked) setText(asked);
  }, [asked]);
  useEffect(() => {
    if (focused) box.current?.focus();
    const back = ({ state }: PopStateEvent) => typeof state?.asked === "string" && setText(state.asked);
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  useEffect(() => {
    if (!words || !open) {
      if (!words) setFound(null);
      return undefined;
    }
    const stop = new AbortController();
    const ask = (deep: boolean) => {
      source.search(words, { limit: ASKED_FOR, type: "", deep }, stop.signal).then(
        (answer) => {
          if (stop.signal.aborted) return;
          setFailed("");
          setFound((before) => (!deep && before?.text === words && before.deep ? before : { text: words, deep, answer: deep ? answer : keepingDeep(answer, before?.answer) }));
        },
        (error: Error) => stop.signal.aborted || setFailed(error.message),
      );
    };
    const quick = setTimeout(() => ask(false), QUICK_MS);
    const deep = setTimeout(() => ask(true), DEEP_MS);
    return () => {
      stop.abort();
      clearTimeout(quick);
      clearTimeout(deep);
    };
  }, [words, open, pulse.revision]);
  useEffect(() => {
    // Enter came before the answer: open the best of it now, or everything where it holds none.
    if (!hurry.current || found?.text !== words) return;
    const best = optionsOf(found.answer)[0];
    if (best?.kind === "entity") leave(best.href);
    else if (found.deep) leave(best?.href ?? everything(words));
  }, [found]);
  useEffect(() => {
    if (!open) return undefined;
    const elsewhere = (event: PointerEvent) => {
      if (event.target instanceof Node && !own.current?.contains(event.target)) setOpen(false);
    };
    addEventListener("pointerdown", elsewhere);
    return () => removeEventListener("pointerdown", elsewhere);
  }, [open]);

  useEffect(() => {
    if (chosen >= 0) document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  const leave = (href: string) => {
    hurry.current = false;
    setOpen(false);
    setChosen(-1);
    box.current?.blur();
    history.replaceState({ ...history.state, asked: words }, "");
    go(href);
  };
  const typed = (value: string) => {
    hurry.current = false;
    setText(value);
    setOpen(true);
    setChosen(-1);
    setFailed("");
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return setOpen(true);
      // One more place than there are lines: none chosen, where the caret is in the text alone.
      const places = options.length + 1;
      setChosen(((chosen + 1 + (event.key === "ArrowDown" ? 1 : places - 1)) % places) - 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (open && words) setOpen(false);
      else setText("");
      hurry.current = false;
    } else if (event.key === "Tab") {
      setOpen(false);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!words) return undefined;
      const picked = options[chosen];
      if (event.ctrlKey || event.metaKey) leave(everything(words));
      else if (picked) leave(picked.href);
      else if (found?.text === words && options[0] && (found.deep || options[0].kind === "entity")) leave(options[0].href);
      else if (found?.text === words && found.deep) leave(everything(words));
      else {
        hurry.current = true;
        setOpen(true);
      }
    }
    return undefined;
  };
  const shown = open && words !== "" && (found !== null || failed !== "");
  const groups = (["entity", "document", "sentence"] as const).map((kind) => ({ kind, lines: options.map((option, at) => ({ option, at })).filter(({ option }) => option.kind === kind) }));
  return (
    <form
      class="search" role="search" ref={own} onSubmit={(event) => event.preventDefault()}
      onFocusOut={(event) => event.relatedTarget instanceof Node && !own.current?.contains(event.relatedTarget) && setOpen(false)}
    >
      <svg class="search-sign" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><circle cx="7" cy="7" r="4.5" /><path d="M10.5 10.5L14 14" /></svg>
      <input
        ref={box} id={`${id}-box`} type="text" dir="auto" autocomplete="off" autocapitalize="none" spellcheck={false} enterkeyhint="search" maxLength={200}
        placeholder="Search names, documents, sentences" aria-label="Search names, documents and sentences"
        role="combobox" aria-expanded={shown} aria-controls={`${id}-list`} aria-autocomplete="list"
        aria-activedescendant={shown && chosen >= 0 ? `${id}-${chosen}` : undefined} data-search
        value={text} onInput={(event) => typed(event.currentTarget.value)} onKeyDown={pressed} onClick={() => words && setOpen(true)}
      />
      <kbd aria-hidden="true">/</kbd>
      <div class="search-panel" hidden={!shown}>
        <div id={`${id}-list`} role="listbox" aria-label="Found">
          {groups.map(({ kind, lines }) => (lines.length === 0 ? null : (
            <div role="group" aria-labelledby={`${id}-${kind}`} key={kind} data-stale={kind !== "entity" && found?.deep === false ? "" : undefined}>
              <div class="search-head" id={`${id}-${kind}`}>{HEADS[kind]}</div>
              {lines.map(({ option, at }) => (
                <div
                  key={option.href} id={`${id}-${at}`} class="search-line" role="option" aria-selected={at === chosen}
                  onPointerDown={(event) => event.preventDefault()} onClick={() => leave(option.href)} onPointerMove={() => at === chosen || setChosen(at)}
                >
                  <SearchOption option={option} asked={words} />
                </div>
              ))}
            </div>
          )))}
        </div>
        <SearchFoot words={words} found={found} failed={failed} onAll={() => leave(everything(words))} />
      </div>
      <p class="unseen" role="status">{shown && found ? said(found, options) : ""}</p>
    </form>
  );
}

function SearchFoot({ words, found, failed, onAll }: { words: string; found: Found | null; failed: string; onAll(): void }) {
  if (failed) return <p class="search-foot" data-kind="failed">{failed}</p>;
  if (!found) return null;
  const { entities, documents, sentences } = found.answer;
  const none = entities.length + documents.length + sentences.length === 0;
  if (none) return <p class="search-foot">{found.deep ? <span>Nothing has <q dir="auto">{words}</q> in it, nor a name like it.</span> : "No such name. Looking in the documents …"}</p>;
  return (
    <p class="search-foot">
      <button type="button" class="link" onClick={onAll}><span>Everything for <Matched text={words} asked={words} /></span></button>
      <span class="search-keys"><kbd>Enter</kbd> best <kbd>Ctrl</kbd> <kbd>Enter</kbd> everything</span>
    </p>
  );
}

function said({ deep }: Found, options: Option[]): string {
  if (!deep) return "";
  const best = options[0];
  const name = best?.kind === "entity" ? `; best: ${best.entity.name}` : "";
  return `${options.length || "Nothing"} found${name}.`;
}

function everything(words: string): string {
  return addressOf("found", { q: words });
}
