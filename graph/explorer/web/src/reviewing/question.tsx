import { addressOf } from "../address";
import { Words } from "../deciding/side";
import { EntityLink } from "../parts/entity_link";
import { SentenceList } from "../parts/sentences";
import { count, number, oneLine } from "../parts/text";
import type { ReviewItem, ReviewSide } from "../types";

/** One question of the review: both sides with their sentences side by side, and what linking thinks of the two. */
export function Question({ item }: { item: ReviewItem }) {
  const merges = item.question === "merge?";
  return (
    <article class="question" aria-labelledby="question">
      <h2 id="question">
        {merges ? "Are these two the same? " : "Are these rightly one entity? "}
        <span class="unseen"><bdi>{oneLine(item.left.name)}</bdi>{" and "}<bdi>{oneLine(item.right.name)}</bdi></span>
      </h2>
      <p class="why" dir="auto">{item.told}</p>
      <p class="quiet">
        {`Rule ${item.rule} · score ${item.score.toFixed(2)} · ${count(item.impact, "sentence")} ${item.impact === 1 ? "hangs" : "hang"} on it`}
        {merges ? "" : " · they are one entity now"}
      </p>
      {item.guards.length ? <ul class="rows">{item.guards.map((each) => <li key={each} dir="auto">{each}</li>)}</ul> : null}
      <div class="sides">
        <QuestionSide side={item.left} other={item.right} />
        <QuestionSide side={item.right} other={item.left} />
      </div>
      <details class="words-of" open>
        <summary>Word by word</summary>
        <Words rows={item.words} left={item.left.name} right={item.right.name} />
      </details>
    </article>
  );
}

function QuestionSide({ side, other }: { side: ReviewSide; other: ReviewSide }) {
  const left = side.sentences_total - side.sentences.length;
  const also = side.also.filter((each) => each !== side.name);
  return (
    <section class="side" aria-label={oneLine(side.name)}>
      <h3><bdi>{oneLine(side.name)}</bdi>{side.type !== other.type ? <span class="tag">{side.type}</span> : null}</h3>
      <p class="quiet">{`${side.type} · ${count(side.sentences_total, "sentence")} in ${count(side.documents, "document")}`}</p>
      {also.length ? <p class="quiet">{"Also written "}{also.map((each, place) => <span key={each}>{place ? "; " : ""}<bdi>{each}</bdi></span>)}</p> : null}
      {side.documents_meant.length ? (
        <p class="quiet">{`Meant in ${count(side.documents_meant.length, "document")} only: `}<bdi>{side.documents_meant.slice(0, 3).join(", ")}</bdi>{side.documents_meant.length > 3 ? " …" : ""}</p>
      ) : null}
      <SentenceList sentences={side.sentences} entity={side.entity.id} />
      {left > 0 ? <p><a href={addressOf("entity", { id: side.entity.id })}>{`${number(left)} more`}</a></p> : null}
      <p class="quiet">{"Entity: "}<EntityLink entity={side.entity} /></p>
    </section>
  );
}
