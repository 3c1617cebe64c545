import { addressOf } from "../address";
import { usePage } from "../context";
import { TypeSign } from "../parts/badge";
import { LEAD_KEYS } from "../parts/lead_keys";
import { count } from "../parts/text";
import { VIEWS, type ViewProps } from "./views";
import "../style/help.css";

// Asked for when shown: the table of views is not there yet while this module, one of them, is read.
const keysOfThePage = (): [string, [keys: string, does: string][]][] => [
  ["Everywhere", [
    ["/", "the search box"],
    ...Object.entries(LEAD_KEYS).map(([keys, view]): [string, string] => [keys, VIEWS[view]?.title ?? view]),
    ["Escape", "close what is open"],
  ]],
  ["In the search box", [["ArrowDown ArrowUp", "choose a line"], ["Enter", "open the chosen line, else the best"], ["Control+Enter", "show everything found"], ["Escape", "close the list; again: empty the box"]]],
  ["In the graph", [
    ["ArrowLeft ArrowUp ArrowDown ArrowRight", "the nearest neighbour that way; with Shift, move the picture"],
    ["Enter", "show its neighbours"], ["c", "collapse them"], ["Delete", "take it out"], ["r", "show it alone"],
    ["Space", "pick it; with Shift, a second one"], ["u", "undo"], ["+ -", "nearer, further away"], ["0", "fit all of it"],
  ]],
  ["In a document", [["n", "next mention"], ["p", "previous mention"]]],
  ["In the review", [["m", "the same: merge"], ["d", "different: keep apart"], ["l", "leave it open"], ["k", "skip"], ["b", "back"], ["z", "undo the last"], ["r", "give a reason"]]],
];

/** What the figures, keys and signs of the page mean, and how to take things away. */
export function HelpView(_: ViewProps) {
  const { project, keys, setKeys } = usePage();
  return (
    <div class="help">
      <section aria-labelledby="figures">
        <h2 id="figures">Figures</h2>
        <dl>
          <dt>Sentences</dt>
          <dd>How many sentences name an entity, or two entities together. An edge of the graph means: these two are named in the same sentence. What is between them, the sentence says; open it before you believe the edge.</dd>
          <dt>Documents</dt>
          <dd>How many documents those sentences are in. Twelve sentences of one document weigh less than three of three.</dd>
          <dt>NPMI</dt>
          <dd>How much more often two are named together than chance would have it: 1 where neither is named without the other, 0 where it is chance, below 0 where they avoid each other. High for rare names that belong together, so that a single sentence can reach 1: look at the count beside it.</dd>
          <dt>Log-likelihood</dt>
          <dd>How surely two are named together more often than by chance (Dunning’s G²). Grows with the number of sentences: above 10.8 chance would do as much once in a thousand pairs. High for what is certain, where NPMI is high for what is exclusive.</dd>
          <dt>Count</dt>
          <dd>The plain number of sentences with both. Favours those who are named everywhere.</dd>
          <dt>Score of a mention</dt>
          <dd>How sure the model was that a name is of its type, from 0 to 1. Mentions found by a pattern or by a list of names say so.</dd>
          <dt>Score of a pair of names</dt>
          <dd>How alike two names are, from 0 to 1, beside the rule that made them one or kept them apart. Each name of an entity shows its rule, word by word.</dd>
          <dt>Community</dt>
          <dd>Entities that are named with each other more than with the rest. It is computed from the edges alone and knows no meaning.</dd>
        </dl>
      </section>
      <section aria-labelledby="keys">
        <h2 id="keys">Keys</h2>
        <p><label class="check"><input type="checkbox" checked={keys} onChange={(event) => setKeys(event.currentTarget.checked)} /> Single keys do something while no text is being typed</label></p>
        {keysOfThePage().map(([where, list]) => (
          <div key={where}>
            <h3>{where}</h3>
            <table class="keys"><tbody>{list.map(([pressed, does]) => <tr key={pressed}><th scope="row"><Pressed keys={pressed} /></th><td>{does}</td></tr>)}</tbody></table>
          </div>
        ))}
      </section>
      <section aria-labelledby="signs">
        <h2 id="signs">Types</h2>
        <p class="quiet">Each type has a colour and a shape; the colours differ for colour-blind eyes, too.</p>
        <ul class="signs">
          {project.types.map(({ type, entities }) => <li key={type}><TypeSign type={type} size={16} /><span dir="auto">{type}</span><span class="quiet">{count(entities, "entity", "entities")}</span></li>)}
        </ul>
      </section>
      <section aria-labelledby="away">
        <h2 id="away">Taking things away</h2>
        <ul class="told">
          <li>The address of the page holds all of what is shown: the link shows another person the same.</li>
          <li>The graph, or what is selected in it, can be taken as a picture (PNG, SVG), a table (CSV, or copied as TSV for a spreadsheet), GEXF for Gephi, JSON, or Cypher for Neo4j.</li>
          <li>An entity can be taken as a report with its sources, in HTML or Markdown.</li>
          <li>Every view prints without the page around it.</li>
          <li><code>graphmill export html</code> writes this page with its data as one file that needs no server.</li>
        </ul>
      </section>
      <section aria-labelledby="deciding">
        <h2 id="deciding">Deciding</h2>
        <ul class="told">
          <li>What is decided here, that two are one, or not, or what a thing is called, goes to the project’s decisions, where the commands put theirs. It holds for documents still to come.</li>
          <li>Each decision says who made it and when, and can be undone under <a href={addressOf("decisions")}>Decisions</a>.</li>
          {project.can_decide ? null : <li>{project.why_not || "Nothing can be decided here."}</li>}
        </ul>
      </section>
    </div>
  );
}

function Pressed({ keys }: { keys: string }) {
  const names: Record<string, string> = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", "-": "−", Escape: "Esc", Control: "Ctrl" };
  return <>{keys.split(" ").flatMap((each, at) => each.split(/(?<=.)\+/u).map((key) => <><kbd key={at}>{names[key] ?? key}</kbd> </>))}</>;
}
