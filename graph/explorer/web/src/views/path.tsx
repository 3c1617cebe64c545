import { useMemo, useState } from "preact/hooks";
import { addressOf, go } from "../address";
import { useAnswer, usePage } from "../context";
import { graphOf } from "../graph/address";
import { EntityField, useEntity, type ChosenEntity } from "../graph/entity_field";
import { EntityLink } from "../parts/entity_link";
import { TypeSign } from "../parts/badge";
import { Loading } from "../parts/loading";
import { pathAddress, readAvoided } from "../graph/path_address";
import { SentenceList } from "../parts/sentences";
import { count, oneLine } from "../parts/text";
import type { PathAnswer } from "../types";
import "../style/graph.css";
import "../style/paths.css";
import type { ViewProps } from "./views";

/** The shortest path between two entities, each step with its evidence. */
export function PathView({ values }: ViewProps) {
  const a = values.get("a") ?? "";
  const b = values.get("b") ?? "";
  const { project } = usePage();
  const avoid = useMemo(() => readAvoided(values, project.types.map(({ type }) => type)), [`${values}`, project.types]);
  return (
    <div class="path-page">
      <PathForm key={`${a} ${b}`} a={a} b={b} avoid={avoid} />
      {a && b ? <PathFound a={a} b={b} avoid={avoid} /> : <p class="quiet">Name two entities to see how they hang together.</p>}
    </div>
  );
}

function PathForm({ a, b, avoid }: { a: string; b: string; avoid: readonly string[] }) {
  const { project } = usePage();
  const from = useEntity(a);
  const to = useEntity(b);
  const [one, setOne] = useState<ChosenEntity | null | undefined>(undefined);
  const [other, setOther] = useState<ChosenEntity | null | undefined>(undefined);
  const ends = { a: (one === undefined ? from : one)?.id ?? "", b: (other === undefined ? to : other)?.id ?? "" };
  const ask = (next: { a: string; b: string }, types: readonly string[] = avoid) => {
    if (next.a && next.b) go(pathAddress(next.a, next.b, types, project.types.map(({ type }) => type)));
  };
  return (
    <form class="path-form" onSubmit={(event) => { event.preventDefault(); ask(ends); }}>
      <div class="path-ends">
        <EntityField label="From" value={one === undefined ? from : one} change={(entity) => { setOne(entity); if (entity) ask({ ...ends, a: entity.id }); }} />
        <EntityField label="To" value={other === undefined ? to : other} change={(entity) => { setOther(entity); if (entity) ask({ ...ends, b: entity.id }); }} />
        <button type="submit" class="main" disabled={!ends.a || !ends.b}>Find the path</button>
        {a && b ? <button type="button" onClick={() => ask({ a: b, b: a })}>Turn around</button> : null}
      </div>
      {project.types.length > 1 ? (
        <details>
          <summary>{avoid.length ? <>Not by way of <bdi>{avoid.map(oneLine).join(", ")}</bdi></> : "Not by way of …"}</summary>
          <fieldset class="avoid">
            <legend class="unseen">Types to avoid on the way</legend>
            {project.types.map(({ type }) => (
              <label key={type} class="check">
                <input type="checkbox" checked={avoid.includes(type)} onChange={() => {
                  const types = avoid.includes(type) ? avoid.filter((each) => each !== type) : [...avoid, type];
                  ask(ends, types);
                }} />
                <TypeSign type={type} /> <span dir="auto">{type}</span>
              </label>
            ))}
          </fieldset>
        </details>
      ) : null}
    </form>
  );
}

function PathFound({ a, b, avoid }: { a: string; b: string; avoid: string[] }) {
  const { source } = usePage();
  const asked = useAnswer(() => source.path(a, b, avoid), [a, b, avoid]);
  return <Loading asked={asked} what="the path">{(answer) => <Steps answer={answer} />}</Loading>;
}

function Steps({ answer: { steps, message } }: { answer: PathAnswer }) {
  const [first] = steps;
  if (!first) return <p class="notice">{message || "There is no path between the two."}</p>;
  const ids = [first.a.id, ...steps.map(({ b }) => b.id)];
  return (
    <section aria-label="Path">
      <p class="path-told">
        {count(steps.length, "step")}. {message} <a href={addressOf("graph", { root: ids.map((id) => `0:${id}`), pick: [ids[0] ?? "", ids.at(-1) ?? ""] })}>Open as a graph</a>
      </p>
      <ol class="path-row" aria-label="The path at a glance">
        {[first.a, ...steps.map(({ b }) => b)].map((entity, at) => (
          <li key={entity.id}>
            {at > 0 ? <span class="path-link" title="Shared sentences">{count(steps[at - 1]?.count ?? 0, "sentence")}</span> : null}
            <EntityLink entity={entity} />
          </li>
        ))}
      </ol>
      <ol class="path-steps">
        {steps.map((step) => (
          <li key={`${step.a.id} ${step.b.id}`}>
            <h2><EntityLink entity={step.a} /> <span class="and">and</span> <EntityLink entity={step.b} /></h2>
            <p class="quiet">
              <a href={addressOf("pair", { a: step.a.id, b: step.b.id })}>{count(step.count, "shared sentence")}</a> in {count(step.docs, "document")}
              {` · NPMI ${step.npmi.toFixed(2)} · `}<a href={graphOf([step.a.id, step.b.id])}>graph of both</a>
            </p>
            <SentenceList sentences={step.sentences} entity={step.a.id} />
          </li>
        ))}
      </ol>
    </section>
  );
}
