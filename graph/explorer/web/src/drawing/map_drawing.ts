import Graph from "graphology";
import Sigma from "sigma";
import { EdgeLineProgram } from "sigma/rendering";
import { SHAPES, type Look } from "../parts/palette";
import type { WholeMap } from "../types";
import { fitted, zoomed } from "./camera";
import { MovedPicture } from "./moved_picture";
import { drawnName, type Candidate } from "./names";
import { NamePlate } from "./name_plate";
import { NamesLayer, type NamesWanted } from "./names_layer";
import { ShapeProgram } from "./node_program";
import type { Place } from "./picture";
import { mixed, type Theme } from "./theme";

const MOST_EDGES = 20_000;
// Between communities a few strong edges tell more than a grey ground of all.
const MOST_BETWEEN = 2_000;
const NAMES = 45;
const MEASURED_FROM = 1_000;
const NOTHING: ReadonlySet<string> = new Set();

export type MapDoings = { click(at: number): void; lost(): void; slow(): void };

/** The whole network at its fixed places, thousands of nodes without any physics. Making one throws where there is no WebGL. */
export class MapDrawing {
  readonly edgesLeftOut: number;
  private readonly sigma: Sigma;
  private readonly places: Place[];
  private moved: MovedPicture | null = null;
  private timer = 0;

  constructor(container: HTMLElement, private readonly map: WholeMap, private readonly theme: Theme, look: (type: string) => Look, doings: MapDoings) {
    const { graph, edgesLeftOut } = graphOf(map, theme, look);
    this.edgesLeftOut = edgesLeftOut;
    this.places = map.ids.map((_, at) => ({ x: map.x[at] ?? 0, y: 1 - (map.y[at] ?? 0) }));
    this.sigma = new Sigma(graph, container, {
      allowInvalidContainer: true,
      renderLabels: false,
      hideEdgesOnMove: true,
      minCameraRatio: 0.01,
      maxCameraRatio: 3,
      stagePadding: 16,
      defaultNodeType: "shape",
      defaultEdgeType: "line",
      nodeProgramClasses: { shape: ShapeProgram },
      edgeProgramClasses: { line: EdgeLineProgram },
      defaultDrawNodeHover: () => undefined,
    });
    new NamesLayer(this.sigma, () => this.namesWanted());
    this.sigma.on("clickNode", ({ node }) => doings.click(Number(node)));
    this.sigma.on("doubleClickStage", ({ preventSigmaDefault }) => preventSigmaDefault());
    const plate = new NamePlate(container);
    this.sigma.on("enterNode", ({ node }) => {
      const shown = this.sigma.getNodeDisplayData(node);
      if (shown) plate.show(shown.label ?? "", this.sigma.framedGraphToViewport(shown), this.sigma.scaleSize(shown.size));
      container.style.cursor = "pointer";
    });
    const left = () => {
      plate.hide();
      container.style.cursor = "";
    };
    this.sigma.on("leaveNode", left);
    this.sigma.on("kill", () => plate.kill());
    this.sigma.getCamera().on("updated", () => plate.hide());
    for (const canvas of Object.values(this.sigma.getCanvases())) canvas.addEventListener("webglcontextlost", (event) => { event.preventDefault(); doings.lost(); });
    if (map.ids.length < MEASURED_FROM) return;
    // After the first picture is there: to measure takes as long as to draw.
    this.timer = window.setTimeout(() => {
      if (!MovedPicture.isSlow(this.sigma)) return;
      this.moved = new MovedPicture(this.sigma, container, left);
      doings.slow();
    }, 50);
  }

  private namesWanted(): NamesWanted {
    const { sigma, map } = this;
    const { width, height } = sigma.getDimensions();
    const candidates: Candidate[] = [];
    // The strongest come first in the map; the small ones get a name when fewer are in view.
    for (let at = 0; at < map.ids.length && candidates.length < 2 * NAMES; at++) {
      const shown = sigma.getNodeDisplayData(String(at));
      if (!shown) continue;
      const { x, y } = sigma.framedGraphToViewport(shown);
      if (x < 0 || y < 0 || x > width || y > height) continue;
      candidates.push({ id: String(at), text: drawnName(map.names[at] ?? "", 24), x, y, radius: sigma.scaleSize(shown.size) });
    }
    return { theme: this.theme, candidates, strong: NOTHING, most: NAMES, spared: NAMES };
  }

  fit(): void {
    this.sigma.getCamera().setState(fitted(this.sigma, this.places));
  }
  zoom(factor: number): void {
    this.sigma.getCamera().setState(zoomed(this.sigma, factor));
  }
  pan(across: number, up: number): void {
    const { width, height } = this.sigma.getDimensions();
    const camera = this.sigma.getCamera();
    const state = camera.getState();
    const zero = this.sigma.viewportToFramedGraph({ x: 0, y: 0 }, { cameraState: state });
    const there = this.sigma.viewportToFramedGraph({ x: across * width, y: -up * height }, { cameraState: state });
    camera.setState({ ...state, x: state.x + there.x - zero.x, y: state.y + there.y - zero.y });
  }
  resize(): void {
    this.sigma.scheduleRefresh();
  }
  kill(): void {
    clearTimeout(this.timer);
    this.moved?.kill();
    this.sigma.kill();
  }
}

function graphOf(map: WholeMap, theme: Theme, look: (type: string) => Look): { graph: Graph; edgesLeftOut: number } {
  const graph = new Graph({ type: "undirected" });
  const looks = map.types.map(look);
  const many = map.ids.length > 3000;
  map.ids.forEach((_, at) => {
    const { colour, shape } = looks[map.type[at] ?? 0] ?? { colour: theme.strong, shape: "circle" as const };
    const size = Math.min(many ? 9 : 12, (many ? 1.5 : 2.5) + (many ? 0.5 : 0.75) * Math.log2(Math.max(1, map.windows[at] ?? 1)));
    graph.addNode(at, { x: map.x[at], y: 1 - (map.y[at] ?? 0), size, color: colour, shape: SHAPES.indexOf(shape), border: 0, borderColor: theme.background, label: map.names[at] });
  });
  // The strongest come first.
  const order = map.count.map((_, at) => at).sort((one, other) => (map.count[other] ?? 0) - (map.count[one] ?? 0)).slice(0, MOST_EDGES);
  const most = Math.log1p(map.count[order[0] ?? 0] ?? 1);
  let between = 0;
  for (const at of order) {
    const a = map.a[at];
    const b = map.b[at];
    if (a === undefined || b === undefined || a === b || graph.hasEdge(a, b)) continue;
    const within = map.community[a] === map.community[b];
    if (!within && ++between > MOST_BETWEEN) continue;
    graph.addEdge(a, b, { color: mixed(theme.background, theme.strong, (within ? 0.3 : 0.14) + (0.35 * Math.log1p(map.count[at] ?? 0)) / most), size: 1 });
  }
  return { graph, edgesLeftOut: Math.max(0, map.edges - graph.size) };
}
