import { addressOf } from "../address";
import { useAnswer, useHeading, usePage } from "../context";
import { Badge } from "../parts/badge";
import { CommunitiesSmall } from "../parts/communities_small";
import { DocumentLines } from "../parts/document_lines";
import { entityAddress, EntityLink } from "../parts/entity_link";
import { Failed, Waiting } from "../parts/loading";
import { count, number, oneLine } from "../parts/text";
import type { EntityBrief, Overview } from "../types";
import type { ViewProps } from "./views";
import "../style/overview.css";

// To count the doubts the names are linked anew; with more entities that would keep the first questions of a person waiting.
const MOST_LINKED = 20_000;
// How the graph is built, and nothing that an analyst asks for.
const INSIDE = new Set(["chunks", "local entities"]);

/** Where the page opens: what is in the graph, what is strongest and newest in it, and where to begin. */
export function OverviewView(_: ViewProps) {
  const { source, project } = usePage();
  const asked = useAnswer(() => source.overview(), [source]);
  const overview = asked.state === "here" ? asked.value : asked.state === "waiting" ? asked.last : null;
  const isEmpty = overview !== null && overview.types.length === 0 && overview.newest.length === 0;
  useHeading({ title: project.name || "Overview" });
  if (isEmpty) return <Empty />;
  // The communities of a large graph may be here before its strongest: neither waits for the other.
  return (
    <div class="overview">
      {project.offline ? <AboutFile /> : null}
      {overview ? <Counts counts={overview.counts} /> : null}
      <Starts overview={overview} />
      <div class="overview-columns">
        {overview ? <Strongest overview={overview} /> : asked.state === "failed" ? <Failed error={asked.error} retry={asked.retry} /> : <Waiting what="the strongest of the graph" />}
        <div>
          <section aria-labelledby="communities">
            <h2 id="communities">Communities</h2>
            <CommunitiesSmall />
          </section>
          {overview ? (
            <section aria-labelledby="newest">
              <h2 id="newest">Newest documents</h2>
              <DocumentLines documents={overview.newest} />
              <p><a href={addressOf("documents")}>All documents</a></p>
            </section>
          ) : null}
        </div>
      </div>
    </div>
  );
}

/** What an offline file is: of which graph, as of when, by which version, and what it does not hold. */
function AboutFile() {
  const { project } = usePage();
  return (
    <p class="quiet">
      {"A copy of the graph of "}<bdi>{project.name}</bdi>{` as of ${project.as_of.slice(0, 16).replace("T", " ")} UTC, by graphmill ${project.version}. ${project.left_out ?? ""}`}
    </p>
  );
}

function Counts({ counts }: Pick<Overview, "counts">) {
  return (
    <dl class="counts">
      {Object.entries(counts).filter(([what]) => !INSIDE.has(what)).map(([what, value]) => <div key={what}><dt>{what}</dt><dd>{number(value)}</dd></div>)}
    </dl>
  );
}

function Strongest({ overview }: { overview: Overview }) {
  return (
    <div>
      <section aria-labelledby="strongest">
        <h2 id="strongest">Named most, by type</h2>
        <div class="types">{overview.types.map((each) => <TypeColumn key={each.type} {...each} />)}</div>
      </section>
      <section aria-labelledby="pairs">
        <h2 id="pairs">Strongest pairs</h2>
        <Pairs rows={overview.strongest_edges} />
      </section>
    </div>
  );
}

function Empty() {
  const { project } = usePage();
  return (
    <div class="empty">
      <p>The graph holds nothing yet. Give it documents; this page shows them as soon as they are in:</p>
      <pre><code>graphmill ingest PATHS</code></pre>
      <p class="quiet">PATHS are files or folders of documents. {project.place ? <>The graph is kept in <bdi>{project.place}</bdi>.</> : null}</p>
    </div>
  );
}

function Starts({ overview }: { overview: Overview | null }) {
  const { source } = usePage();
  const entities = overview?.types.reduce((sum, each) => sum + each.entities, 0) ?? 0;
  const isAsked = entities > 0 && entities <= MOST_LINKED;
  const doubts = useAnswer(() => (isAsked ? source.review(0, 1) : Promise.resolve(null)), [source, isAsked]);
  const total = doubts.state === "here" && doubts.value ? doubts.value.total : null;
  const strongest = overview?.types.flatMap(({ strongest: each }) => each).reduce<EntityBrief | null>((best, each) => (best && best.windows >= each.windows ? best : each), null);
  const look = () => document.querySelector<HTMLInputElement>("input[data-search]")?.focus();
  return (
    <ul class="starts" aria-label="Where to begin">
      <li><button type="button" class="link" onClick={look}>Look a name up</button><span class="quiet">or a word of a document; press / from anywhere</span></li>
      {strongest ? <li><a href={entityAddress(strongest.id, "graph")}>See the graph around <bdi>{oneLine(strongest.name) || strongest.id}</bdi></a><span class="quiet">{`named most: in ${count(strongest.docs, "document")}`}</span></li> : null}
      <li>
        <a href={addressOf("review")}>{total ? `Decide ${count(total, "doubt")}` : "Review what is one and what is not"}</a>
        <span class="quiet">{total === 0 ? "nothing is in doubt now" : "names that may be one, or may not"}</span>
      </li>
    </ul>
  );
}

function TypeColumn({ type, entities, strongest }: Overview["types"][number]) {
  const most = Math.max(1, ...strongest.map(({ windows }) => windows));
  return (
    <div class="type">
      <h3><Badge type={type} of={entities} /></h3>
      <ol>
        {strongest.map((each) => (
          <li key={each.id}>
            <EntityLink entity={each} to="graph" />
            <span class="bar" aria-hidden="true"><span style={{ width: `${(100 * each.windows) / most}%` }} /></span>
            <span class="figure quiet" title={`in ${count(each.docs, "document")}`}>{number(each.windows)}<span class="unseen"> sentences</span></span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Pairs({ rows }: { rows: Overview["strongest_edges"] }) {
  if (rows.length === 0) return <p class="quiet">No two entities are named together yet.</p>;
  return (
    <table class="pairs">
      <thead><tr><th scope="col">Pair</th><th scope="col" class="figure">Sentences</th><th scope="col" class="figure">Documents</th><th scope="col" class="figure"><abbr title="Normalised pointwise mutual information: 1 where neither is named without the other">NPMI</abbr></th></tr></thead>
      <tbody>
        {rows.map(({ a, b, count: together, docs, npmi }) => (
          <tr key={`${a.id} ${b.id}`}>
            <th scope="row"><span class="pair"><EntityLink entity={a} /><EntityLink entity={b} /></span></th>
            <td class="figure"><a href={addressOf("pair", { a: a.id, b: b.id })} aria-label={`${count(together, "sentence")} with ${a.name} and ${b.name}`}>{number(together)}</a></td>
            <td class="figure">{number(docs)}</td>
            <td class="figure">{npmi.toFixed(2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
