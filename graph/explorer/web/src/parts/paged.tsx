import { count, number } from "./text";

type Given = { offset: number; limit: number; total: number; what: string; href: (offset: number) => string };

/** Where in a long list one is, and links to what comes before and after; nothing where all of it is shown. */
export function Paged({ offset, limit, total, what, href }: Given) {
  if (total <= limit && offset === 0) return null;
  const last = Math.min(total, offset + limit);
  return (
    <nav class="paged" aria-label={`Pages of ${what}s`}>
      {offset > 0 ? <a href={href(Math.max(0, offset - limit))} rel="prev">← Earlier in the list</a> : <span />}
      <span class="quiet">{`${number(Math.min(offset + 1, total))}–${number(last)} of ${count(total, what)}`}</span>
      {last < total ? <a href={href(offset + limit)} rel="next">Further in the list →</a> : <span />}
    </nav>
  );
}
