import { addressOf, go } from "../address";
import { useKeys } from "./keys";

/** The two keys that lead to each view, from anywhere. */
export const LEAD_KEYS: Record<string, string> = {
  "g o": "", "g g": "graph", "g m": "map", "g d": "documents", "g r": "review", "g l": "decisions", "?": "help",
};

/** Listens for the keys that do the same in every view. */
export function LeadKeys() {
  const leads = Object.entries(LEAD_KEYS).map(([keys, view]) => [keys, () => go(addressOf(view))] as const);
  useKeys({
    ...Object.fromEntries(leads),
    "/": () => {
      const box = document.querySelector<HTMLInputElement>("input[data-search]");
      box?.focus();
      box?.select();
    },
  });
  return null;
}
