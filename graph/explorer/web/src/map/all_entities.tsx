import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { addressOf, go } from "../address";
import { useAnswer, useHeading, usePage } from "../context";
import { MapDrawing } from "../drawing/map_drawing";
import { themeOf } from "../drawing/theme";
import { entityAddress, EntityLink } from "../parts/entity_link";
import { Badge } from "../parts/badge";
import { Loading } from "../parts/loading";
import { lookOf } from "../parts/palette";
import { Table, type Column } from "../parts/table";
import { count, number } from "../parts/text";
import type { WholeMap } from "../types";

const MOST = 10_000;
const KEYS = "Arrow keys move the view, plus, minus and 0 zoom and fit. The table holds the same entities as links.";

/** All entities, or the strongest ten thousand, at fixed places. */
export function AllEntities({ table }: { table: boolean }) {
  const { source } = usePage();
  useHeading({ title: "Map of all entities", hidden: true });
  const asked = useAnswer(() => source.map(MOST), []);
  return <Loading asked={asked} what="the map">{(map) => <Shown map={map} table={table} />}</Loading>;
}

function Shown({ map, table }: { map: WholeMap; table: boolean }) {
  const drawing = useRef<MapDrawing | null>(null);
  const [failed, setFailed] = useState("");
  const [slow, setSlow] = useState(false);
  const [drawn, setDrawn] = useState(0);
  const [chosen, setChosen] = useState<number | null>(null);
  const left = map.entities - map.ids.length;
  const entities = count(map.entities, "entity", "entities");
  const tables = table || Boolean(failed);
  const failedNow = useCallback(() => setFailed("The browser draws no pictures here (WebGL is off or was lost). The table holds the same entities."), []);
  return (
    <div class="map-all">
      <div class="graph-head">
        <p class="quiet">
          {left > 0 ? `The strongest ${number(map.ids.length)} of ${entities}` : `All ${entities}`}, {number(tables ? map.count.length : drawn)} of {count(map.edges, "edge")}
          {!tables && " (the strongest of each entity)"}.
          {slow && !tables ? " Without a graphics processor the picture moves as it is, and is drawn anew when the movement ends." : ""}
        </p>
        <div class="tools" role="toolbar" aria-label="Map">
          {!tables && (
            <>
              <button type="button" class="icon" aria-label="Zoom in" onClick={() => drawing.current?.zoom(0.7)}>+</button>
              <button type="button" class="icon" aria-label="Zoom out" onClick={() => drawing.current?.zoom(1 / 0.7)}>−</button>
              <button type="button" onClick={() => drawing.current?.fit()}>Fit</button>
            </>
          )}
          <a class="button" href={addressOf("map")}>Communities</a>
          {!failed && <button type="button" aria-pressed={table} onClick={() => go(addressOf("map", { all: 1, table: table ? "" : 1 }))}>{table ? "Picture" : "Table"}</button>}
        </div>
      </div>
      {failed && <p class="notice" role="alert">{failed}</p>}
      {tables ? <Entities map={map} /> : <Picture map={map} reach={drawing} failed={failedNow} slow={setSlow} drawn={setDrawn} click={setChosen} />}
      {!tables && <Legend map={map} />}
      <div class="map-chosen" aria-live="polite">
        {!tables && chosen !== null && map.ids[chosen] !== undefined && <Chosen map={map} at={chosen} close={() => setChosen(null)} />}
      </div>
    </div>
  );
}

function Picture({ map, reach, failed, slow, drawn, click }: {
  map: WholeMap; reach: { current: MapDrawing | null }; failed(): void; slow(is: boolean): void; drawn(edges: number): void; click(at: number): void;
}) {
  const { project, dark } = usePage();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const container = place.current;
    if (!container) return undefined;
    let made: MapDrawing;
    try {
      made = new MapDrawing(container, map, themeOf(dark), (type) => lookOf(type, project, dark), { click, lost: failed, slow: () => slow(true) });
    } catch {
      failed();
      return undefined;
    }
    reach.current = made;
    drawn(map.edges - made.edgesLeftOut);
    const size = new ResizeObserver(() => made.resize());
    size.observe(container);
    return () => {
      size.disconnect();
      reach.current = null;
      made.kill();
    };
  }, [map, dark]);
  const key = (event: KeyboardEvent) => {
    const drawing = reach.current;
    if (!drawing || event.ctrlKey || event.metaKey || event.altKey) return;
    const pans: Record<string, [number, number]> = { ArrowLeft: [-0.2, 0], ArrowRight: [0.2, 0], ArrowUp: [0, 0.2], ArrowDown: [0, -0.2] };
    const pan = pans[event.key];
    if (pan) drawing.pan(...pan);
    else if (event.key === "+" || event.key === "=") drawing.zoom(0.7);
    else if (event.key === "-") drawing.zoom(1 / 0.7);
    else if (event.key === "0") drawing.fit();
    else return;
    event.preventDefault();
  };
  return <div class="canvas" ref={place} tabIndex={0} role="application" aria-label={`Map of ${count(map.ids.length, "entity", "entities")}. ${KEYS}`} onKeyDown={key} />;
}

function Legend({ map }: { map: WholeMap }) {
  const counts = useMemo(() => {
    const found = new Map<string, number>();
    for (const type of map.type) found.set(map.types[type] ?? "", (found.get(map.types[type] ?? "") ?? 0) + 1);
    return [...found].sort(([, one], [, other]) => other - one);
  }, [map]);
  return <ul class="map-legend" aria-label="Types">{counts.map(([type, of]) => <li key={type}><Badge type={type} of={of} /></li>)}</ul>;
}

function Chosen({ map, at, close }: { map: WholeMap; at: number; close(): void }) {
  const id = map.ids[at] ?? "";
  return (
    <div class="map-card">
      <p>
        <EntityLink entity={{ id, name: map.names[at] ?? id, type: map.types[map.type[at] ?? 0] ?? "" }} />{" "}
        <span class="quiet">{count(map.windows[at] ?? 0, "sentence")}</span>
      </p>
      <p class="actions">
        <a class="button primary" href={entityAddress(id, "graph")}>Its neighbours</a>
        <a class="button" href={entityAddress(id)}>Open</a>
        <button type="button" onClick={close}>Close</button>
      </p>
    </div>
  );
}

type Row = { id: string; name: string; type: string; windows: number };
const COLUMNS: Column<Row>[] = [
  { head: "Name", value: ({ name }) => name, show: (row) => <EntityLink entity={row} to="graph" /> },
  { head: "Type", value: ({ type }) => type },
  { head: "Sentences", value: ({ windows }) => windows },
];

function Entities({ map }: { map: WholeMap }) {
  const rows = useMemo(() => map.ids.map((id, at) => ({ id, name: map.names[at] ?? id, type: map.types[map.type[at] ?? 0] ?? "", windows: map.windows[at] ?? 0 })), [map]);
  return <div class="graph-tables"><Table caption="Entities" rows={rows} columns={COLUMNS} rowKey={({ id }) => id} /></div>;
}
