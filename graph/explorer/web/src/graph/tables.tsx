import { useMemo } from "preact/hooks";
import { addressOf } from "../address";
import { Table, type Column } from "../parts/table";
import type { EdgeRow, NodeRow, ViewAnswer } from "../types";

type NamedEdge = EdgeRow & { one: string; other: string };

/** The view as two tables: what the picture shows, for who sees or wants none. */
export function GraphTables({ answer, picks, pick }: { answer: ViewAnswer; picks: readonly string[]; pick(id: string, second: boolean): void }) {
  const edges = useMemo(() => {
    const names = new Map(answer.nodes.map(({ id, name }) => [id, name]));
    return answer.edges.map((each) => ({ ...each, one: names.get(each.a) ?? each.a, other: names.get(each.b) ?? each.b }));
  }, [answer]);
  const nodeColumns = useMemo<Column<NodeRow>[]>(() => [
    { head: "Name", value: (row) => row.name, show: (row) => <a href={addressOf("entity", { id: row.id })}><bdi>{row.name}</bdi></a> },
    { head: "Type", value: (row) => row.type },
    { head: "Sentences", value: (row) => row.windows },
    { head: "Documents", value: (row) => row.docs },
    { head: "Neighbours", value: (row) => row.degree },
    {
      head: "Picked", value: (row) => (picks.includes(row.id) ? "yes" : "no"),
      show: (row) => <input type="checkbox" aria-label={`Pick ${row.name}`} checked={picks.includes(row.id)} onChange={() => pick(row.id, picks.length > 0)} />,
    },
  ], [picks, pick]);
  const edgeColumns = useMemo<Column<NamedEdge>[]>(() => [
    { head: "One", value: (row) => row.one, show: (row) => <a href={addressOf("entity", { id: row.a })}><bdi>{row.one}</bdi></a> },
    { head: "Other", value: (row) => row.other, show: (row) => <a href={addressOf("entity", { id: row.b })}><bdi>{row.other}</bdi></a> },
    { head: "Shared sentences", value: (row) => row.count, show: (row) => <a href={addressOf("pair", { a: row.a, b: row.b })}>{row.count}</a> },
    { head: "Documents", value: (row) => row.docs },
    { head: "NPMI", value: (row) => row.npmi, show: (row) => row.npmi.toFixed(2) },
    { head: "Log-likelihood", value: (row) => row.g2, show: (row) => row.g2.toFixed(1) },
  ], []);
  return (
    <div class="graph-tables">
      <Table caption="Entities" rows={answer.nodes} columns={nodeColumns} rowKey={(row) => row.id} empty="No entity is shown." />
      <Table caption="Edges" rows={edges} columns={edgeColumns} rowKey={(row) => `${row.a}|${row.b}`} empty="No edge is shown." />
    </div>
  );
}
