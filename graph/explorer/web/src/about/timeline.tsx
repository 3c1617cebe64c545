import { useEffect, useId, useRef, useState } from "preact/hooks";
import { addressOf, go } from "../address";
import { useAnswer, usePage } from "../context";
import { Loading } from "../parts/loading";
import { Sentences } from "../parts/sentences";
import { count, number, oneLine } from "../parts/text";
import type { TimelineAnswer } from "../types";
import { finer, grainOf, isGuessed, periodName, periods, type Period, type Point } from "./periods";

type Given = {
  ids: [string] | [string, string];
  /** The period that is looked at: 2024, 2024-03 or 2024-03-07; "" for all. */
  period: string;
  href(period: string): string;
};

/** When documents name an entity, or two together: bars by year, month or day, each of which leads into it. */
export function Timeline({ ids, period, href }: Given) {
  const { source } = usePage();
  const asked = useAnswer(() => source.timeline(ids), [ids.join(" ")]);
  return (
    <Loading asked={asked} what="the timeline">
      {(answer) => <Drawn answer={answer} period={period} href={href} ids={ids} />}
    </Loading>
  );
}

function Drawn({ answer, period, href, ids }: { answer: TimelineAnswer } & Given) {
  // The day of an ingest says nothing of when a document was written.
  const dated = answer.points.filter((each) => each.by !== "ingested");
  const inside = period ? dated.filter((each) => each.date.startsWith(period)) : dated;
  const grain = period ? finer(period) : grainOf(inside);
  const { bars, vague } = grain ? periods(inside, grain) : { bars: [], vague: [] };
  const sentences = inside.reduce((sum, each) => sum + each.sentences, 0);
  const guessed = inside.filter((each) => isGuessed(each.by)).length;
  const notes = [
    answer.points.length < answer.total ? `only the newest ${number(answer.points.length)} of ${count(answer.total, "document")} are drawn` : "",
    guessed ? `${count(guessed, "date is", "dates are")} only guessed (hatched): when a file was made or last changed` : "",
    answer.undated && dated.length && !period ? `${count(answer.undated, "document has", "documents have")} no date of ${answer.undated === 1 ? "its" : "their"} own and ${answer.undated === 1 ? "is" : "are"} left out` : "",
    vague.length ? `${count(vague.length, "date says", "dates say")} less than the ${grain}` : "",
  ].filter(Boolean);
  return (
    <div class="timeline">
      {period ? <Trail period={period} href={href} /> : null}
      <p>{inside.length ? `${count(sentences, "sentence")} in ${count(inside.length, "document")}${period ? ` of ${periodName(period)}` : " with a date"}.` : period ? `Nothing of ${periodName(period)}.` : "None of the documents has a date of its own."}</p>
      {bars.length ? <Bars bars={bars} href={href} /> : null}
      {notes.length ? <p class="quiet">{`${capital(notes.join("; "))}.`}</p> : null}
      {bars.length ? <BarTable bars={bars} href={href} /> : null}
      {period && inside.length ? (
        <>
          <h3>Sentences</h3>
          <Sentences ids={ids} period={period} />
          <h3>Documents</h3>
          <Documents points={inside} entity={ids[0]} />
        </>
      ) : null}
    </div>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The periods around the one that is looked at, each a way back. */
function Trail({ period, href }: { period: string; href: Given["href"] }) {
  const above = [period.slice(0, 4), period.slice(0, 7), period].filter((each, place, all) => all.indexOf(each) === place);
  return (
    <nav class="trail" aria-label="Time">
      <a href={href("")}>All time</a>
      {above.map((each) => (
        <span key={each}>{" › "}{each === period ? <b aria-current="page">{periodName(each)}</b> : <a href={href(each)}>{periodName(each)}</a>}</span>
      ))}
    </nav>
  );
}

const HEIGHT = 150;
const FOOT = 22;
const HEAD = 14;
const LABEL = 64;

function Bars({ bars, href }: { bars: readonly Period[]; href: Given["href"] }) {
  const own = useRef<HTMLDivElement>(null);
  const width = useWidth(own);
  const hatch = useId();
  const most = Math.max(1, ...bars.map((each) => each.sentences));
  const step = width / bars.length;
  const bar = Math.max(1, Math.min(48, step * 0.8));
  const every = Math.max(1, Math.ceil(LABEL / step));
  const room = HEIGHT - FOOT - HEAD;
  const told = `${count(bars.length, "bar")} from ${periodName(bars[0]?.key ?? "")} to ${periodName(bars.at(-1)?.key ?? "")}, at most ${count(most, "sentence")} each; the table below has the numbers.`;
  return (
    <div class="bars" ref={own}>
      <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={told}>
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect class="bar-ground" width="5" height="5" /><rect class="bar" width="2" height="5" />
          </pattern>
        </defs>
        <text class="bar-label" x="0" y={HEAD - 3}>{number(most)}</text>
        <line class="bar-line" x1="0" x2={width} y1={HEAD} y2={HEAD} />
        <line class="bar-line" x1="0" x2={width} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} />
        {bars.map((each, place) => {
          const tall = each.sentences ? Math.max(2, (each.sentences / most) * room) : 0;
          const sure = tall * (1 - (each.sentences ? each.guessed / each.sentences : 0));
          const left = place * step + (step - bar) / 2;
          return (
            <g key={each.key} class="bar-of" data-empty={tall ? undefined : ""} onClick={() => { if (tall) go(href(each.key)); }}>
              <title>{`${periodName(each.key)}: ${count(each.sentences, "sentence")} in ${count(each.points.length, "document")}${each.guessed ? `, ${number(each.guessed)} by a guessed date` : ""}`}</title>
              <rect class="bar-room" x={place * step} y={HEAD} width={step} height={room} />
              {sure ? <rect class="bar" x={left} y={HEIGHT - FOOT - sure} width={bar} height={sure} /> : null}
              {tall > sure ? <rect class="bar-guessed" fill={`url(#${hatch})`} x={left} y={HEIGHT - FOOT - tall} width={bar} height={tall - sure} /> : null}
              {place % every === 0 && (place + every <= bars.length || place === 0) ? <text class="bar-label" x={place * step} y={HEIGHT - 6}>{each.key}</text> : null}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function BarTable({ bars, href }: { bars: readonly Period[]; href: Given["href"] }) {
  return (
    <details class="bar-table">
      <summary>As a table</summary>
      <table>
        <thead><tr><th scope="col">Time</th><th scope="col" class="figure">Sentences</th><th scope="col" class="figure">Documents</th><th scope="col" class="figure">By a guessed date</th></tr></thead>
        <tbody>
          {bars.filter((each) => each.sentences).map((each) => (
            <tr key={each.key}>
              <td><a href={href(each.key)}>{periodName(each.key)}</a></td>
              <td class="figure">{number(each.sentences)}</td><td class="figure">{number(each.points.length)}</td><td class="figure">{number(each.guessed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Documents({ points, entity }: { points: readonly Point[]; entity: string }) {
  return (
    <ul class="rows">
      {points.map((each) => (
        <li key={each.document_id}>
          <a href={addressOf("document", { id: each.document_id, entity })} dir="auto">{oneLine(each.title) || each.uri}</a>{" "}
          <span class="quiet">{`${each.date}${isGuessed(each.by) ? " (guessed)" : ""}, ${count(each.sentences, "sentence")}`}</span>
        </li>
      ))}
    </ul>
  );
}

/** Return the width of an element, as it is now. */
function useWidth(own: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const element = own.current;
    if (!element) return undefined;
    const measure = new ResizeObserver(() => setWidth(Math.max(200, Math.floor(element.clientWidth))));
    measure.observe(element);
    return () => measure.disconnect();
  }, []);
  return width;
}
