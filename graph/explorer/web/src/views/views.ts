import type { ComponentType } from "preact";
import { BridgesView } from "./bridges";
import { DecisionsView } from "./decisions";
import { DocumentView } from "./document";
import { DocumentsView } from "./documents";
import { EntityView } from "./entity";
import { FoundView } from "./found";
import { GraphView } from "./graph";
import { HelpView } from "./help";
import { MapView } from "./map";
import { OverviewView } from "./overview";
import { PairView } from "./pair";
import { PathView } from "./path";
import { ReviewView } from "./review";

/** `values` are those of the address. */
export type ViewProps = { values: URLSearchParams };

/** The views by the first part of the address; "" is where the page opens. */
export const VIEWS: Record<string, { title: string; show: ComponentType<ViewProps> }> = {
  "": { title: "Overview", show: OverviewView },
  found: { title: "Search", show: FoundView },            // q, type
  graph: { title: "Graph", show: GraphView },             // root=LIMIT:ID (repeated), by, least, type, community, from, until, source, without, pick
  map: { title: "Map", show: MapView },                   // the whole network at fixed places
  entity: { title: "Entity", show: EntityView },          // id
  pair: { title: "Pair", show: PairView },                // a, b
  path: { title: "Path", show: PathView },                // a, b, avoid
  bridges: { title: "Bridges", show: BridgesView },       // left, right (repeated)
  documents: { title: "Documents", show: DocumentsView }, // q, entity, from (offset)
  document: { title: "Document", show: DocumentView },    // id, at (code point), entity
  review: { title: "Review", show: ReviewView },
  decisions: { title: "Decisions", show: DecisionsView },
  help: { title: "Help", show: HelpView },
};
