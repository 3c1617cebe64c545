import type { Judged, Judgements } from "../deciding/judgements";
import { plainly } from "../deciding/outcome";
import { count, oneLine } from "../parts/text";

const SAID: Record<Judged["verdict"], string> = { same: "the same", different: "different", unsure: "left open" };
const STATES: Record<Judged["state"], string> = {
  waiting: "waits to be sent", sending: "is being sent", kept: "kept", failed: "not kept", undoing: "is being taken back", undone: "taken back",
};

/** All that was judged since the page was opened, the last first, each with its way back. */
export function Summary({ judgements }: { judgements: Judgements }) {
  const all = [...judgements.all].reverse();
  if (!all.length) return <p class="quiet">Nothing was judged yet.</p>;
  return (
    <ul class="decisions">
      {all.map((each, place) => (
        <li key={judgements.all.length - place} data-verdict={each.verdict}>
          <p class="decided"><bdi>{oneLine(each.item.left.name)}</bdi>{" and "}<bdi>{oneLine(each.item.right.name)}</bdi>{`: ${SAID[each.verdict]}`}</p>
          {each.why ? <p class="why" dir="auto">{each.why}</p> : null}
          <p class="quiet">
            <span class="state" data-state={each.state}>{each.answer && !each.answer.followed && each.state === "kept" ? "kept, not followed" : STATES[each.state]}</span>
            {each.error ? `: ${each.error}` : ""}
          </p>
          {each.answer?.conflicts.map((one) => <p key={one} class="notice" data-kind="warning" dir="auto">{plainly(one)}</p>)}
          {each.answer?.changes.length ? <p class="quiet" dir="auto">{each.answer.changes.slice(0, 3).map(plainly).join("; ")}{each.answer.changes.length > 3 ? ` and ${count(each.answer.changes.length - 3, "more change")}` : ""}</p> : null}
          {each.state === "undone" || each.state === "undoing" ? null : (
            <button type="button" aria-label={`Undo: ${oneLine(each.item.left.name)} and ${oneLine(each.item.right.name)}`} onClick={() => judgements.takeBack(each)}>Undo</button>
          )}
        </li>
      ))}
    </ul>
  );
}
