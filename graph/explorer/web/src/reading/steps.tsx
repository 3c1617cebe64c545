import { TypeSign } from "../parts/badge";
import { number, oneLine } from "../parts/text";
import type { EntityBrief } from "../types";

type Given = {
  entity: EntityBrief | undefined; place: number; total: number;
  /** Whether `place` counts through the whole text, and not a part of it. */
  exact: boolean;
  onStep(way: 1 | -1): void; clear: string;
};

/** The way from mention to mention, of one entity or of all that is marked. */
export function Steps({ entity, place, total, exact, onStep, clear }: Given) {
  return (
    <div class="mention-steps" role="group" aria-label={entity ? `Mentions of ${entity.name}` : "Mentions"}>
      {entity
        ? <span class="mention-steps-of"><TypeSign type={entity.type} /><bdi>{oneLine(entity.name)}</bdi><a class="icon" href={clear} aria-label={`No longer follow ${entity.name}`}>✕</a></span>
        : <span class="quiet">All mentions</span>}
      <span class="figure quiet">{exact && place >= 0 ? `${number(place + 1)} of ${number(total)}` : number(total)}</span>
      <button type="button" class="icon" aria-label="Previous mention" title="Previous mention (p)" onClick={() => onStep(-1)}>↑</button>
      <button type="button" class="icon" aria-label="Next mention" title="Next mention (n)" onClick={() => onStep(1)}>↓</button>
    </div>
  );
}
