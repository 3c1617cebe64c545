import { useEffect, useState } from "preact/hooks";
import { addressOf } from "../address";
import { useAnswer, useHeading, usePage } from "../context";
import { EntityActions } from "../deciding/actions";
import { DocumentsOf } from "../about/documents";
import { NamesOf } from "../about/names";
import { NeighboursOf, StrongestNeighbours } from "../about/neighbours";
import { ReportButtons } from "../about/report_buttons";
import { Timeline } from "../about/timeline";
import { entityAddress } from "../parts/entity_link";
import { Loading } from "../parts/loading";
import { Sentences } from "../parts/sentences";
import { count, number, oneLine } from "../parts/text";
import type { EntityDetail, Measure } from "../types";
import type { ViewProps } from "./views";

const PARTS = { evidence: "Evidence", neighbours: "Neighbours", timeline: "Timeline", names: "Why these names are one", documents: "Documents" } as const;
type Part = keyof typeof PARTS;
const ALIASES = 12;

/** All about one entity: what documents say of it, with whom, when, why its names are one; and what can be decided of it. */
export function EntityView({ values }: ViewProps) {
  const { source } = usePage();
  const id = values.get("id") ?? "";
  const asked = useAnswer(() => source.entity(id), [id]);
  const entity = asked.state === "here" ? asked.value : asked.state === "waiting" ? asked.last : null;
  useHeading(entity ? { title: oneLine(entity.name) || entity.id, type: entity.type } : null);
  if (!id) return <p>No entity is named. Search for one above.</p>;
  return <Loading asked={asked} what="the entity">{(value) => <About entity={value} values={values} />}</Loading>;
}

function About({ entity, values }: { entity: EntityDetail; values: URLSearchParams }) {
  const given = values.get("part") ?? "";
  const part: Part = given in PARTS ? (given as Part) : "evidence";
  const href = (of: Part, more: Record<string, string | number> = {}) => addressOf("entity", { id: entity.id, part: of === "evidence" ? "" : of, ...more });
  return (
    <>
      {entity.merged_from && entity.merged_from !== entity.id ? (
        <p class="notice" data-kind="info">{"What was "}<code>{entity.merged_from}</code>{" was merged into this entity."}</p>
      ) : null}
      <Facts entity={entity} />
      <div class="actions" role="group" aria-label="Look on">
        <a class="button" href={entityAddress(entity.id, "graph")}>Open in the graph</a>
        <a class="button" href={addressOf("path", { a: entity.id })}>Path to another…</a>
        <ReportButtons entity={entity} />
      </div>
      <EntityActions entity={entity} />
      <nav class="parts" aria-label="About this entity">
        {(Object.keys(PARTS) as Part[]).map((each) => <a key={each} href={href(each)} aria-current={each === part ? "page" : undefined}>{PARTS[each]}</a>)}
      </nav>
      <section class="part" aria-labelledby="part-name">
        <h2 id="part-name">{PARTS[part]}</h2>
        {part === "evidence" ? (
          <div class="beside">
            <Sentences ids={[entity.id]} />
            <aside aria-labelledby="strongest">
              <h3 id="strongest">Strongest neighbours</h3>
              <StrongestNeighbours entity={entity} href={href("neighbours")} />
            </aside>
          </div>
        ) : null}
        {part === "neighbours" ? <NeighboursPart entity={entity} values={values} href={(more) => href("neighbours", more)} /> : null}
        {part === "timeline" ? <Timeline ids={[entity.id]} period={values.get("period") ?? ""} href={(period) => href("timeline", { period })} /> : null}
        {part === "names" ? <NamesOf entity={entity} /> : null}
        {part === "documents" ? <DocumentsOf id={entity.id} offset={Number(values.get("from")) || 0} href={(from) => href("documents", { from: from || "" })} /> : null}
      </section>
    </>
  );
}

function NeighboursPart({ entity, values, href }: { entity: EntityDetail; values: URLSearchParams; href(more: Record<string, string | number>): string }) {
  const asked = values.get("by");
  const by: Measure = asked === "g2" || asked === "count" ? asked : "npmi";
  const limit = Math.min(300, Math.max(1, Number(values.get("n")) || 40));
  return <NeighboursOf entity={entity} by={by} limit={limit} href={(change) => href({ by: change.by ?? by, n: change.n ?? limit })} />;
}

function Facts({ entity }: { entity: EntityDetail }) {
  const [all, setAll] = useState(false);
  useEffect(() => setAll(false), [entity.id]);
  const aliases = entity.aliases.filter((each) => each !== entity.name);
  const shown = all ? aliases : aliases.slice(0, ALIASES);
  return (
    <div class="facts">
      <p>
        {`${entity.type} · ${count(entity.windows, "sentence")} in `}
        <a href={addressOf("entity", { id: entity.id, part: "documents" })}>{count(entity.docs, "document")}</a>
        {" · "}<a href={addressOf("entity", { id: entity.id, part: "neighbours" })}>{count(entity.degree, "neighbour")}</a>
        {entity.first_date ? ` · ${entity.first_date === entity.last_date ? `dated ${entity.first_date}` : `dated ${entity.first_date} to ${entity.last_date}`}` : ""}
        {entity.community >= 0 ? <>{" · "}<a href={addressOf("graph", { root: `40:community:${entity.community}` })}>{`community ${number(entity.community)}`}</a></> : null}
        {entity.hidden ? <>{" · "}<b>hidden</b></> : null}
      </p>
      {aliases.length ? (
        <p>
          {"Also called "}
          {shown.map((each, place) => <span key={each}>{place ? "; " : ""}<bdi>{oneLine(each)}</bdi></span>)}
          {aliases.length > shown.length ? <>{" "}<button type="button" class="link" onClick={() => setAll(true)}>{`and ${number(aliases.length - shown.length)} more`}</button></> : null}
        </p>
      ) : null}
      {entity.kb.map((each) => (
        <p key={`${each.base} ${each.id}`} class="kb">
          <b><bdi>{oneLine(each.name) || each.id}</bdi></b>{` (${[each.id, each.type, each.base].filter(Boolean).join(", ")})`}
          {each.description ? <span dir="auto">{`: ${oneLine(each.description)}`}</span> : null}
          {each.aliases.length ? <span class="quiet">{" Also "}<bdi>{each.aliases.slice(0, ALIASES).map(oneLine).join("; ")}</bdi></span> : null}
        </p>
      ))}
      <p class="quiet"><code>{entity.id}</code></p>
    </div>
  );
}
