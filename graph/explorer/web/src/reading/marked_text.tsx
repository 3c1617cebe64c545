import { entityAddress } from "../parts/entity_link";
import { lookOf } from "../parts/palette";
import { oneLine } from "../parts/text";
import type { Project } from "../types";
import type { Paragraph, PlacedMark, Segment } from "./segments";

type Given = {
  paragraphs: readonly Paragraph[]; project: Project; dark: boolean;
  followed: string; onPick(marks: PlacedMark[], at: HTMLElement): void;
};

/** A text with its mentions marked in place; each mark is a link to its entity that opens a card first. */
export function MarkedText({ paragraphs, project, dark, followed, onPick }: Given) {
  return (
    <div class="text" lang="">
      {paragraphs.map((paragraph) => (
        <p key={paragraph.start} dir="auto" data-here={paragraph.here ? "" : undefined}>
          {paragraph.segments.map((each) => <Piece key={each.start} segment={each} project={project} dark={dark} followed={followed} onPick={onPick} />)}
        </p>
      ))}
    </div>
  );
}

function Piece({ segment: { text, start, marks, here }, project, dark, followed, onPick }: Omit<Given, "paragraphs"> & { segment: Segment }) {
  const mark = marks.find(({ entity }) => entity === followed) ?? marks[0];
  if (!mark) return here ? <mark class="here" data-place="">{text}</mark> : <>{text}</>;
  const { colour, shape } = lookOf(mark.type, project, dark);
  const opened = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !(event.currentTarget instanceof HTMLElement)) return;
    event.preventDefault();
    onPick(marks, event.currentTarget);
  };
  return (
    <a
      class={here ? "mention here" : "mention"} href={entityAddress(mark.entity)} data-shape={shape} data-start={start} data-first={start === mark.start ? "" : undefined}
      data-place={here ? "" : undefined} data-followed={mark.entity === followed ? "" : undefined} data-nested={marks.length > 1 ? "" : undefined}
      style={{ "--look": colour }} title={`${oneLine(mark.name)}, ${mark.type}`} aria-haspopup="dialog" onClick={opened}
    >
      {text}
    </a>
  );
}
