import { useState } from "preact/hooks";
import { EntityLink } from "../parts/entity_link";
import { count, number } from "../parts/text";
import type { DocumentAnswer } from "../types";

const FIRST = 25;
type Mentioned = DocumentAnswer["mentioned"][number];

/** What a document was read from: a link where that leads to the web, else its name. */
export function SourcePlace({ uri }: { uri: string }) {
  return /^https?:\/\//iu.test(uri) ? <a href={uri} target="_blank" rel="noopener noreferrer nofollow" dir="auto">{uri}</a> : <bdi>{uri}</bdi>;
}

/** The entities of a document, those mentioned most first, and what else is known of it. */
export function DocumentSide({ document: { mentioned, metadata, media_type, sentences, ingested_at, date_from }, followed, follow }: { document: DocumentAnswer; followed: string; follow(entity: Mentioned): string }) {
  const [all, setAll] = useState(false);
  const shown = all ? mentioned : mentioned.slice(0, FIRST);
  const known = [["Type", media_type], ["Sentences", number(sentences)], ["Taken in", ingested_at.slice(0, 16).replace("T", " ")], ["Date from", date_from], ...Object.entries(metadata)];
  return (
    <aside class="document-side" aria-label="About the document">
      <section aria-labelledby="mentioned">
        <h2 id="mentioned">{count(mentioned.length, "entity", "entities")}</h2>
        <ol class="mentioned">
          {shown.map((each) => (
            <li key={each.id} data-followed={each.id === followed ? "" : undefined}>
              <EntityLink entity={each} />
              <a class="figure" href={follow(each)} aria-current={each.id === followed ? "true" : undefined} aria-label={`Follow ${count(each.mentions, "mention")} of ${each.name} in the text`} title="Follow in the text">{`${number(each.mentions)} ↓`}</a>
            </li>
          ))}
        </ol>
        {mentioned.length > shown.length ? <button type="button" onClick={() => setAll(true)}>{`Show all ${number(mentioned.length)}`}</button> : null}
      </section>
      <section aria-labelledby="known">
        <h2 id="known">Document</h2>
        <dl class="known">
          {known.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt dir="auto">{name}</dt><dd dir="auto">{value}</dd></div>)}
        </dl>
      </section>
    </aside>
  );
}
