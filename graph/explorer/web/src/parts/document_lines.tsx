import { addressOf } from "../address";
import type { DocumentBrief } from "../types";
import { PaperSign } from "./search_option";
import { count, oneLine } from "./text";

/** Documents one below the other: the title as a link, the date and what is in it; `entity` is who they are opened at. */
export function DocumentLines({ documents, entity = "" }: { documents: readonly DocumentBrief[]; entity?: string }) {
  return (
    <ul class="documents-lines">
      {documents.map((each) => (
        <li key={each.id}>
          <PaperSign />
          <div>
            <a href={addressOf("document", { id: each.id, entity })} dir="auto">{oneLine(each.title) || each.uri}</a>
            <p class="quiet">{each.date ? <><time dateTime={each.date}>{each.date}</time> · </> : null}{`${count(each.sentences, "sentence")} · ${count(each.entities, "entity", "entities")}`}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
