import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { addressOf, go, readOffset } from "../address";
import { usePage } from "../context";
import { useKeys } from "../parts/keys";
import { codePoints, number } from "../parts/text";
import type { DocumentAnswer } from "../types";
import { DocumentSide, SourcePlace } from "./document_side";
import { MarkedText } from "./marked_text";
import { MentionCard, type Picked } from "./mention_card";
import { paragraphsOf, type PlacedMark, placedMarks, placeOf } from "./segments";
import { Steps } from "./steps";
import { TypeLegend } from "./type_legend";

/** A document's text with its legend, the steps from mention to mention, and beside it what is in it. */
export function Reader({ document: shown, values }: { document: DocumentAnswer; values: URLSearchParams }) {
  const { source, project, dark, say } = usePage();
  const [picked, setPicked] = useState<Picked | null>(null);
  const { id, text, text_start: start, text_length: length, mentioned } = shown;
  const followed = values.get("entity") ?? "";
  const placed = values.has("at");
  const at = readOffset(values, "at");
  const hidden = values.getAll("hide").sort().join("\n");
  const off = useMemo(() => new Set(hidden ? hidden.split("\n") : []), [hidden]);
  const end = useMemo(() => start + codePoints(text).length, [text, start]);
  const every = useMemo(() => placedMarks(shown), [shown]);
  const marks = useMemo(() => every.filter(({ type }) => !off.has(type)), [every, off]);
  const paragraphs = useMemo(() => paragraphsOf(text, start, marks, placed ? placeOf(text, start, marks, at) : null), [text, start, marks, placed, at]);
  const counts = useMemo(() => typeCounts(every), [every]);
  const here = (given: { at?: number; entity?: string; hide?: readonly string[] }) =>
    addressOf("document", { id, at: placed ? at : undefined, entity: followed, hide: [...off], ...given });

  useEffect(() => {
    const first = mentioned.find((each) => each.id === followed)?.first;
    if (!placed && first !== undefined) go(here({ at: first }), { replace: true });
  }, [followed, placed]);
  useLayoutEffect(() => {
    setPicked(null);
    if (placed) globalThis.document.querySelector("[data-place]")?.scrollIntoView({ block: "center" });
  }, [placed, at, start, id]);
  const pick = useCallback((several: PlacedMark[], place: HTMLElement) => setPicked({ marks: several, at: place, text: place.textContent ?? "" }), []);

  // The same element again is not compared anew: a long text has thousands of marks.
  const drawn = useMemo(() => <MarkedText paragraphs={paragraphs} project={project} dark={dark} followed={followed} onPick={pick} />, [paragraphs, project, dark, followed]);
  const stepped = useMemo(() => (followed ? every.filter(({ entity }) => entity === followed) : marks), [every, marks, followed]);
  const step = async (way: 1 | -1) => {
    const inPart = way === 1 ? stepped.find((mark) => mark.start > at || (!placed && mark.start >= at)) : stepped.findLast((mark) => mark.start < at);
    const there = inPart ?? (await furtherOn(way));
    if (there) go(here({ at: there.start }), { replace: true });
    else say(way === 1 ? "That was the last mention." : "That was the first mention.");
  };
  const furtherOn = async (way: 1 | -1): Promise<PlacedMark | undefined> => {
    for (let edge = way === 1 ? end : start - 1; edge >= 0 && edge < length; ) {
      const part = await source.document(id, edge);
      const fitting = placedMarks(part).filter((mark) => (followed ? mark.entity === followed : !off.has(mark.type)) && (way === 1 ? mark.start >= edge : mark.start <= edge));
      if (fitting.length) return way === 1 ? fitting[0] : fitting.at(-1);
      edge = way === 1 ? Math.max(edge + 1, part.text_start + codePoints(part.text).length) : Math.min(edge, part.text_start) - 1;
    }
    return undefined;
  };
  const take = (way: 1 | -1) => void step(way).catch((error: Error) => say(error.message, { kind: "warning" }));
  useKeys({ n: () => take(1), p: () => take(-1) });

  const toggle = (type: string) => go(here({ hide: off.has(type) ? [...off].filter((each) => each !== type) : [...off, type] }), { replace: true });
  const whole = start === 0 && end >= length;
  const entity = mentioned.find((each) => each.id === followed);
  return (
    <div class="reader">
      <p class="document-head quiet">
        {shown.date ? <><time dateTime={shown.date}>{shown.date}</time> · </> : null}
        <SourcePlace uri={shown.uri} />
      </p>
      <div class="reader-tools">
        <TypeLegend counts={counts} off={off} onSwitch={toggle} />
        <Steps entity={entity} place={placed ? stepped.findIndex((mark) => mark.start === at) : -1} total={whole ? stepped.length : entity?.mentions ?? stepped.length} exact={whole} onStep={take} clear={here({ entity: "" })} />
      </div>
      <div class="reader-columns">
        <article aria-label="Text">
          {start > 0 ? <p class="text-part"><a href={here({ at: Math.max(0, start - 1) })}>← Earlier in the text</a></p> : null}
          {drawn}
          {picked ? <MentionCard picked={picked} document={id} onClose={() => setPicked(null)} /> : null}
          {end < length ? <p class="text-part"><a href={here({ at: end })}>Further in the text →</a></p> : null}
          {whole ? null : <p class="quiet">{`Characters ${number(start + 1)} to ${number(end)} of ${number(length)}.`}</p>}
        </article>
        <DocumentSide document={shown} followed={followed} follow={(each) => here({ entity: each.id, at: each.first })} />
      </div>
    </div>
  );
}

function typeCounts(marks: readonly PlacedMark[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { type } of marks) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}
