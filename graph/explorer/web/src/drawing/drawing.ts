import Graph from "graphology";
import Sigma from "sigma";
import { EdgeRectangleProgram } from "sigma/rendering";
import { fitted, zoomed } from "./camera";
import { EdgeFinder } from "./edge_finder";
import { layOut, type Layout } from "./layout";
import { drawnName, type Candidate } from "./names";
import { NamePlate } from "./name_plate";
import { NamesLayer, type NamesWanted } from "./names_layer";
import { edgeLook, nodeLook, type Shown } from "./looks";
import { ShapeProgram } from "./node_program";
import type { DrawnEdge, DrawnNode, Marks, Picture, Place } from "./picture";
import { movesLittle, type Theme } from "./theme";

/** What a person does in a picture. `second`: with Shift held, as for a second pick. */
export type Doings = {
  click(id: string, second: boolean): void;
  open(id: string): void;
  edge(a: string, b: string): void;
  empty(): void;
  hover(id: string | null): void;
  moved(id: string, place: Place): void;
  lost(): void;
};

// The units of places: the picture of a few dozen nodes fills about this much, whatever is added later.
const BOX = { x: [-100, 100] as [number, number], y: [-100, 100] as [number, number] };
const DRAG_PIXELS = 3;
const NAMES = 90;

/** A picture of a few hundred nodes on a canvas. Making one throws where there is no WebGL. */
export class Drawing {
  readonly places = new Map<string, Place>();
  private readonly graph = new Graph({ type: "undirected" });
  private readonly sigma: Sigma;
  private readonly edges: EdgeFinder;
  private readonly plate: NamePlate;
  private marks: Marks = { picks: [], focus: null, hovered: null };
  private near = new Set<string>();
  private frame = 0;
  private dragged: { id: string; x: number; y: number; moves: boolean } | null = null;
  private fitNext = true;

  constructor(container: HTMLElement, private theme: Theme, private readonly doings: Doings) {
    this.sigma = new Sigma(this.graph, container, {
      allowInvalidContainer: true,
      renderLabels: false,
      zIndex: true,
      stagePadding: 30,
      minEdgeThickness: 1,
      minCameraRatio: 0.02,
      maxCameraRatio: 20,
      defaultNodeType: "shape",
      defaultEdgeType: "line",
      nodeProgramClasses: { shape: ShapeProgram },
      edgeProgramClasses: { line: EdgeRectangleProgram },
      nodeReducer: (id, data) => nodeLook(id, data as DrawnNode & Place, this.shown()),
      edgeReducer: (_, data) => edgeLook(data as DrawnEdge, this.shown()),
      defaultDrawNodeHover: () => undefined,
      zoomDuration: movesLittle() ? 1 : 200,
      inertiaDuration: movesLittle() ? 1 : 200,
    });
    this.sigma.setCustomBBox(BOX);
    this.plate = new NamePlate(container);
    this.sigma.on("afterRender", () => this.plated());
    new NamesLayer(this.sigma, () => this.namesWanted());
    this.edges = new EdgeFinder(this.sigma);
    this.listen(container);
  }

  /** Show another picture: what was there stays where it is, what is new is laid out beside it. `onPlaced` is called at the end. */
  show(picture: Picture, kept: ReadonlyMap<string, Place>, onPlaced: () => void): void {
    cancelAnimationFrame(this.frame);
    const first = !picture.nodes.some(({ id }) => kept.has(id));
    const grew = picture.nodes.some(({ id }) => !kept.has(id));
    const { width, height } = this.sigma.getDimensions();
    const layout = layOut(picture, kept, Math.min(width, height) || 600);
    this.fill(picture, layout.places);
    this.fitNext ||= first;
    this.run(layout, grew, onPlaced);
  }

  private run(layout: Layout, grew: boolean, onPlaced: () => void): void {
    const end = () => {
      this.place(layout.places);
      if (this.fitNext || (grew && this.anyOutside())) this.fit(!this.fitNext);
      this.fitNext = false;
      onPlaced();
    };
    if (movesLittle()) {
      while (layout.step());
      end();
      return;
    }
    const turn = () => {
      if (!layout.step()) {
        end();
        return;
      }
      this.place(layout.places);
      if (this.fitNext) this.sigma.getCamera().setState(fitted(this.sigma, this.places.values()));
      this.frame = requestAnimationFrame(turn);
    };
    turn();
  }

