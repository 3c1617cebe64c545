import { useLayoutEffect, useState } from "preact/hooks";

/** Where the page is: a view and its values, kept in the part of the address behind "#", so that a link shows the same. */
export type Address = { view: string; values: URLSearchParams };

export function readAddress(hash: string = location.hash): Address {
  const [, view = "", query = ""] = /^#?\/?([^?]*)\??(.*)$/s.exec(hash) ?? [];
  return { view: decoded(view), values: new URLSearchParams(query) };
}

// The farthest place in a list or a text that can be asked for.
const FARTHEST = 10_000_000;
/** Return a place in a list or a text as an address tells it, from 0 on; 0 where it tells none. */
export function readOffset(values: URLSearchParams, name: string): number {
  return Math.min(FARTHEST, Math.max(0, Math.trunc(Number(values.get(name) ?? "0")) || 0));
}

/** Return what a part of an address stands for; one that was cut within a character stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

type Given = Record<string, string | number | readonly (string | number)[] | undefined>;

/** Return the address of a view, as the `href` of a link; empty values are left out. */
export function addressOf(view: string, given: Given = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined && each !== "") query.append(name, String(each));
  }
  const asked = query.toString();
  return `#/${encodeURIComponent(view)}${asked ? `?${asked}` : ""}`;
}

/** Go to a view; `replace` makes no new step for the browser's back. */
export function go(href: string, options: { replace?: boolean } = {}): void {
  if (href === location.hash) return;
  if (options.replace) {
    // The step stays the same one: how far it was scrolled, and how many steps of the graph lie before it.
    history.replaceState(history.state, "", href);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else location.hash = href;
}

export function useAddress(): Address {
  const [address, setAddress] = useState(readAddress);
  // At once, not after the first painting: the address may change before that.
  useLayoutEffect(() => {
    const changed = () => setAddress(readAddress());
    addEventListener("hashchange", changed);
    // What changed between the first drawing and now.
    setAddress((shown) => (addressKey(shown) === addressKey(readAddress()) ? shown : readAddress()));
    return () => removeEventListener("hashchange", changed);
  }, []);
  return address;
}

function addressKey({ view, values }: Address): string {
  return `${view}?${values}`;
}
