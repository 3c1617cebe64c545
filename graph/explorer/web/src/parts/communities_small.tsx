import { useEffect, useState } from "preact/hooks";
import { addressOf } from "../address";
import { usePage } from "../context";
import type { Community, CommunityMap } from "../types";
import { Failed, Waiting } from "./loading";
import { lookOf } from "./palette";
import { codePoints, count, oneLine } from "./text";

const SIZE = 600;
const LETTER = 7.4;
const LINE = 15;
const AROUND = 12;
const AGAIN_MS = 1500;
const FIRST = 40;

/** The communities of the graph, asked for again while they are being computed. */
export function useCommunities(): { map: CommunityMap | null; error: Error | null } {
  const { source, pulse } = usePage();
  const [map, setMap] = useState<CommunityMap | null>(null);
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current = true;
    const ask = () => {
      source.communities().then(
        (answer) => {
          if (!current) return;
          setError(null);
          if (answer.state === "computing") timer = setTimeout(ask, AGAIN_MS);
          setMap((before) => (answer.state === "computing" && before?.state === "ready" ? before : answer));
        },
        (reason: Error) => current && setError(reason),
      );
    };
    ask();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [source, pulse.revision]);
  return { map, error };
}

/** The communities of the graph as a small map: circles with the share of each type on their rim, links between them, each a way in. */
export function CommunitiesSmall() {
  const { map, error } = useCommunities();
  if (error) return <Failed error={error} />;
  if (!map) return <Waiting what="communities" />;
  if (map.state === "computing") return <p class="waiting" role="status"><span class="turning" aria-hidden="true" />Communities are being computed …</p>;
  if (map.state === "none" || map.communities.length === 0) return <p class="quiet">{map.message || "There are no communities yet."}</p>;
  const { left_out, changed_since } = map;
  return (
    <figure class="communities">
      <CommunitiesPicture map={map} />
      <figcaption class="quiet">
        <a href={addressOf("map")}>The whole map</a>
        {left_out.communities > 0 ? ` · ${count(left_out.communities, "smaller one")} not drawn` : ""}
        {changed_since ? " · the graph changed since these were computed" : ""}
      </figcaption>
    </figure>
  );
}

/** Communities as circles, each a link to the graph of its members. */
export function CommunitiesPicture({ map: { communities, links } }: { map: CommunityMap }) {
  const places = new Map(communities.map((each) => [each.id, each]));
  const most = Math.max(1, ...links.map((each) => each.count));
  return (
      <svg viewBox={boxOf(communities)} role="group" aria-label="Map of the communities">
        <g class="ties" aria-hidden="true">
          {links.map(({ a, b, count: together }) => {
            const [from, to] = [places.get(a), places.get(b)];
            if (!from || !to) return null;
            return <line key={`${a} ${b}`} x1={from.x * SIZE} y1={from.y * SIZE} x2={to.x * SIZE} y2={to.y * SIZE} stroke-width={0.75 + 3 * Math.sqrt(together / most)} />;
          })}
        </g>
        {communities.map((each) => <Circle key={each.id} community={each} />)}
        <g class="names" aria-hidden="true">
          {communities.map((each) => linesOf(each).map((line, at, { length }) => (
            <text key={`${each.id} ${at}`} x={each.x * SIZE} y={each.y * SIZE + LINE * (at - (length - 1) / 2) + 4} text-anchor="middle">{line}</text>
          )))}
        </g>
      </svg>
  );
}

function Circle({ community: { id, label, size, types, x, y, r } }: { community: Community }) {
  const { project, dark } = usePage();
  const told = Object.entries(types).sort(([, a], [, b]) => b - a);
  const all = told.reduce((sum, [, each]) => sum + each, 0) || 1;
  const radius = Math.max(5, r * SIZE - 2);
  const round = 2 * Math.PI * radius;
  let before = 0;
  const name = `${label}: ${count(size, "entity", "entities")} (${told.map(([type, each]) => `${each} ${type}`).join(", ")})`;
  return (
    <a href={addressOf("graph", { root: `${FIRST}:community:${id}` })} aria-label={name}>
      <title>{name}</title>
      <circle class="ground" cx={x * SIZE} cy={y * SIZE} r={radius} />
      {told.map(([type, each]) => {
        const part = (round * each) / all;
        const rim = (
          <circle
            key={type} class="rim" cx={x * SIZE} cy={y * SIZE} r={radius} stroke={lookOf(type, project, dark).colour}
            stroke-dasharray={`${part} ${round - part}`} stroke-dashoffset={-before}
          />
        );
        before += part;
        return rim;
      })}
    </a>
  );
}

/** Return the part of the unit square that is drawn in, as a box for SVG. */
function boxOf(communities: readonly Community[]): string {
  const left = Math.min(...communities.map(({ x, r }) => x - r)) * SIZE - AROUND;
  const top = Math.min(...communities.map(({ y, r }) => y - r)) * SIZE - AROUND;
  const right = Math.max(...communities.map(({ x, r }) => x + r)) * SIZE + AROUND;
  const bottom = Math.max(...communities.map(({ y, r }) => y + r)) * SIZE + AROUND;
  return `${left} ${top} ${right - left} ${bottom - top}`;
}

/** Return the name of the strongest entity in lines that fit into the circle; none where it is too small for them. */
function linesOf({ strongest, label, r }: Community): string[] {
  const fits = Math.floor((2 * r * SIZE - 12) / LETTER);
  const lines: string[] = [];
  for (const word of oneLine(strongest[0]?.name ?? label).split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && codePoints(`${last} ${word}`).length <= fits) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const most = Math.floor((1.5 * r * SIZE) / LINE);
  return lines.length <= most && lines.every((line) => codePoints(line).length <= fits) ? lines : [];
}
