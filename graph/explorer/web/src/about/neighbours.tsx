import { addressOf } from "../address";
import { useAnswer, usePage } from "../context";
import { EntityLink, FIRST_NEIGHBOURS } from "../parts/entity_link";
import { Loading } from "../parts/loading";
import { number } from "../parts/text";
import type { Source } from "../source/source";
import type { EntityBrief, Measure, NodeRow } from "../types";

/** What else stands in a sentence with an entity, with the strength of each edge; `total` counts those that are not in `rows` too. */
export type Neighbours = { total: number; rows: { entity: NodeRow; count: number; docs: number; npmi: number; g2: number }[] };

/** Ask for the strongest neighbours of an entity by a measure, strongest first. */
export async function askNeighbours(source: Source, id: string, by: Measure, limit: number, signal?: AbortSignal): Promise<Neighbours> {
  const answer = await source.view({ roots: [{ id, limit }], by, least: 0, types: [], communities: [], from: "", until: "", source: "", without: [] }, signal);
  const nodes = new Map(answer.nodes.map((each) => [each.id, each]));
  const rows = answer.edges.flatMap(({ a, b, count, docs, npmi, g2 }) => {
    const entity = a === id ? nodes.get(b) : b === id ? nodes.get(a) : undefined;
    return entity ? [{ entity, count, docs, npmi, g2 }] : [];
  });
  rows.sort((one, other) => other[by] - one[by] || other.count - one.count || one.entity.name.localeCompare(other.entity.name));
  return { total: answer.roots.find((each) => each.id === id)?.total ?? rows.length, rows };
}

const MEASURES: [Measure, string, string][] = [
  ["npmi", "NPMI", "how far more often than by chance, from -1 to 1"],
  ["g2", "G²", "log-likelihood: how sure it is that it is not by chance"],
  ["count", "Sentences", "in how many sentences both stand"],
];
const MOST = 300;

type Given = { entity: EntityBrief; by: Measure; limit: number; href(change: { by?: Measure; n?: number }): string };

/** The neighbours of an entity as a table: each leads to the sentences that name both. */
export function NeighboursOf({ entity, by, limit, href }: Given) {
  const { source } = usePage();
  const asked = useAnswer((signal) => askNeighbours(source, entity.id, by, limit, signal), [entity.id, by, limit]);
  return (
    <Loading asked={asked} what="its neighbours">
      {({ total, rows }) => (rows.length === 0 ? <p class="quiet">No other entity stands in a sentence with it.</p> : (
        <>
          <p>
            {`Showing ${number(rows.length)} of ${number(total)}. `}
            <a href={addressOf("graph", { root: `${Math.max(FIRST_NEIGHBOURS, rows.length)}:${entity.id}`, by })}>Open in the graph</a>
          </p>
          <div class="scroll" tabIndex={0} role="region" aria-label="Neighbours">
            <table>
              <caption class="unseen">Neighbours, strongest first</caption>
              <thead>
                <tr>
                  <th scope="col">Entity</th><th scope="col">Type</th>
                  {MEASURES.map(([measure, label, told]) => (
                    <th key={measure} scope="col" class="figure" aria-sort={measure === by ? "descending" : "none"}>
                      <a href={href({ by: measure })} title={told}>{label}{measure === by ? <span aria-hidden="true">{" ↓"}</span> : null}</a>
                    </th>
                  ))}
                  <th scope="col" class="figure">Documents</th><th scope="col">Both</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((each) => (
                  <tr key={each.entity.id}>
                    <th scope="row"><EntityLink entity={each.entity} /></th><td dir="auto">{each.entity.type}</td>
                    <td class="figure">{each.npmi.toFixed(3)}</td><td class="figure">{each.g2.toFixed(1)}</td>
                    <td class="figure">{number(each.count)}</td><td class="figure">{number(each.docs)}</td>
                    <td><a href={addressOf("pair", { a: entity.id, b: each.entity.id })} aria-label={`Sentences with ${each.entity.name}`}>Sentences</a></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {rows.length < total && limit < MOST ? <p><a href={href({ n: Math.min(MOST, limit * 3) })}>{`Show more of ${number(total)}`}</a></p> : null}
          {limit >= MOST && rows.length < total ? <p class="quiet">{`The strongest ${MOST} are shown here.`}</p> : null}
        </>
      ))}
    </Loading>
  );
}