  private fill(picture: Picture, places: ReadonlyMap<string, Place>): void {
    this.graph.clear();
    this.places.clear();
    for (const node of picture.nodes) {
      const place = places.get(node.id) ?? { x: 0, y: 0 };
      this.places.set(node.id, place);
      this.graph.addNode(node.id, { ...node, ...place });
    }
    for (const edge of picture.edges) if (this.graph.hasNode(edge.a) && this.graph.hasNode(edge.b)) this.graph.mergeUndirectedEdgeWithKey(edge.id, edge.a, edge.b, edge);
    this.marks = { ...this.marks, hovered: null };
    this.near = new Set();
    // At once, so that where things are on the screen can be asked for.
    this.sigma.refresh();
  }

  private place(places: ReadonlyMap<string, Place>): void {
    for (const [id, place] of places) this.places.set(id, place);
    this.graph.updateEachNodeAttributes((id, data) => ({ ...data, ...places.get(id) }), { attributes: ["x", "y"] });
  }

  /** Make nodes stand out. */
  marked(marks: Marks): void {
    this.marks = marks;
    const middle = marks.hovered;
    this.near = new Set(middle !== null && this.graph.hasNode(middle) ? [middle, ...this.graph.neighbors(middle)] : []);
    this.sigma.scheduleRefresh();
  }

  themed(theme: Theme): void {
    this.theme = theme;
    this.sigma.scheduleRefresh();
  }

  private shown(): Shown {
    return { theme: this.theme, marks: this.marks, near: this.near, edges: this.graph.size };
  }

  private plated(): void {
    const { hovered } = this.marks;
    const shown = hovered === null ? undefined : this.sigma.getNodeDisplayData(hovered);
    if (shown) this.plate.show(shown.label ?? "", this.sigma.framedGraphToViewport(shown), this.sigma.scaleSize(shown.size));
    else this.plate.hide();
  }

  private namesWanted(): NamesWanted {
    const { sigma, marks, near, theme } = this;
    const candidates: (Candidate & { rank: number })[] = [];
    const strong = new Set<string>();
    this.graph.forEachNode((id, data) => {
      const shown = sigma.getNodeDisplayData(id);
      if (!shown || id === marks.hovered || (near.size > 0 && !near.has(id))) return;
      if (data["root"] || marks.picks.includes(id) || marks.focus === id) strong.add(id);
      const { x, y } = sigma.framedGraphToViewport(shown);
      candidates.push({ id, text: drawnName(String(data["label"])), x, y, radius: sigma.scaleSize(shown.size), rank: (strong.has(id) ? 1000 : 0) + Number(data["size"]) });
    });
    candidates.sort((one, other) => other.rank - one.rank || (one.id < other.id ? -1 : 1));
    return { theme, candidates, strong, most: NAMES };
  }

