import type { ComponentChildren } from "preact";
import { useAnswer, usePage } from "../context";
import { EntityLink } from "../parts/entity_link";
import { Loading } from "../parts/loading";
import { SentenceList } from "../parts/sentences";
import { count, oneLine } from "../parts/text";
import type { EntityBrief, Sentence, WordRow } from "../types";

type Given = { entity: EntityBrief; sentences?: readonly Sentence[]; total?: number; children?: ComponentChildren };

/** One of two things that are compared: who it is, how often it is named, and sentences that name it. */
export function Side({ entity, sentences, total, children }: Given) {
  return (
    <section class="side" aria-label={oneLine(entity.name)}>
      <h3><EntityLink entity={entity} /></h3>
      <p class="quiet">{`${entity.type} · ${count(entity.windows, "sentence")} in ${count(entity.docs, "document")}`}</p>
      {children}
      {sentences ? <SentenceList sentences={sentences} entity={entity.id} /> : <FirstSentences entity={entity} limit={3} />}
      {sentences && total !== undefined && total > sentences.length ? <p class="quiet">{`and ${count(total - sentences.length, "more sentence", "more sentences")}`}</p> : null}
    </section>
  );
}

/** The strongest few sentences of an entity. */
export function FirstSentences({ entity, limit }: { entity: EntityBrief; limit: number }) {
  const { source } = usePage();
  const asked = useAnswer(() => source.evidence([entity.id], { order: "strongest", offset: 0, limit }), [entity.id, limit]);
  return (
    <Loading asked={asked} what="sentences">
      {({ sentences, total }) => (
        <>
          <SentenceList sentences={sentences} entity={entity.id} />
          {total > sentences.length ? <p class="quiet">{`and ${count(total - sentences.length, "more sentence", "more sentences")}`}</p> : null}
        </>
      )}
    </Loading>
  );
}

/** Two names word by word, with what each pair of words makes of them. */
export function Words({ rows, left, right }: { rows: readonly WordRow[]; left: string; right: string }) {
  if (!rows.length) return null;
  return (
    <table class="words">
      <caption class="unseen">{`${oneLine(left)} and ${oneLine(right)}, word by word`}</caption>
      <thead><tr><th scope="col">{"In "}<bdi>{oneLine(left)}</bdi></th><th scope="col">{"In "}<bdi>{oneLine(right)}</bdi></th><th scope="col">How they compare</th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.left} ${row.right}`}><td dir="auto">{row.left || "—"}</td><td dir="auto">{row.right || "—"}</td><td>{row.relation}</td></tr>
        ))}
      </tbody>
    </table>
  );
}
