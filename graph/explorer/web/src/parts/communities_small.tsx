import { useEffect, useState } from "preact/hooks";
import { addressOf } from "../address";
import { usePage } from "../context";
import type { Community, CommunityMap } from "../types";
import { Failed, Waiting } from "./loading";
import { lookOf } from "./palette";
import { codePoints, count } from "./text";

const SIZE = 600;
const LETTER = 7.2;
const LINE = 16;
const AGAIN_MS = 1500;
const FIRST = 40;

/** The communities of the graph, asked for again while they are being computed. */
export function useCommunities(): { map: CommunityMap | null; error: Error | null } {
  const { source, pulse } = usePage();
  const [map, setMap] = useState<CommunityMap | null>(null);
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    let timer = 0;
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
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`} role="group" aria-label="Map of the communities">
        <g class="ties" aria-hidden="true">
          {links.map(({ a, b, count: together }) => {
            const [from, to] = [places.get(a), places.get(b)];
            if (!from || !to) return null;
            return <line key={`${a} ${b}`} x1={from.x * SIZE} y1={from.y * SIZE} x2={to.x * SIZE} y2={to.y * SIZE} stroke-width={0.75 + 3 * Math.sqrt(together / most)} />;
          })}
        </g>
        {communities.map((each) => <Circle key={each.id} community={each} />)}
        <g class="names" aria-hidden="true">
          {labelled(communities).map(({ id, text, x, y }) => <text key={id} x={x} y={y} text-anchor="middle">{text}</text>)}
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

/** Return the names that fit on the map without covering each other, those of the largest communities first. */
function labelled(communities: readonly Community[]): { id: number; text: string; x: number; y: number }[] {
  const placed: { id: number; text: string; x: number; y: number; half: number }[] = [];
  for (const { id, label, x, y } of [...communities].sort((a, b) => b.size - a.size)) {
    const points = codePoints(label);
    const text = points.length > 26 ? `${points.slice(0, 25).join("").trimEnd()}…` : label;
    const half = (Math.min(points.length, 26) * LETTER) / 2;
    const at = { id, text, half, x: Math.min(SIZE - half, Math.max(half, x * SIZE)), y: y * SIZE + 5 };
    if (placed.every((other) => Math.abs(other.y - at.y) > LINE || Math.abs(other.x - at.x) > other.half + half + 4)) placed.push(at);
  }
  return placed;
}
