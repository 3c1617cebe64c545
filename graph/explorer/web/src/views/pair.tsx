import { addressOf } from "../address";
import { DecisionList } from "../about/decision_list";
import { Timeline } from "../about/timeline";
import { useAnswer, useHeading, usePage } from "../context";
import { useDeciding } from "../deciding/deciding";
import { Side, Words } from "../deciding/side";
import { EntityLink } from "../parts/entity_link";
import { Loading } from "../parts/loading";
import { Sentences } from "../parts/sentences";
import { count, oneLine } from "../parts/text";
import type { Source } from "../source/source";
import type { EntityBrief, PairAnswer } from "../types";
import type { ViewProps } from "./views";

/** Two entities: the sentences that name both, when, why they are two, and what can be decided of them. */
export function PairView({ values }: ViewProps) {
  const { source } = usePage();
  const [a, b] = [values.get("a") ?? "", values.get("b") ?? ""];
  const asked = useAnswer(() => pairOrOne(source, a, b), [a, b]);
  const told = asked.state === "here" ? asked.value : asked.state === "waiting" ? asked.last : null;
  const pair = told && "why" in told ? told : null;
  useHeading(pair ? { title: `${oneLine(pair.a.name)} and ${oneLine(pair.b.name)}` } : null);
  if (!a || !b) return <p>Two entities are needed. Open an entity and choose one of its neighbours.</p>;
  return <Loading asked={asked} what="the pair">{(value) => ("why" in value ? <Pair pair={value} values={values} /> : <One entity={value} />)}</Loading>;
}

/** Return what is told of two entities, or the one that both are by now, as after another person's merge. */
async function pairOrOne(source: Source, a: string, b: string): Promise<PairAnswer | EntityBrief> {
  try {
    return await source.pair(a, b);
  } catch (error) {
    const [one, other] = await Promise.all([source.entity(a), source.entity(b)]).catch(() => [null, null]);
    if (one && one.id === other?.id) return one;
    throw error;
  }
}

function One({ entity }: { entity: EntityBrief }) {
  return <p>{"These are one entity: "}<EntityLink entity={entity} /></p>;
}

function Pair({ pair, values }: { pair: PairAnswer; values: URLSearchParams }) {
  const { a, b } = pair;
  if (pair.together || a.id === b.id) {
    return (
      <>
        <p>{"These are one entity: "}<a href={addressOf("entity", { id: a.id })}><bdi>{oneLine(a.name)}</bdi></a>.</p>
        <Why pair={pair} />
      </>
    );
  }
  return (
    <>
      <div class="sides heads"><Head entity={a} /><Head entity={b} /></div>
      <PairActions pair={pair} />
      <section aria-labelledby="both">
        <h2 id="both">Sentences that name both</h2>
        <Sentences ids={[a.id, b.id]} />
      </section>
      <section aria-labelledby="when">
        <h2 id="when">Timeline of both together</h2>
        <Timeline ids={[a.id, b.id]} period={values.get("period") ?? ""} href={(period) => addressOf("pair", { a: a.id, b: b.id, period })} />
      </section>
      <section aria-labelledby="why">
        <h2 id="why">Why they are two</h2>
        <Why pair={pair} />
      </section>
      <section aria-labelledby="sides">
        <h2 id="sides">Each by itself</h2>
        <div class="sides"><Side entity={a} /><Side entity={b} /></div>
      </section>
    </>
  );
}

function Head({ entity }: { entity: EntityBrief }) {
  return (
    <p class="side">
      <EntityLink entity={entity} />
      <span class="quiet">{`${entity.type} · ${count(entity.windows, "sentence")} in ${count(entity.docs, "document")}`}</span>
    </p>
  );
}

function PairActions({ pair: { a, b } }: { pair: PairAnswer }) {
  const deciding = useDeciding();
  const off = deciding.whyNot !== "";
  return (
    <div class="actions" role="group" aria-label="Look on and decide">
      <a class="button" href={addressOf("graph", { root: [`20:${a.id}`, `20:${b.id}`] })}>Open both in the graph</a>
      <a class="button" href={addressOf("path", { a: a.id, b: b.id })}>Path between them</a>
      <a class="button" href={addressOf("bridges", { left: a.id, right: b.id })}>Who stands with both</a>
      <button type="button" disabled={off} title={deciding.whyNot || undefined} onClick={() => deciding.mergeWith(a, b)}>Merge the two…</button>
      <button type="button" disabled={off} title={deciding.whyNot || undefined} onClick={() => deciding.apart(a, b)}>Keep apart…</button>
      {off ? <p class="quiet why-not">{deciding.whyNot}</p> : null}
    </div>
  );
}

function Why({ pair }: { pair: PairAnswer }) {
  // The reason may be the guard that spoke.
  const guards = pair.guards.filter((each) => !pair.why.includes(each));
  return (
    <div class="compared">
      <p dir="auto">{pair.why}</p>
      <p class="quiet">{`Their names score ${pair.score.toFixed(2)}${pair.band ? `: ${pair.band}` : ""}.`}</p>
      {guards.length ? <ul class="rows">{guards.map((each) => <li key={each} dir="auto">{each}</li>)}</ul> : null}
      <Words rows={pair.words} left={pair.a.name} right={pair.b.name} />
      {pair.decisions.length ? <><h3>Decisions</h3><DecisionList rows={pair.decisions} /></> : null}
    </div>
  );
}
