import { useEffect, useRef, useState } from "preact/hooks";
import { addressOf } from "../address";
import { usePage } from "../context";
import type { EvidenceAnswer, Sentence } from "../types";
import { Failed, Waiting } from "./loading";
import { Marked } from "./marked";
import { Switch } from "./switch";
import { count, number, oneLine } from "./text";

const PAGE = 10;

/** One sentence with its mentions marked, and the document and date it is of as a link to its place there. */
export function SentenceItem({ sentence, entity = "" }: { sentence: Sentence; entity?: string }) {
  const { document_id, title, uri, date, start, text, spans } = sentence;
  const at = start + (spans[0]?.[0] ?? 0);
  return (
    <li class="sentence">
      <blockquote dir="auto"><Marked text={text} spans={spans} /></blockquote>
      <p class="source">
        <a href={addressOf("document", { id: document_id, at, entity })} dir="auto">{oneLine(title) || uri}</a>
        {date ? <time dateTime={date}>{date}</time> : null}
      </p>
    </li>
  );
}

/** Sentences that are at hand already; `entity` is who the document then leads through, mention by mention. */
export function SentenceList({ sentences, entity = "" }: { sentences: readonly Sentence[]; entity?: string }) {
  return <ol class="sentences">{sentences.map((each) => <SentenceItem key={`${each.document_id} ${each.start}`} sentence={each} entity={entity} />)}</ol>;
}

type Order = EvidenceAnswer["order"];
type Shown = { sentences: Sentence[]; total: number; asked: string };

type Given = { ids: [string] | [string, string]; what?: string; period?: string };

/** The sentences of an entity, or of two together, where given only of a period: newest or strongest first, more of them on demand. */
export function Sentences({ ids, what = "sentence", period = "" }: Given) {
  const { source, pulse } = usePage();
  const [order, setOrder] = useState<Order>("strongest");
  const [shown, setShown] = useState<Shown | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [waiting, setWaiting] = useState(true);
  const [turn, setTurn] = useState(0);
  const asked = `${ids.join(" ")} ${order} ${period} ${pulse.revision} ${turn}`;
  const latest = useRef(asked);
  latest.current = asked;
  const ask = (before: Sentence[]) => {
    setError(null);
    setWaiting(true);
    source.evidence(ids, { order, offset: before.length, limit: PAGE, period }).then(
      ({ sentences, total }) => {
        if (latest.current !== asked) return;
        setShown({ sentences: [...before, ...sentences], total, asked });
        setWaiting(false);
      },
      (reason: Error) => {
        if (latest.current !== asked) return;
        setError(reason);
        setWaiting(false);
      },
    );
  };
  useEffect(() => ask([]), [source, asked]);
  if (error && shown?.asked !== asked) return <Failed error={error} retry={() => setTurn(turn + 1)} />;
  if (!shown) return <Waiting what={`${what}s`} />;
  const left = shown.total - shown.sentences.length;
  return (
    <div class="evidence" aria-busy={waiting}>
      <div class="evidence-head">
        <p class="quiet">{shown.total ? count(shown.total, what) : `No ${what}s.`}</p>
        {shown.total > 1 ? <Switch<Order> name="Order of the sentences" options={{ strongest: "Strongest", newest: "Newest" }} value={order} onPick={setOrder} /> : null}
      </div>
      <SentenceList sentences={shown.sentences} entity={ids[0]} />
      {error ? <Failed error={error} retry={() => ask(shown.sentences)} /> : null}
      {left > 0 ? (
        <button type="button" disabled={waiting} onClick={() => ask(shown.sentences)}>{`Show ${number(Math.min(PAGE, left))} more of ${number(left)}`}</button>
      ) : null}
    </div>
  );
}
