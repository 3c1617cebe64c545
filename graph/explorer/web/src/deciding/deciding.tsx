import { createContext, type ComponentChildren } from "preact";
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { go } from "../address";
import { usePage } from "../context";
import type { ActAnswer, ActRequest, EntityBrief } from "../types";
import { HideDialog, RenameDialog, RetypeDialog, ShowAgainDialog, UndoDialog } from "./entity_dialogs";
import { Judgements } from "./judgements";
import { followedAddress, outcome } from "./outcome";
import { PairDialog } from "./pair_dialog";
import { SplitDialog } from "./split_dialog";

/** What can be decided from any view: each opens a dialog that shows what it is about before anything is done. */
export type Deciding = {
  /** Why nothing can be decided, with the remedy; "" where it can. Buttons are disabled and say this. */
  whyNot: string;
  /** Without `other` the person looks for it in the dialog. */
  mergeWith(entity: EntityBrief, other?: EntityBrief): void;
  apart(entity: EntityBrief, other?: EntityBrief): void;
  split(entity: EntityBrief): void;
  rename(entity: EntityBrief): void;
  retype(entity: EntityBrief): void;
  hide(entity: EntityBrief): void;
  showAgain(entity: EntityBrief): void;
  /** `told` says in words what is taken back, one for each id where it is known. */
  undo(ids: string[], told?: string[]): void;
  /** Send a decision without a dialog; the page says what came of it and follows it. Rejects with a SourceError. */
  send(request: ActRequest): Promise<ActAnswer>;
  /** What was answered to questions of the review: it is sent whatever view is open. */
  judgements: Judgements;
};

type Opened =
  | { kind: "merge" | "apart"; entity: EntityBrief; other: EntityBrief | null }
  | { kind: "split" | "rename" | "retype" | "hide" | "show"; entity: EntityBrief }
  | { kind: "undo"; ids: string[]; told: string[] };

const DecidingContext = createContext<Deciding | null>(null);

/** Return what opens the dialogs of decisions. */
export function useDeciding(): Deciding {
  const deciding = useContext(DecidingContext);
  if (!deciding) throw new Error("useDeciding outside of DecidingDialogs");
  return deciding;
}

/** Holds the dialogs in which something is decided, for all that stands inside. */
export function DecidingDialogs({ children }: { children: ComponentChildren }) {
  const { source, project, say, refresh } = usePage();
  const [opened, setOpened] = useState<Opened | null>(null);
  const send = useCallback(async (request: ActRequest) => {
    const answer = await source.decide(request);
    const { text, kind } = outcome(answer);
    say(text, answer.undo ? { kind, undo: answer.undo } : { kind });
    go(followedAddress(location.hash, answer.entities), { replace: true });
    refresh();
    return answer;
  }, [source, say, refresh]);
  const judgements = useJudgements();
  // Who goes back, or follows an address, leaves the dialog with its view.
  useEffect(() => {
    const left = () => setOpened(null);
    addEventListener("hashchange", left);
    return () => removeEventListener("hashchange", left);
  }, []);
  const whyNot = project.can_decide ? "" : project.why_not || "Nothing can be decided here.";
  const deciding = useMemo<Deciding>(() => ({
    whyNot,
    mergeWith: (entity, other) => setOpened({ kind: "merge", entity, other: other ?? null }),
    apart: (entity, other) => setOpened({ kind: "apart", entity, other: other ?? null }),
    split: (entity) => setOpened({ kind: "split", entity }),
    rename: (entity) => setOpened({ kind: "rename", entity }),
    retype: (entity) => setOpened({ kind: "retype", entity }),
    hide: (entity) => setOpened({ kind: "hide", entity }),
    showAgain: (entity) => setOpened({ kind: "show", entity }),
    undo: (ids, told = []) => setOpened({ kind: "undo", ids, told }),
    send,
    judgements,
  }), [whyNot, send, judgements]);
  return (
    <DecidingContext.Provider value={deciding}>
      {children}
      {opened ? <OpenDialog opened={opened} onClose={() => setOpened(null)} /> : null}
    </DecidingContext.Provider>
  );
}

/** Return the queue of judgements, which lives as long as the page and warns before it is left with some unsent. */
function useJudgements(): Judgements {
  const page = usePage();
  const now = useRef(page);
  now.current = page;
  const judgements = useMemo(() => new Judgements(
    (request) => now.current.source.decide(request),
    (answer) => {
      if (answer.conflicts.length) now.current.say(outcome(answer).text, { kind: "warning", undo: answer.undo });
      now.current.refresh();
    },
    (error) => {
      if (!location.hash.startsWith("#/review")) now.current.say(`An answer of the review was not kept: ${error.message}`, { kind: "warning" });
    },
  ), []);
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => { if (judgements.unsent) event.preventDefault(); };
    addEventListener("beforeunload", leaving);
    return () => removeEventListener("beforeunload", leaving);
  }, [judgements]);
  return judgements;
}

function OpenDialog({ opened, onClose }: { opened: Opened; onClose(): void }) {
  switch (opened.kind) {
    case "merge":
    case "apart":
      return <PairDialog act={opened.kind} entity={opened.entity} other={opened.other} onClose={onClose} />;
    case "split":
      return <SplitDialog entity={opened.entity} onClose={onClose} />;
    case "rename":
      return <RenameDialog entity={opened.entity} onClose={onClose} />;
    case "retype":
      return <RetypeDialog entity={opened.entity} onClose={onClose} />;
    case "hide":
      return <HideDialog entity={opened.entity} onClose={onClose} />;
    case "show":
      return <ShowAgainDialog entity={opened.entity} onClose={onClose} />;
    case "undo":
      return <UndoDialog ids={opened.ids} told={opened.told} onClose={onClose} />;
  }
}
