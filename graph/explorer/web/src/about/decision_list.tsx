import { addressOf } from "../address";
import { useDeciding } from "../deciding/deciding";
import { plainly } from "../deciding/outcome";
import { moment } from "../parts/notices";
import { oneLine } from "../parts/text";
import type { DecisionRow } from "../types";

/** Whether a decision can be taken back: it was not, and an act is taken back as a whole. */
export function canBeUndone(row: DecisionRow): boolean {
  return row.state !== "taken back";
}

/** Return the decisions of one act, as the several of a split, that still stand: they are taken back as one. */
function together(rows: readonly DecisionRow[], row: DecisionRow): DecisionRow[] {
  return rows.filter((each) => each.act === row.act && canBeUndone(each));
}

/** Decisions with who, when, why and what became of them; each can be taken back where that can be, and with `links` leads to its entities. */
export function DecisionList({ rows, marked = "", links = false }: { rows: readonly DecisionRow[]; marked?: string; links?: boolean }) {
  const deciding = useDeciding();
  return (
    <ul class="decisions">
      {rows.map((each) => (
        <li key={each.id} id={each.id === marked ? "shown" : undefined} data-marked={each.id === marked ? "" : undefined} data-verdict={each.verdict}>
          <p dir="auto" class="decided">{plainly(oneLine(each.told))}</p>
          {each.why ? <p class="why" dir="auto">{oneLine(each.why)}</p> : null}
          <p class="quiet">
            <bdi>{oneLine(each.by)}</bdi>{", "}<time dateTime={each.at}>{moment(each.at)}</time>{" · "}
            <span class="state" data-state={each.state}>{each.state}</span>
          </p>
          {links && each.names?.length ? (
            <p class="named">
              {each.names.map(({ name, type }) => <a key={`${name} ${type}`} href={addressOf("found", { q: name, type })}>{"Find "}<bdi>{oneLine(name)}</bdi></a>)}
            </p>
          ) : null}
          {canBeUndone(each) && each === together(rows, each)[0] ? (
            <button
              type="button" disabled={deciding.whyNot !== ""} title={deciding.whyNot || undefined} aria-label={`Take back: ${together(rows, each).map((one) => oneLine(one.told)).join("; ")}`}
              onClick={() => deciding.undo([each.act || each.id], together(rows, each).map((one) => one.told))}
            >
              {together(rows, each).length > 1 ? `Take back all ${together(rows, each).length}…` : "Take back…"}
            </button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
