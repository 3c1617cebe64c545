import { useState } from "preact/hooks";
import { useAnswer, usePage } from "../context";
import { Loading } from "../parts/loading";
import { Marked } from "../parts/marked";
import { Switch } from "../parts/switch";
import { count, oneLine } from "../parts/text";
import type { Source } from "../source/source";
import type { Act, DocumentBrief, EntityBrief, NamesAnswer, Sentence } from "../types";
import { ActDialog } from "./act_dialog";

const DOCUMENTS = 100;
const SENTENCES = 200;
const SHOWN = 2;
type Way = "documents" | "names";

/** Take part of an entity out of it: what some documents call so, or some of its names. */
export function SplitDialog({ entity, onClose }: { entity: EntityBrief; onClose(): void }) {
  const [way, setWay] = useState<Way>("documents");
  const [documents, setDocuments] = useState<ReadonlySet<string>>(new Set());
  const [names, setNames] = useState<ReadonlySet<string>>(new Set());
  const chosen = way === "documents" ? documents : names;
  const what = way === "documents" ? count(documents.size, "document") : count(names.size, "name");
  const act: Act = way === "documents" ? { act: "split", a: entity.id, documents: [...documents] } : { act: "split", a: entity.id, names: [...names] };
  return (
    <ActDialog
      title={`Split “${oneLine(entity.name)}”`} send={chosen.size ? `Split off ${what}` : "Split"} wide onClose={onClose}
      act={chosen.size ? act : `Tick the ${way} that speak of another one.`}
    >
      <p>{way === "documents" ? "What the ticked documents call by this name becomes another entity." : "The bearers of the ticked names become another entity."}</p>
      <Switch<Way> name="Split by" options={{ documents: "By documents", names: "By names" }} value={way} onPick={(picked) => setWay(picked)} />
      {way === "documents"
        ? <OfDocuments entity={entity} ticked={documents} onTick={(id) => setDocuments(toggled(documents, id))} />
        : <OfNames entity={entity} ticked={names} onTick={(name) => setNames(toggled(names, name))} />}
    </ActDialog>
  );
}

type Ticking = { entity: EntityBrief; ticked: ReadonlySet<string>; onTick(value: string): void };

function OfDocuments({ entity, ticked, onTick }: Ticking) {
  const { source } = usePage();
  const [limit, setLimit] = useState(DOCUMENTS);
  const [text, setText] = useState("");
  const asked = useAnswer(() => allDocuments((options) => source.documents(options), entity.id, limit), [entity.id, limit]);
  const evidence = useAnswer(() => source.evidence([entity.id], { order: "newest", offset: 0, limit: SENTENCES }), [entity.id]);
  const sentences = new Map<string, Sentence[]>();
  const held = evidence.state === "here" ? evidence.value.sentences : [];
  for (const each of held) sentences.set(each.document_id, [...(sentences.get(each.document_id) ?? []), each]);
  const fits = (each: DocumentBrief) =>
    [each.title, each.uri, each.date, ...(sentences.get(each.id) ?? []).map((one) => one.text)].some((one) => one.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <>
      <label class="field">
        <span>Only documents with</span>
        <input type="search" value={text} dir="auto" onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <Loading asked={asked} what="its documents">
        {({ total, rows }) => (
          <fieldset class="ticks">
            <legend>{`${ticked.size} of ${count(total, "document")} ticked`}</legend>
            {rows.filter((each) => fits(each) || ticked.has(each.id)).map((each) => (
              <div key={each.id} class="tick">
                <label>
                  <input type="checkbox" checked={ticked.has(each.id)} onChange={() => onTick(each.id)} />
                  <span><bdi>{oneLine(each.title) || each.uri}</bdi>{each.date ? <span class="quiet">{` ${each.date}`}</span> : null}</span>
                </label>
                {(sentences.get(each.id) ?? []).slice(0, SHOWN).map((one) => (
                  <blockquote key={one.start} dir="auto"><Marked text={one.text} spans={one.spans} /></blockquote>
                ))}
              </div>
            ))}
            {rows.length < total ? <button type="button" onClick={() => setLimit(limit + DOCUMENTS)}>{`Show more of ${count(total, "document")}`}</button> : null}
            {ticked.size > 0 && ticked.size === total ? <p class="notice" data-kind="warning">These are all of them: nothing would be left of it.</p> : null}
          </fieldset>
        )}
      </Loading>
    </>
  );
}

function OfNames({ entity, ticked, onTick }: Ticking) {
  const { source } = usePage();
  const asked = useAnswer(() => source.names(entity.id), [entity.id]);
  return (
    <Loading asked={asked} what="its names">
      {(names) => {
        const rows = bySurface(names);
        return (
          <fieldset class="ticks">
            <legend>{`${ticked.size} of ${count(rows.length, "name")} ticked`}</legend>
            {rows.map((each) => (
              <div key={each.surface} class="tick">
                <label>
                  <input type="checkbox" checked={ticked.has(each.surface)} onChange={() => onTick(each.surface)} />
                  <span><bdi>{each.surface}</bdi><span class="quiet">{` ${count(each.mentions, "mention")} in ${count(each.documents, "document")}`}</span></span>
                </label>
                {each.told.map((one) => <p key={one} class="quiet" dir="auto">{one}</p>)}
              </div>
            ))}
            {rows.length < 2 ? <p class="quiet">It has one name only. What several documents call by one name is split by documents.</p> : null}
          </fieldset>
        );
      }}
    </Loading>
  );
}

function bySurface(names: NamesAnswer) {
  const rows = new Map<string, { surface: string; mentions: number; documents: number; told: string[] }>();
  for (const each of names.rows) {
    const surface = oneLine(each.surface);
    const row = rows.get(surface) ?? { surface, mentions: 0, documents: 0, told: [] };
    row.mentions += each.mentions;
    row.documents += each.documents;
    if (each.told && !row.told.includes(each.told)) row.told.push(each.told);
    rows.set(surface, row);
  }
  return [...rows.values()].sort((a, b) => b.mentions - a.mentions);
}

/** Ask page by page, for one answer holds only so many. */
async function allDocuments(ask: Source["documents"], entity: string, most: number) {
  const rows: DocumentBrief[] = [];
  let total = 0;
  do {
    const answer = await ask({ text: "", entity, offset: rows.length, limit: Math.min(DOCUMENTS, most - rows.length) });
    if (!answer.rows.length) return { total: answer.total, rows };
    rows.push(...answer.rows);
    total = answer.total;
  } while (rows.length < total && rows.length < most);
  return { total, rows };
}

function toggled(held: ReadonlySet<string>, value: string): ReadonlySet<string> {
  const changed = new Set(held);
  if (!changed.delete(value)) changed.add(value);
  return changed;
}
