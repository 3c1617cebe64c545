import { useMemo } from "preact/hooks";
import { addressOf, go } from "../address";
import { useAnswer, usePage } from "../context";
import { EntityLink, FIRST_NEIGHBOURS } from "../parts/entity_link";
import { Loading } from "../parts/loading";
import { Switch } from "../parts/switch";
import { type Column, Table } from "../parts/table";
import { count, number, oneLine } from "../parts/text";
import type { Source } from "../source/source";
import type { EntityBrief, Measure, NodeRow } from "../types";

/** What else stands in a sentence with an entity, with the strength of each edge; `total` counts those that are not in `rows` too. */
export type Neighbours = { total: number; rows: { entity: NodeRow; count: number; docs: number; npmi: number; g2: number }[] };

/** Ask for the strongest neighbours of an entity by a measure, strongest first. */
export async function askNeighbours(source: Source, id: string, by: Measure, limit: number, signal?: AbortSignal): Promise<Neighbours> {
  const answer = await source.view({ roots: [{ id, limit }], by, least: 0, types: [], communities: [], from: "", until: "", source: "", without: [] }, signal);
  const nodes = new Map(answer.nodes.map((each) => [each.id, each]));
  const rows = answer.edges.flatMap(({ a, b, ...strength }) => {
    const entity = a === id ? nodes.get(b) : b === id ? nodes.get(a) : undefined;
    return entity ? [{ entity, ...strength }] : [];
  });
  rows.sort((one, other) => other[by] - one[by] || other.count - one.count || one.entity.name.localeCompare(other.entity.name));
  return { total: answer.roots.find((each) => each.id === id)?.total ?? rows.length, rows };
}

const MEASURES: Record<Measure, string> = { npmi: "NPMI", g2: "Log-likelihood", count: "Sentences" };
const MOST = 300;

type Given = { entity: EntityBrief; by: Measure; limit: number; href(change: { by?: Measure; n?: number }): string };
type Row = Neighbours["rows"][number];

/** The neighbours of an entity as a table: each leads to the sentences that name both. */
export function NeighboursOf({ entity, by, limit, href }: Given) {
  const { source } = usePage();
  const asked = useAnswer((signal) => askNeighbours(source, entity.id, by, limit, signal), [entity.id, by, limit]);
  const columns = useMemo<Column<Row>[]>(() => [
    { head: "Entity", value: (row) => row.entity.name, show: (row) => <EntityLink entity={row.entity} /> },
    { head: "Type", value: (row) => row.entity.type },
    { head: "NPMI", value: (row) => row.npmi, show: (row) => row.npmi.toFixed(3) },
    { head: "G²", value: (row) => row.g2, show: (row) => row.g2.toFixed(1) },
    { head: "Sentences", value: (row) => row.count, show: (row) => <BothLink entity={entity} row={row} /> },
    { head: "Documents", value: (row) => row.docs },
  ], [entity.id]);
  return (
    <Loading asked={asked} what="its neighbours">
      {({ total, rows }) => (rows.length === 0 ? <p class="quiet">No other entity stands in a sentence with it.</p> : (
        <>
          <div class="neighbours-head">
            <p>
              {`Showing ${number(rows.length)} of ${number(total)}, strongest first. `}
              <a href={addressOf("graph", { root: `${Math.max(FIRST_NEIGHBOURS, rows.length)}:${entity.id}`, by })}>Open in the graph</a>
            </p>
            <Switch<Measure> name="Strength by" options={MEASURES} value={by} onPick={(picked) => go(href({ by: picked }), { replace: true })} />
          </div>
          <Table caption="Entities that stand in a sentence with it" rows={rows} columns={columns} rowKey={(row) => row.entity.id} page={MOST} />
          {rows.length < total && limit < MOST ? <p><a href={href({ n: Math.min(MOST, limit * 3) })}>{`Show more of ${number(total)}`}</a></p> : null}
          {limit >= MOST && rows.length < total ? <p class="quiet">{`The strongest ${MOST} are shown here.`}</p> : null}
        </>
      ))}
    </Loading>
  );
}

const BRIEFLY = 12;

/** The strongest few neighbours, beside what is shown of an entity. */
export function StrongestNeighbours({ entity, href }: { entity: EntityBrief; href: string }) {
  const { source } = usePage();
  const asked = useAnswer((signal) => askNeighbours(source, entity.id, "npmi", BRIEFLY, signal), [entity.id]);
  return (
    <Loading asked={asked} what="its neighbours">
      {({ total, rows }) => (rows.length === 0 ? <p class="quiet">No other entity stands in a sentence with it.</p> : (
        <>
          <ul class="rows">
            {rows.map((row) => <li key={row.entity.id} class="neighbour"><EntityLink entity={row.entity} /><BothLink entity={entity} row={row} unit /></li>)}
          </ul>
          {rows.length < total ? <p><a href={href}>{`All ${number(total)}`}</a></p> : null}
        </>
      ))}
    </Loading>
  );
}

function BothLink({ entity, row, unit = false }: { entity: EntityBrief; row: Row; unit?: boolean }) {
  return (
    <a class="both" href={addressOf("pair", { a: entity.id, b: row.entity.id })} aria-label={`${count(row.count, "sentence")} with ${oneLine(row.entity.name)}`}>
      {unit ? count(row.count, "sentence") : number(row.count)}
    </a>
  );
}
