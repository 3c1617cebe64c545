import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { addressOf } from "../address";
import { useAnswer, usePage } from "../context";
import { useDeciding } from "../deciding/deciding";
import type { Judgement } from "../deciding/judgements";
import { WhoField } from "../deciding/who";
import { useKeys } from "../parts/keys";
import { Failed, Loading, Waiting } from "../parts/loading";
import { count, number, oneLine } from "../parts/text";
import { Question } from "../reviewing/question";
import { askQuestions, type Questions } from "../reviewing/questions";
import { Summary } from "../reviewing/summary";
import { SourceError } from "../source/source";
import type { ReviewItem } from "../types";

// The server works the questions out anew after each change: it is asked again where they are not ready.
const PASSING = [429, 503, 504];
const AGAIN_MS = 1500;
const AHEAD = 8;
const SLOW_MS = 1500;

/** The questions that linking leaves to people, one at a time, answered by keys or buttons. */
export function ReviewView() {
  const page = usePage();
  const { judgements } = useDeciding();
  // What was looked at in this visit, in order; the questions themselves come anew with every change of the graph.
  const trail = useRef<ReviewItem[]>([]);
  const [at, setAt] = useState(0);
  const [turn, setTurn] = useState(0);
  const [, draw] = useReducer((times: number, _: void) => times + 1, 0);
  useEffect(() => judgements.watch(() => draw(undefined)), [judgements]);
  const asked = useAnswer(() => {
    const settled = judgements.all.filter((each) => each.state === "kept").length;
    const seen = new Set([...trail.current, ...judgements.all.map((each) => each.item)].map((each) => each.key));
    return askQuestions(page.source, seen, trail.current[at]?.key ?? "", AHEAD, settled);
  }, [turn]);
  const last = useRef<Questions | null>(null);
  if (asked.state === "here") last.current = asked.value;
  const retry = asked.state === "failed" ? asked.retry : null;
  const passing = asked.state === "failed" && asked.error instanceof SourceError && PASSING.includes(asked.error.status);
  useEffect(() => {
    if (!retry || !passing) return undefined;
    const timer = setTimeout(retry, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  if (last.current === null) return passing ? <Waiting what="the questions" /> : <Loading asked={asked} what="the questions">{() => null}</Loading>;
  // What is shown stays while newer questions are on their way, and where they do not come: the answers go on.
  return (
    <>
      {asked.state === "failed" && !passing ? <Failed error={asked.error} retry={asked.retry} /> : null}
      <Queue questions={last.current} fresh={asked.state === "here"} trail={trail.current} at={at} setAt={setAt} more={() => setTurn((n) => n + 1)} />
    </>
  );
}

type QueueGiven = { questions: Questions; fresh: boolean; trail: ReviewItem[]; at: number; setAt(at: number): void; more(): void };

function Queue({ questions, fresh, trail, at, setAt, more }: QueueGiven) {
  const page = usePage();
  const { judgements, whyNot } = useDeciding();
  const [why, setWhy] = useState("");
  const [by, setBy] = useState(page.by);
  const top = useRef<HTMLDivElement>(null);
  const reason = useRef<HTMLInputElement>(null);
  const open = openOnes(questions, trail, judgements.all.filter((each) => each.state !== "undone").map((each) => each.item.key));
  if (at >= trail.length && open[0]) trail.push(open[0]);
  const visited = trail[at] ?? null;
  const item = questions.items.find((each) => each.key === visited?.key) ?? visited;
  const left = open.filter((each) => !trail.includes(each)).length;
  useEffect(() => {
    if (left < 3 && !questions.all && fresh) more();
  }, [left, questions]);
  const judged = item ? judgements.all.findLast((each) => each.item.key === item.key && each.state !== "undone") ?? null : null;
  const gone = item !== null && !judged && fresh && questions.all && !questions.items.some((each) => each.key === item.key);
  const can = item !== null && !whyNot && by.trim() !== "" && !gone;
  const step = (to: number) => {
    setAt(to);
    top.current?.scrollIntoView({ block: "nearest" });
  };
  const judge = (verdict: Judgement) => {
    if (!can || !item) return;
    if (by.trim() !== page.by) page.setBy(by.trim());
    if (judged) judgements.takeBack(judged);
    judgements.judge(item, verdict, by.trim(), why.trim());
    setWhy("");
    step(at + 1);
  };
  const skip = () => { if (item) step(at + 1); };
  const back = () => { if (at > 0) step(at - 1); };
  const undo = () => {
    const last = judgements.all.findLast((each) => each.state !== "undone" && each.state !== "undoing");
    if (!last) return;
    judgements.takeBack(last);
    const place = trail.findIndex((each) => each.key === last.item.key);
    if (place >= 0) step(place);
  };
  useKeys({
    m: () => judge("same"), s: () => judge("same"), d: () => judge("different"), l: () => judge("unsure"), u: () => judge("unsure"),
    k: skip, ArrowRight: skip, b: back, ArrowLeft: back, z: undo, r: () => reason.current?.focus(),
  });
  const merges = item?.question === "merge?";
  const total = questions.total + questions.settled;
  return (
    <div class="review" ref={top}>
      <p class="review-place" role="status">
        {item ? `${number(at + 1)} of ${number(Math.max(total, at + 1))}` : total ? `All of ${number(total)} looked at` : ""}
        <Sending />
      </p>
      {item ? (
        <>
          {gone ? <Settled /> : null}
          {judged ? <p class="notice" data-kind="info">{`You said: ${judged.verdict === "unsure" ? "open" : judged.verdict}. Another answer replaces it.`}</p> : null}
          <div class="review-buttons" role="group" aria-label="Answer">
            <button type="button" class="main" disabled={!can} title={whyNot || undefined} onClick={() => judge("same")}>{merges ? "Same: merge" : "Same: leave as one"} <kbd>m</kbd></button>
            <button type="button" class="main" disabled={!can} title={whyNot || undefined} onClick={() => judge("different")}>{merges ? "Different: keep apart" : "Different: take apart"} <kbd>d</kbd></button>
            <button type="button" disabled={!can} title={whyNot || undefined} onClick={() => judge("unsure")}>Leave open <kbd>l</kbd></button>
            <button type="button" onClick={skip}>Skip <kbd>k</kbd></button>
            <button type="button" disabled={at === 0} onClick={back}>Back <kbd>b</kbd></button>
            <button type="button" disabled={!judgements.all.some((each) => each.state !== "undone")} onClick={undo}>Undo the last <kbd>z</kbd></button>
          </div>
          {whyNot ? <p class="quiet why-not">{whyNot}</p> : null}
          <Question key={item.key} item={item} />
          <div class="act-fields">
            <label class="field">
              <span>Reason <kbd>r</kbd> <span class="quiet">(optional, kept with this answer)</span></span>
              <input ref={reason} type="text" value={why} maxLength={2000} dir="auto" disabled={whyNot !== ""} onInput={(event) => setWhy(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === "Escape" || event.key === "Enter") event.currentTarget.blur(); }} />
            </label>
            {whyNot ? null : <WhoField by={by} onChange={setBy} />}
          </div>
        </>
      ) : (
        <End empty={questions.total === 0} again={() => { trail.length = 0; setAt(0); more(); }} />
      )}
      {judgements.all.length ? (
        <details class="review-summary" open={item === null}>
          <summary>{`Your answers: ${count(judgements.all.filter((each) => each.state !== "undone").length, "judgement")}`}</summary>
          <Summary judgements={judgements} />
        </details>
      ) : null}
    </div>
  );
}

/** What is on its way, and what failed with the ways to go on. */
function Sending() {
  const { judgements } = useDeciding();
  const [slow, setSlow] = useState(false);
  const { unsent, stuck } = judgements;
  useEffect(() => {
    setSlow(false);
    if (!unsent) return undefined;
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, [unsent === 0]);
  if (stuck) {
    return (
      <span class="notice" data-kind="failed">
        <span dir="auto">{`Not kept: “${oneLine(stuck.item.left.name)}” and “${oneLine(stuck.item.right.name)}”. ${stuck.error}`}</span>
        <span class="dialog-acts">
          <button type="button" onClick={() => judgements.retry()}>Send again</button>
          <button type="button" onClick={() => judgements.giveUp()}>Give this one up</button>
        </span>
      </span>
    );
  }
  if (!unsent) return null;
  return <span class="quiet"><span class="turning" aria-hidden="true" />{` ${count(unsent, "answer")} on the way${slow ? ": the graph is linked anew. Go on meanwhile." : ""}`}</span>;
}

function Settled() {
  const { pulse } = usePage();
  const last = pulse.last_decision;
  return (
    <p class="notice" data-kind="info" role="status">
      <span>
        {"This is no longer asked: a decision settled it meanwhile."}
        {last ? <>{" The last one: "}<bdi>{oneLine(last.by)}</bdi>{": "}<bdi>{oneLine(last.told)}</bdi></> : null}
      </span>
    </p>
  );
}

function End({ empty, again }: { empty: boolean; again(): void }) {
  return (
    <div class="review-end">
      <h2>{empty ? "Nothing is left to review" : "That was all"}</h2>
      <p>{empty ? "Linking is sure of all names, or people have judged the rest." : "What you skipped stays open."}</p>
      <p class="actions">
        {empty ? null : <button type="button" onClick={again}>Look at what is open again</button>}
        <a class="button" href={addressOf("decisions")}>All decisions</a>
      </p>
    </div>
  );
}

/** Return the questions that were neither looked at nor answered in this visit. */
function openOnes({ items }: Questions, trail: readonly ReviewItem[], judged: readonly string[]): ReviewItem[] {
  const seen = new Set([...trail.map((each) => each.key), ...judged]);
  return items.filter((each) => !seen.has(each.key));
}
