import { Fragment, type ComponentChildren } from "preact";
import { entityAddress } from "../parts/entity_link";
import { lookOf } from "../parts/palette";
import { oneLine } from "../parts/text";
import type { Project } from "../types";
import type { Paragraph, PlacedMark, Segment } from "./segments";
import { piecesOf, softBreaks } from "./soft_breaks";

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
          {withLines(paragraph).map(({ segment, lines }) => <Stretch key={segment.start} segment={segment} lines={lines} project={project} dark={dark} followed={followed} onPick={onPick} />)}
        </p>
      ))}
    </div>
  );
}

/** Return the segments of a paragraph, each with its text as it is shown: line breaks that a narrow column need not keep on their own. */
function withLines({ segments }: Paragraph): { segment: Segment; lines: ComponentChildren }[] {
  const soft = softBreaks(segments.map(({ text }) => text).join(""));
  let at = 0;
  return segments.map((segment) => {
    const pieces = soft.size ? piecesOf(segment.text, at, soft) : [];
    at += segment.text.length;
    const lines = pieces.some((each) => each.soft)
      ? pieces.map((each, number) => (each.soft ? <span key={number} class="soft-break">{each.text}</span> : <Fragment key={number}>{each.text}</Fragment>))
      : segment.text;
    return { segment, lines };
  });
}

function Stretch({ segment: { start, marks, here }, lines, project, dark, followed, onPick }: Omit<Given, "paragraphs"> & { segment: Segment; lines: ComponentChildren }) {
  const mark = marks.find(({ entity }) => entity === followed) ?? marks[0];
  if (!mark) return here ? <mark class="here" data-place="">{lines}</mark> : <>{lines}</>;
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
      {lines}
    </a>
  );
}
