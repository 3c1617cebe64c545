import { useDeciding } from "../deciding/deciding";
import { moment } from "../parts/notices";
import { oneLine } from "../parts/text";
import type { DecisionRow } from "../types";

/** Whether a decision can be taken back: it was not, and an act is taken back as a whole. */
export function canBeUndone(row: DecisionRow): boolean {
  return row.state !== "taken back";
}

/** Decisions with who, when, why and what became of them; each can be taken back where that can be. */
export function DecisionList({ rows, marked = "" }: { rows: readonly DecisionRow[]; marked?: string }) {
  const deciding = useDeciding();
  return (
    <ul class="decisions">
      {rows.map((each) => (
        <li key={each.id} id={each.id === marked ? "shown" : undefined} data-marked={each.id === marked ? "" : undefined} data-verdict={each.verdict}>
          <p dir="auto" class="told">{oneLine(each.told)}</p>
          {each.why ? <p class="why" dir="auto">{oneLine(each.why)}</p> : null}
          <p class="quiet">
            <bdi>{oneLine(each.by)}</bdi>{", "}<time dateTime={each.at}>{moment(each.at)}</time>{" · "}
            <span class="state" data-state={each.state}>{each.state}</span>
          </p>
          {canBeUndone(each) ? (
            <button
              type="button" disabled={deciding.whyNot !== ""} title={deciding.whyNot || undefined} aria-label={`Take back: ${oneLine(each.told)}`}
              onClick={() => deciding.undo([each.id], [each.told])}
            >
              Take back…
            </button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
