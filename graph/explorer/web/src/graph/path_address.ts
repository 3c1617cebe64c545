import { addressOf } from "../address";

// A date stands in a sentence with everything that happened on it, so that paths by way of dates, amounts and other values join what
// has nothing to do with each other: the usual types of these are avoided where nobody says otherwise, as by the saved query `path`.
const USUAL = ["date", "time", "year", "duration", "age", "money", "price", "percent", "quantity", "number", "ordinal"];
/** Stands in the address where a path may lead by way of all types. */
const ANY = "any";

/** Return the types, and ids, that a path is to avoid by its address; `types` are those of the graph. */
export function readAvoided(values: URLSearchParams, types: readonly string[]): string[] {
  if (values.get("way") === ANY) return [];
  const told = [...new Set(values.getAll("avoid"))].filter(Boolean);
  return told.length ? told : usual(types);
}

/** Return the address of the path between two entities; what is avoided where nobody says otherwise is not told. */
export function pathAddress(a: string, b: string, avoid: readonly string[], types: readonly string[]): string {
  if (!avoid.length) return addressOf("path", { a, b, way: usual(types).length ? ANY : "" });
  const isUsual = [...avoid].sort().join("\n") === usual(types).join("\n");
  return addressOf("path", { a, b, avoid: isUsual ? [] : avoid });
}

function usual(types: readonly string[]): string[] {
  return USUAL.filter((each) => types.includes(each));
}
