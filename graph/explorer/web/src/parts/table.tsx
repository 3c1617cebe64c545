import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { usePage } from "../context";
import { tsv } from "../take_away/delimited";
import { copy } from "../take_away/saving";
import { count, number } from "./text";

/** A column: its heading, the value to sort and to copy by, and what is shown where that is more than the value. */
export type Column<Row> = { head: string; value(row: Row): string | number; show?(row: Row): ComponentChildren };

type Order = { column: number; down: boolean } | null;
const PAGE = 100;
const collator = new Intl.Collator(undefined, { numeric: true });

function compare(one: string | number, other: string | number): number {
  return typeof one === "number" && typeof other === "number" ? one - other : collator.compare(String(one), String(other));
}

/** A table that is sorted by its headings and copied as text with tabs. Rows come in the order that they have where nothing is sorted. */
export function Table<Row>({ caption, rows, columns, rowKey, empty = "Nothing.", page = PAGE }: {
  caption: string; rows: readonly Row[]; columns: readonly Column<Row>[]; rowKey(row: Row): string; empty?: string; page?: number;
}) {
  const { say } = usePage();
  const [order, setOrder] = useState<Order>(null);
  const [from, setFrom] = useState(0);
  const sorted = useMemo(() => {
    const column = order && columns[order.column];
    if (!order || !column) return rows;
    const turn = order.down ? -1 : 1;
    return [...rows].sort((one, other) => turn * compare(column.value(one), column.value(other)));
  }, [rows, columns, order]);
  const start = Math.min(from, Math.max(0, Math.floor((rows.length - 1) / page) * page));
  const shown = sorted.slice(start, start + page);
  const numeric = columns.map((each) => rows.length > 0 && typeof each.value(rows[0] as Row) === "number");

  const sort = (column: number) => {
    setFrom(0);
    // Numbers are mostly looked at from the largest on.
    setOrder((before) => (before?.column === column ? { column, down: !before.down } : { column, down: numeric[column] ?? false }));
  };
  const copied = () => {
    const sheet = { columns: columns.map(({ head }) => head), rows: sorted.map((row) => columns.map((each) => each.value(row))) };
    copy(tsv(sheet)).then(() => say(`${count(sorted.length, "row")} copied.`), (error: Error) => say(error.message, { kind: "warning" }));
  };

  if (!rows.length) return <p class="empty">{empty}</p>;
  return (
    <div class="table">
      <div class="table-wide" tabIndex={0} role="region" aria-label={caption}>
        <table>
          <caption>{caption} <span class="count">{number(rows.length)}</span></caption>
          <thead>
            <tr>
              {columns.map(({ head }, at) => {
                const by = order?.column === at ? (order.down ? "descending" : "ascending") : "none";
                return (
                  <th key={head} scope="col" aria-sort={by} class={numeric[at] ? "numeric" : undefined}>
                    <button type="button" onClick={() => sort(at)}>{head}<span aria-hidden="true" class="arrow">{by === "none" ? "" : by === "descending" ? " ▼" : " ▲"}</span></button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map((each, at) => {
                  const value = each.value(row);
                  return <td key={each.head} dir="auto" class={numeric[at] ? "numeric" : undefined}>{each.show ? each.show(row) : typeof value === "number" ? number(value) : value}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="table-foot">
        {rows.length > page && (
          <span class="pages">
            <button type="button" disabled={start === 0} onClick={() => setFrom(start - page)}>Earlier</button>
            {" "}{number(start + 1)}–{number(start + shown.length)} of {number(rows.length)}{" "}
            <button type="button" disabled={start + page >= rows.length} onClick={() => setFrom(start + page)}>Later</button>
          </span>
        )}
        <button type="button" onClick={copied}>Copy as TSV</button>
      </p>
    </div>
  );
}
