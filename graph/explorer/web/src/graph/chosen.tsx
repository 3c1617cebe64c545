import { addressOf } from "../address";
import { useAnswer, usePage } from "../context";
import { EntityActions } from "../deciding/actions";
import { useDeciding } from "../deciding/deciding";
import { EntityLink } from "../parts/entity_link";
import { Failed, Waiting } from "../parts/loading";
import { SentenceList } from "../parts/sentences";
import { count, number } from "../parts/text";
import type { EvidenceAnswer, NodeRow, ViewAnswer } from "../types";
import { graphOf } from "./address";

const SHOWN = 3;

export type ChosenDoings = { expand(id: string): void; collapse(id: string): void; only(id: string): void; takeOut(id: string): void };

/** What is known of the picked entity, or of the two. */
export function Chosen({ answer, picks, roots, doings }: {
  answer: ViewAnswer; picks: readonly string[]; roots: readonly { id: string }[]; doings: ChosenDoings;
}) {
  const nodes = picks.flatMap((id) => answer.nodes.find((each) => each.id === id) ?? []);
  const [one, other] = nodes;
  if (one && other) return <ChosenPair answer={answer} one={one} other={other} />;
  if (one) return <ChosenOne node={one} isRoot={roots.some(({ id }) => id === one.id)} roots={roots.length} doings={doings} />;
  return (
    <div class="chosen chosen-none">
      <h2>Nothing picked</h2>
      <p>Click an entity for its sentences, an edge for those that two share. Shift and a click pick a second one.</p>
      <p>Double-click an entity to see its neighbours.</p>
    </div>
  );
}

function ChosenOne({ node, isRoot, roots, doings }: { node: NodeRow; isRoot: boolean; roots: number; doings: ChosenDoings }) {
  const { source } = usePage();
  const asked = useAnswer(() => source.evidence([node.id], { order: "strongest", offset: 0, limit: SHOWN }), [node.id]);
  return (
    <div class="chosen">
      <h2><EntityLink entity={node} /></h2>
      <p class="chosen-facts">{node.type} · {count(node.windows, "sentence")} · {count(node.docs, "document")} · {count(node.degree, "neighbour")}{node.hidden && " · hidden"}</p>
      <p class="actions">
        <a class="button primary" href={addressOf("entity", { id: node.id })}>Open</a>
        <button type="button" onClick={() => doings.expand(node.id)}>{isRoot ? "More neighbours" : "Show neighbours"}</button>
        {isRoot && roots > 1 && <button type="button" onClick={() => doings.collapse(node.id)}>Collapse</button>}
        {!(isRoot && roots === 1) && <button type="button" onClick={() => doings.only(node.id)}>Only this</button>}
        {!(isRoot && roots === 1) && <button type="button" onClick={() => doings.takeOut(node.id)}>Take out</button>}
      </p>
      <details class="decide"><summary>Decide</summary><EntityActions entity={node} /></details>
      <h3>Sentences</h3>
      <Evidence asked={asked} more={addressOf("entity", { id: node.id })} entity={node.id} />
    </div>
  );
}

function ChosenPair({ answer, one, other }: { answer: ViewAnswer; one: NodeRow; other: NodeRow }) {
  const { source } = usePage();
  const { whyNot, mergeWith, apart } = useDeciding();
  const edge = answer.edges.find(({ a, b }) => (a === one.id && b === other.id) || (a === other.id && b === one.id));
  const asked = useAnswer(() => source.evidence([one.id, other.id], { order: "strongest", offset: 0, limit: SHOWN }), [one.id, other.id]);
  return (
    <div class="chosen">
      <h2><EntityLink entity={one} /> <span class="and">and</span> <EntityLink entity={other} /></h2>
      <p class="chosen-facts">
        {edge ? `${count(edge.count, "shared sentence")} · ${count(edge.docs, "document")} · NPMI ${edge.npmi.toFixed(2)} · log-likelihood ${edge.g2.toFixed(1)}` : "No edge between them is shown."}
      </p>
      <p class="actions">
        <a class="button primary" href={addressOf("pair", { a: one.id, b: other.id })}>Open the pair</a>
        <a class="button" href={addressOf("path", { a: one.id, b: other.id })}>Path between</a>
        <a class="button" href={addressOf("bridges", { left: one.id, right: other.id })}>Bridges</a>
        <a class="button" href={graphOf([one.id, other.id])}>Only these two</a>
      </p>
      <details class="decide">
        <summary>Decide</summary>
        <div class="actions" role="group" aria-label="Decide">
          <button type="button" disabled={whyNot !== ""} onClick={() => mergeWith(one, other)}>Merge…</button>
          <button type="button" disabled={whyNot !== ""} onClick={() => apart(one, other)}>Keep apart…</button>
          {whyNot ? <p class="quiet why-not">{whyNot}</p> : null}
        </div>
      </details>
      <h3>Sentences</h3>
      <Evidence asked={asked} more={addressOf("pair", { a: one.id, b: other.id })} entity={one.id} />
      
    </div>
  );
}

type AskedEvidence = ReturnType<typeof useAnswer<EvidenceAnswer>>;

function Evidence({ asked, more, entity }: { asked: AskedEvidence; more: string; entity: string }) {
  if (asked.state === "failed") return <Failed error={asked.error} retry={asked.retry} />;
  const evidence = asked.state === "here" ? asked.value : null;
  if (!evidence) return <Waiting what="sentences" />;
  if (!evidence.total) return <p class="empty">No sentence is shared.</p>;
  return (
    <>
      <SentenceList sentences={evidence.sentences} entity={entity} />
      {evidence.total > evidence.sentences.length && <p><a href={more}>All {number(evidence.total)} sentences</a></p>}
    </>
  );
}
