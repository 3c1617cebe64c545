import { addressOf } from "../address";
import { LIMIT } from "../graph/address";
import { AllEntities } from "../map/all_entities";
import { CommunitiesPicture, useCommunities } from "../parts/communities_small";
import { EntityLink } from "../parts/entity_link";
import { Failed, Waiting } from "../parts/loading";
import { Table, type Column } from "../parts/table";
import { count } from "../parts/text";
import type { Community, CommunityMap } from "../types";
import "../style/graph.css";
import "../style/map.css";
import type { ViewProps } from "./views";

/** The whole network: its communities first, and all entities at their places where they are asked for. */
export function MapView({ values }: ViewProps) {
  if (values.get("all") === "1") return <AllEntities table={values.get("table") === "1"} />;
  return (
    <div class="map-page">
      <p class="tools"><a class="button" href={addressOf("map", { all: 1 })}>Draw all entities</a></p>
      <Communities />
    </div>
  );
}

function Communities() {
  const { map, error } = useCommunities();
  if (error) return <Failed error={error} />;
  if (!map) return <Waiting what="communities" />;
  if (map.state === "computing") return <p class="waiting" role="status"><span class="turning" aria-hidden="true" />Communities are being computed …</p>;
  if (!map.communities.length) return <p class="notice">{map.message || "There are no communities yet."}</p>;
  return <Ready map={map} />;
}

const members = (id: number) => addressOf("graph", { root: `${LIMIT}:community:${id}` });

const mostly = (types: Record<string, number>) =>
  Object.entries(types).sort(([, one], [, other]) => other - one).slice(0, 2).map(([type]) => type);

const COLUMNS: Column<Community>[] = [
  { head: "Community", value: ({ label }) => label, show: ({ id, label }) => <a href={members(id)}><bdi>{label}</bdi></a> },
  { head: "Entities", value: ({ size }) => size },
  { head: "Mostly", value: ({ types }) => mostly(types).join(", ") },
  {
    head: "Strongest", value: ({ strongest }) => strongest.map(({ name }) => name).join(", "),
    show: ({ strongest }) => <>{strongest.slice(0, 3).map((each) => <EntityLink key={each.id} entity={each} to="graph" />)}</>,
  },
];

function Ready({ map }: { map: CommunityMap }) {
  const { left_out, changed_since, from_analysis, analysed_at, message } = map;
  return (
    <>
      <p class="quiet">
        {count(map.communities.length, "community", "communities")}: entities that stand in sentences together more than with others.
        Each opens as a graph of its strongest members.
        {from_analysis && analysed_at ? ` As \`graphmill analyse\` found them on ${analysed_at.slice(0, 10)}${changed_since ? "; the graph changed since" : ""}.` : ""}
        {left_out.communities > 0 ? ` Not drawn: ${count(left_out.communities, "smaller one")} of ${count(left_out.entities, "entity", "entities")} together.` : ""} {message}
      </p>
      <div class="map-communities">
        <div class="communities communities-large"><CommunitiesPicture map={map} /></div>
        <Table caption="Communities" rows={map.communities} columns={COLUMNS} rowKey={({ id }) => String(id)} page={25} />
      </div>
    </>
  );
}
