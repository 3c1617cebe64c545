import { usePage } from "../context";
import { TypeSign } from "../parts/badge";
import { lookOf } from "../parts/palette";
import { number } from "../parts/text";

type Given = { counts: readonly (readonly [type: string, mentions: number])[]; off: ReadonlySet<string>; onSwitch(type: string): void };

/** The types of what is marked, with how often; each switches its marks on and off. */
export function TypeLegend({ counts, off, onSwitch }: Given) {
  const { project, dark } = usePage();
  return (
    <div class="type-legend" role="group" aria-label="Marked types">
      {counts.map(([type, mentions]) => {
        const { colour, shape } = lookOf(type, project, dark);
        return (
          <button key={type} type="button" class="type-switch" aria-pressed={!off.has(type)} onClick={() => onSwitch(type)}>
            <TypeSign type={type} />
            <span class="mention" data-shape={shape} style={{ "--look": colour }} dir="auto">{type}</span>
            <span class="figure quiet">{number(mentions)}</span>
          </button>
        );
      })}
    </div>
  );
}
