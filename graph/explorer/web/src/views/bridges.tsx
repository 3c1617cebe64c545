import { useMemo } from "preact/hooks";
import { addressOf, go } from "../address";
import { useAnswer, usePage } from "../context";
import { graphOf } from "../graph/address";
import { EntityField, useEntity } from "../graph/entity_field";
import { EntityLink } from "../parts/entity_link";
import { Loading } from "../parts/loading";
import { Table, type Column } from "../parts/table";
import type { BridgesAnswer } from "../types";
import "../style/graph.css";
import "../style/paths.css";
import type { ViewProps } from "./views";

type Row = BridgesAnswer["rows"][number];
const SHOWN = 20;

/** The entities that stand between two groups: with neighbours in both. */
export function BridgesView({ values }: ViewProps) {
  const told = values.toString();
  const { left, right } = useMemo(() => ({ left: unique(values.getAll("left")), right: unique(values.getAll("right")) }), [told]);
  const show = (groups: { left: string[]; right: string[] }) => go(addressOf("bridges", groups));
  return (
    <div class="path-page">
      <p class="quiet">Who stands in sentences with entities of one group, and with entities of the other.</p>
      <div class="groups">
        <Group name="One group" ids={left} change={(ids) => show({ left: ids, right })} />
        <Group name="The other group" ids={right} change={(ids) => show({ left, right: ids })} />
      </div>
      {left.length && right.length ? <Found left={left} right={right} /> : <p class="quiet">Put at least one entity into each group.</p>}
    </div>
  );
}

function unique(ids: string[]): string[] {
  return [...new Set(ids.filter(Boolean))];
}

function Group({ name, ids, change }: { name: string; ids: string[]; change(ids: string[]): void }) {
  return (
    <section class="group" aria-label={name}>
      <h2>{name}</h2>
      <ul>{ids.map((id) => <Member key={id} id={id} remove={() => change(ids.filter((each) => each !== id))} />)}</ul>
      {/* A new field after each entity, so that it is empty again. */}
      <EntityField key={ids.join(" ")} label="Add an entity" value={null} change={(entity) => { if (entity && !ids.includes(entity.id)) change([...ids, entity.id]); }} />
    </section>
  );
}

function Member({ id, remove }: { id: string; remove(): void }) {
  const entity = useEntity(id);
  return (
    <li>
      {entity ? <EntityLink entity={entity} /> : <bdi>{id}</bdi>}
      <button type="button" class="plain" aria-label={`Take ${entity?.name ?? id} out of the group`} onClick={remove}>Remove</button>
    </li>
  );
}

const COLUMNS: Column<Row>[] = [
  { head: "Entity", value: (row) => row.name, show: (row) => <EntityLink entity={row} /> },
  { head: "Type", value: (row) => row.type },
  { head: "Of one group", value: (row) => row.members_left },
  { head: "Sentences with it", value: (row) => row.sentences_left },
  { head: "Of the other", value: (row) => row.members_right },
  { head: "Sentences with the other", value: (row) => row.sentences_right },
];

function Found({ left, right }: { left: string[]; right: string[] }) {
  const { source } = usePage();
  const asked = useAnswer(() => source.bridges(left, right), [left, right]);
  return (
    <Loading asked={asked} what="the bridges">
      {({ rows }) => (
        <>
          {rows.length > 0 && (
            <p>
              <a href={addressOf("graph", { root: [...left, ...right, ...rows.slice(0, SHOWN).map(({ id }) => id)].map((id) => `0:${id}`) })}>Open as a graph</a>
              {" · "}<a href={graphOf([...left, ...right])}>Graph of the groups with their neighbours</a>
            </p>
          )}
          <Table caption="Bridges" rows={rows} columns={COLUMNS} rowKey={({ id }) => id} empty="Nothing stands between the two groups." />
        </>
      )}
    </Loading>
  );
}
