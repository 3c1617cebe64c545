// Tables as text. Names come from documents: none of them may become a formula in a spreadsheet.

export type Cell = string | number;
export type Sheet = { columns: readonly string[]; rows: readonly (readonly Cell[])[] };

// Spreadsheets of East Asian languages also take the full-width forms for a formula.
const FORMULA = /^[=+\-@＝＋－＠\t\r\n']/u;

/** Return a cell that no spreadsheet takes for a formula: with an apostrophe before it, which `graphmill review` reads back. */
export function safeCell(value: Cell): string {
  // A number is written by us, and may be negative.
  if (typeof value === "number") return String(value);
  return FORMULA.test(value) ? `'${value}` : value;
}

/** Return a table as CSV (RFC 4180) with a byte order mark, without which spreadsheets take UTF-8 for something else. */
export function csv({ columns, rows }: Sheet): string {
  const cell = (value: Cell) => {
    const text = safeCell(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\ufeff${[columns, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

/** Return a table as text with tabs, as spreadsheets take it from the clipboard: a row a line. */
export function tsv({ columns, rows }: Sheet): string {
  const cell = (value: Cell) => safeCell(typeof value === "number" ? value : value.replace(/[\t\r\n\v\f\u0085\u2028\u2029]+/gu, " "));
  return [columns, ...rows].map((row) => `${row.map(cell).join("\t")}\n`).join("");
}
