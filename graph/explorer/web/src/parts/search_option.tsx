import { TypeSign } from "./badge";
import { Marked, Matched, matches } from "./marked";
import { howFound, type Option } from "./search_options";
import { codePoints, count, oneLine } from "./text";

const BEFORE = 18;

/** What a line below the search box says. */
export function SearchOption({ option, asked }: { option: Option; asked: string }) {
  if (option.kind === "entity") {
    const { entity } = option;
    const name = oneLine(entity.name) || entity.id;
    const how = matches(name, asked).length > 0 && entity.match !== "id" ? "" : howFound(entity);
    return (
      <>
        <TypeSign type={entity.type} size={14} />
        <span class="search-name"><bdi><Matched text={name} asked={asked} /></bdi>{how ? <span class="quiet"> <bdi><Matched text={how} asked={asked} /></bdi></span> : null}</span>
        <span class="quiet search-side">{`${entity.type} · ${count(entity.docs, "document")}`}</span>
      </>
    );
  }
  if (option.kind === "document") {
    const { title, uri, date } = option.document;
    return (
      <>
        <PaperSign />
        <span class="search-name"><bdi><Matched text={oneLine(title) || uri} asked={asked} /></bdi></span>
        <span class="quiet search-side">{date}</span>
      </>
    );
  }
  const { text, spans, title, uri } = option.sentence;
  // A long sentence is shown from shortly before its first mark, so that the mark can be seen.
  const points = codePoints(text);
  const first = (spans[0]?.[0] ?? 0) - BEFORE;
  const space = points.indexOf(" ", Math.max(0, first));
  const shift = first < BEFORE / 2 ? 0 : space > first && space < first + BEFORE ? space + 1 : first;
  return (
    <>
      <span class="search-quote" aria-hidden="true">“</span>
      <span class="search-name search-sentence" dir="auto">{shift ? "… " : ""}<Marked text={points.slice(shift).join("")} spans={spans.map(([start, end]) => [start - shift, end - shift] as const)} /></span>
      <span class="quiet search-side"><bdi>{oneLine(title) || uri}</bdi></span>
    </>
  );
}

/** The sign of a document. */
export function PaperSign({ size = 14 }: { size?: number }) {
  return <svg class="sign outlined" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="M3.500 1.500h6l3 3v10h-9zM9.500 1.500v3h3M5.500 8h5M5.500 11h5" /></svg>;
}
