import { usePage } from "../context";
import type { Drawing } from "../drawing/drawing";
import { themeOf } from "../drawing/theme";
import { Menu } from "../parts/menu";
import { count } from "../parts/text";
import type { Measure } from "../types";
import { cypher } from "./cypher";
import { csv, tsv } from "./delimited";
import { gexf } from "./gexf";
import { copy, fileName, save } from "./saving";
import { edgeSheet, entitySheet, json, type Selection } from "./selection";
import { svg } from "./svg";

/** What is shown, to take away: as a file, on the clipboard, as a link. */
export function TakeAway({ selection, by, drawing }: { selection(): Selection; by: Measure; drawing: { current: Drawing | null } | null }) {
  const { say, dark } = usePage();
  const failed = (error: unknown) => say(error instanceof Error ? error.message : String(error), { kind: "warning" });
  const file = (ending: string, type: string, write: (what: Selection) => string) => {
    const what = selection();
    save(write(what), fileName(what.title, ending), type);
  };
  const picture = () => {
    drawing?.current?.snapshot().toBlob((blob) => {
      if (blob) save(blob, fileName(selection().title, "png"), "image/png");
      else failed(new Error("The browser makes no picture of this. Take the SVG."));
    }, "image/png");
  };
  const copied = (text: string, what: string) => copy(text).then(() => say(`${what} copied.`), failed);
  const rows: [string, string, (() => void) | null][] = [
    ["PNG", "the picture as it is seen", drawing ? picture : null],
    ["SVG", "the picture for print and for changes", () => file("svg", "image/svg+xml", (what) => svg(what, by, themeOf(dark)))],
    ["GEXF", "for Gephi and other programs for networks", () => file("gexf", "application/xml", gexf)],
    ["CSV of the entities", "a table", () => file("entities.csv", "text/csv", (what) => csv(entitySheet(what)))],
    ["CSV of the edges", "a table", () => file("edges.csv", "text/csv", (what) => csv(edgeSheet(what)))],
    ["JSON", "for programs", () => file("json", "application/json", json)],
    ["Copy the entities", "as TSV, for a spreadsheet", () => { const what = selection(); void copied(tsv(entitySheet(what)), count(what.nodes.length, "entity", "entities")); }],
    ["Copy the edges", "as TSV, for a spreadsheet", () => { const what = selection(); void copied(tsv(edgeSheet(what)), count(what.edges.length, "edge")); }],
    ["Copy as Cypher", "the query that gives the same in Neo4j", () => void copied(cypher(selection()), "The query")],
    ["Copy the link", "that shows the same view", () => void copied(location.href, "The link")],
  ];
  return (
    <Menu label="Take away">
      {(close) => (
        <ul class="take-away">
          {rows.map(([name, told, act]) => act && (
            <li key={name}>
              <button type="button" class="plain" onClick={() => { try { act(); } catch (error) { failed(error); } close(); }}>{name} <span class="quiet">{told}</span></button>
            </li>
          ))}
        </ul>
      )}
    </Menu>
  );
}
