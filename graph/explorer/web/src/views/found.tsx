import { addressOf, go } from "../address";
import { useAnswer, useHeading, usePage } from "../context";
import { Badge } from "../parts/badge";
import { DocumentLines } from "../parts/document_lines";
import { entityAddress, EntityLink } from "../parts/entity_link";
import { Loading } from "../parts/loading";
import { Matched, matches } from "../parts/marked";
import { howFound } from "../parts/search_options";
import { SentenceList } from "../parts/sentences";
import { count, number, oneLine } from "../parts/text";
import type { FoundEntity, SearchAnswer } from "../types";
import type { ViewProps } from "./views";
import "../style/found.css";

const PAGE = 25;
const MOST = 200;

/** Everything that was found for some words: entities, documents and sentences, of one type where that is asked for. */
export function FoundView({ values }: ViewProps) {
  const { source } = usePage();
  const asked = (values.get("q") ?? "").trim();
  const type = values.get("type") ?? "";
  const limit = Math.min(MOST, Math.max(PAGE, Math.trunc(Number(values.get("limit") ?? "0")) || 0));
  const answer = useAnswer(
    (signal) => (asked ? source.search(asked, { limit, type, deep: true }, signal) : Promise.resolve(null)), [source, asked, type, limit],
  );
  useHeading(asked ? { title: `Found for “${asked}”` } : null);
  return (
    <>
      <TypeChoice asked={asked} type={type} />
      {asked
        ? <Loading asked={answer} what="what is found">{(found) => (found ? <Everything found={found} asked={asked} type={type} limit={limit} /> : null)}</Loading>
        : <p>Type a name or words of a document into the search box.</p>}
    </>
  );
}

function TypeChoice({ asked, type }: { asked: string; type: string }) {
  const { project } = usePage();
  const pick = (next: string) => go(addressOf("found", { q: asked, type: next }), { replace: true });
  return (
    <div class="type-choice" role="group" aria-label="Type of the entities">
      <button type="button" aria-pressed={type === ""} onClick={() => pick("")}>All types</button>
      {project.types.map((each) => (
        <button key={each.type} type="button" aria-pressed={type === each.type} onClick={() => pick(each.type)}><Badge type={each.type} /></button>
      ))}
    </div>
  );
}

function Everything({ found: { entities, documents, sentences, more, note }, asked, type, limit }: { found: SearchAnswer; asked: string; type: string; limit: number }) {
  if (entities.length + documents.length + sentences.length === 0) {
    return <p role="status">Nothing has <q dir="auto">{asked}</q> in it, nor a name like it. Fewer words, or another spelling, find more.{note ? ` ${note}` : ""}</p>;
  }
  const wider = more.entities || more.sentences || more.documents;
  return (
    <div class="found">
      {note ? <p class="notice" data-kind="warning">{note}</p> : null}
      {entities.length > 0 ? (
        <section aria-labelledby="found-entities">
          <h2 id="found-entities">{told(entities.length, more.entities, "entity", "entities")}</h2>
          <table>
            <thead><tr><th scope="col">Entity</th><th scope="col">Type</th><th scope="col" class="figure">Documents</th><th scope="col" class="figure">Sentences</th><th scope="col">Ways</th></tr></thead>
            <tbody>{entities.map((each) => <EntityRow key={each.id} entity={each} asked={asked} />)}</tbody>
          </table>
        </section>
      ) : null}
      {sentences.length > 0 ? (
        <section aria-labelledby="found-sentences">
          <h2 id="found-sentences">{told(sentences.length, more.sentences, "sentence")}</h2>
          <SentenceList sentences={sentences} />
        </section>
      ) : null}
      {documents.length > 0 ? (
        <section aria-labelledby="found-documents">
          <h2 id="found-documents">{told(documents.length, more.documents, "document")}</h2>
          <DocumentLines documents={documents} />
          {more.documents ? <p><a href={addressOf("documents", { q: asked })}>All documents with these words in title or place</a></p> : null}
        </section>
      ) : null}
      {wider && limit < MOST ? <p class="found-more"><a class="button" href={addressOf("found", { q: asked, type, limit: Math.min(MOST, limit * 2) })}>Show more</a></p> : null}
    </div>
  );
}

function EntityRow({ entity, asked }: { entity: FoundEntity; asked: string }) {
  const how = matches(entity.name, asked).length > 0 && entity.match !== "id" ? "" : howFound(entity);
  return (
    <tr>
      <th scope="row">
        <EntityLink entity={entity} to="graph"><Matched text={oneLine(entity.name) || entity.id} asked={asked} /></EntityLink>
        {how ? <p class="quiet"><bdi><Matched text={how} asked={asked} /></bdi></p> : null}
      </th>
      <td>{entity.type}</td>
      <td class="figure">{number(entity.docs)}</td>
      <td class="figure">{number(entity.windows)}</td>
      <td><a href={entityAddress(entity.id)} aria-label={`All about ${entity.name}`}>All about it</a></td>
    </tr>
  );
}

function told(value: number, more: boolean, one: string, many?: string): string {
  return more ? `The first ${count(value, one, many)}` : count(value, one, many);
}
