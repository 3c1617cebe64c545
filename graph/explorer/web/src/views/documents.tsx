import { useEffect, useState } from "preact/hooks";
import { addressOf, go, readOffset } from "../address";
import { useAnswer, usePage } from "../context";
import { EntityLink } from "../parts/entity_link";
import { Loading } from "../parts/loading";
import { Paged } from "../parts/paged";
import { count, number, oneLine } from "../parts/text";
import type { DocumentBrief } from "../types";
import type { ViewProps } from "./views";
import "../style/documents.css";

const PAGE = 50;
const TYPING_MS = 250;

/** The documents of the graph, newest first: those with words in their title or place, or that name an entity. */
export function DocumentsView({ values }: ViewProps) {
  const { source } = usePage();
  const text = values.get("q") ?? "";
  const entity = values.get("entity") ?? "";
  const offset = readOffset(values, "from");
  const asked = useAnswer(() => source.documents({ text, entity, offset, limit: PAGE }), [source, text, entity, offset]);
  return (
    <>
      <div class="documents-tools">
        <Narrow text={text} entity={entity} />
        {entity ? <Naming id={entity} text={text} /> : null}
      </div>
      <Loading asked={asked} what="documents">
        {({ total, rows }) => (
          <>
            <p class="quiet" role="status">{total === 0 ? "No document fits." : `${count(total, "document")}, newest first`}</p>
            {rows.length > 0 ? <DocumentTable rows={rows} entity={entity} /> : null}
            <Paged offset={offset} limit={PAGE} total={total} what="document" href={(from) => addressOf("documents", { q: text, entity, from: from || undefined })} />
          </>
        )}
      </Loading>
    </>
  );
}

function Narrow({ text, entity }: { text: string; entity: string }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed.trim() === text) return undefined;
    const timer = setTimeout(() => go(addressOf("documents", { q: typed.trim(), entity }), { replace: true }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label class="field narrow">
      <span>Title or place holds</span>
      <input type="search" dir="auto" maxLength={200} autocomplete="off" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
    </label>
  );
}

function Naming({ id, text }: { id: string; text: string }) {
  const { source } = usePage();
  const asked = useAnswer(() => source.entity(id), [source, id]);
  const entity = asked.state === "here" ? asked.value : asked.state === "waiting" ? asked.last : null;
  return (
    <p class="naming">
      {"That name "}
      {entity ? <EntityLink entity={entity} /> : <bdi>{id}</bdi>}
      <a class="icon" href={addressOf("documents", { q: text })} aria-label={`Also documents that do not name ${entity?.name ?? id}`}>✕</a>
    </p>
  );
}

function DocumentTable({ rows, entity }: { rows: readonly DocumentBrief[]; entity: string }) {
  return (
    <table class="documents">
      <thead><tr><th scope="col">Document</th><th scope="col">Date</th><th scope="col" class="figure">Sentences</th><th scope="col" class="figure">Entities</th><th scope="col">Taken in</th></tr></thead>
      <tbody>
        {rows.map((each) => (
          <tr key={each.id}>
            <th scope="row">
              <a href={addressOf("document", { id: each.id, entity })} dir="auto">{oneLine(each.title) || each.uri}</a>
              {each.title && each.uri !== each.title ? <p class="quiet place"><bdi>{each.uri}</bdi></p> : null}
            </th>
            <td data-name="Date">{each.date ? <time dateTime={each.date}>{each.date}</time> : <span class="quiet">–</span>}</td>
            <td data-name="Sentences" class="figure">{number(each.sentences)}</td>
            <td data-name="Entities" class="figure">{number(each.entities)}</td>
            <td data-name="Taken in"><time dateTime={each.ingested_at}>{each.ingested_at.slice(0, 10)}</time></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