  private listen(container: HTMLElement): void {
    const { sigma, doings } = this;
    sigma.on("downNode", ({ node, event, preventSigmaDefault }) => {
      const button = event.original instanceof MouseEvent ? event.original.button : 0;
      if (button !== 0) return;
      preventSigmaDefault();
      this.dragged = { id: node, x: event.x, y: event.y, moves: false };
    });
    sigma.on("moveBody", ({ event }) => {
      const held = this.dragged;
      if (!held) return;
      held.moves ||= Math.hypot(event.x - held.x, event.y - held.y) > DRAG_PIXELS;
      // The camera stays while a node is held.
      event.preventSigmaDefault();
      event.original.preventDefault();
      if (!held.moves || !this.graph.hasNode(held.id)) return;
      const place = sigma.viewportToGraph(event);
      this.places.set(held.id, place);
      this.graph.mergeNodeAttributes(held.id, place);
    });
    let under: string | null = null;
    const release = () => {
      const held = this.dragged;
      this.dragged = null;
      if (held) doings.hover(under);
      const place = held?.moves ? this.places.get(held.id) : undefined;
      if (held && place) doings.moved(held.id, place);
      return Boolean(place);
    };
    let released = false;
    sigma.on("upNode", () => { released = release(); });
    sigma.on("upStage", () => { released = release(); });
    sigma.on("clickNode", ({ node, event }) => {
      // A node let go after a move is not clicked.
      if (!released) doings.click(node, event.original.shiftKey);
      released = false;
    });
    sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      doings.open(node);
    });
    sigma.on("clickStage", ({ event }) => {
      const edge = this.edges.at(event);
      if (edge !== null) doings.edge(...this.graph.extremities(edge));
      else doings.empty();
    });
    const hover = (node: string | null) => {
      under = node;
      if (!this.dragged) doings.hover(node);
      container.style.cursor = node === null ? "" : "pointer";
    };
    sigma.on("enterNode", ({ node }) => hover(node));
    sigma.on("leaveNode", () => hover(null));
    sigma.getMouseCaptor().on("mousemove", (event) => {
      if (this.marks.hovered === null && !this.dragged) container.style.cursor = this.edges.at(event) !== null ? "pointer" : "";
    });
    for (const canvas of Object.values(sigma.getCanvases())) canvas.addEventListener("webglcontextlost", (event) => { event.preventDefault(); doings.lost(); });
  }

  private anyOutside(): boolean {
    const { width, height } = this.sigma.getDimensions();
    for (const place of this.places.values()) {
      const { x, y } = this.sigma.graphToViewport(place);
      if (x < 8 || y < 8 || x > width - 8 || y > height - 8) return true;
    }
    return false;
  }

  /** Bring the whole picture into view. */
  fit(animated = true): void {
    this.travel(fitted(this.sigma, this.places.values()), animated);
  }
  /** Zoom about the middle: in with a factor under 1. */
  zoom(factor: number): void {
    this.travel(zoomed(this.sigma, factor), true);
  }
  /** Move the view by parts of its width and height. */
  pan(across: number, up: number): void {
    const { width, height } = this.sigma.getDimensions();
    const state = this.sigma.getCamera().getState();
    const from = this.sigma.viewportToFramedGraph({ x: 0, y: 0 });
    const to = this.sigma.viewportToFramedGraph({ x: across * width, y: -up * height });
    this.travel({ ...state, x: state.x + to.x - from.x, y: state.y + to.y - from.y }, true);
  }
  /** Bring a node into view where it is outside. */
  reveal(id: string): void {
    const place = this.places.get(id);
    if (!place) return;
    const { width, height } = this.sigma.getDimensions();
    const { x, y } = this.sigma.graphToViewport(place);
    if (x > 20 && y > 20 && x < width - 20 && y < height - 20) return;
    const to = this.sigma.viewportToFramedGraph({ x, y });
    this.travel({ ...this.sigma.getCamera().getState(), x: to.x, y: to.y }, true);
  }
  private travel(state: { x: number; y: number; ratio: number; angle: number }, animated: boolean): void {
    const camera = this.sigma.getCamera();
    if (!animated || movesLittle()) camera.setState(state);
    else void camera.animate(state, { duration: 250 });
  }

  neighbours(id: string): string[] {
    return this.graph.hasNode(id) ? this.graph.neighbors(id) : [];
  }

  /** Return what is seen as one canvas, on the background of the theme. */
  snapshot(): HTMLCanvasElement {
    // Drawn and copied in one go: WebGL forgets its picture when it was shown.
    this.sigma.refresh();
    const layers = this.sigma.getCanvases();
    const size = layers["nodes"] as HTMLCanvasElement;
    const canvas = document.createElement("canvas");
    canvas.width = size.width;
    canvas.height = size.height;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("The browser makes no picture of this.");
    context.fillStyle = this.theme.background;
    context.fillRect(0, 0, canvas.width, canvas.height);
    for (const name of ["edges", "nodes", "names"]) {
      const layer = layers[name];
      if (layer) context.drawImage(layer, 0, 0);
    }
    return canvas;
  }

  resize(): void {
    this.sigma.scheduleRefresh();
  }
  kill(): void {
    cancelAnimationFrame(this.frame);
    this.plate.kill();
    this.sigma.kill();
  }
}
