import type Sigma from "sigma";
import type { Marks } from "./picture";
import { drawnName, placeNames, runsRightToLeft, type Candidate } from "./names";
import type { Theme } from "./theme";

const SIZE = 12.5;
const FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif";
const MOST = 90;
const PAD = 3;

/** The layer of names over a picture: drawn after each drawing of it, the important names first. */
export class NamesLayer {
  private readonly context: CanvasRenderingContext2D;
  private readonly widths = new Map<string, number>();

  constructor(private readonly sigma: Sigma, private readonly look: () => { theme: Theme; marks: Marks; near: ReadonlySet<string> }) {
    sigma.createCanvasContext("names");
    const canvas = sigma.getCanvases()["names"] as HTMLCanvasElement;
    canvas.style.pointerEvents = "none";
    this.context = canvas.getContext("2d") as CanvasRenderingContext2D;
    sigma.resize(true);
    sigma.on("afterRender", () => this.draw());
    sigma.on("afterClear", () => this.clear());
  }

  private clear(): void {
    const { width, height } = this.sigma.getDimensions();
    this.context.clearRect(0, 0, width, height);
  }

  private draw(): void {
    const { context, sigma } = this;
    const { theme, marks, near } = this.look();
    this.clear();
    const ranked: (Candidate & { rank: number; strong: boolean })[] = [];
    sigma.getGraph().forEachNode((id, data) => {
      if (near.size > 0 && !near.has(id)) return;
      const shown = sigma.getNodeDisplayData(id);
      if (!shown || id === marks.hovered) return;
      const { x, y } = sigma.framedGraphToViewport(shown);
      const strong = Boolean(data["root"]) || marks.picks.includes(id) || marks.focus === id;
      const rank = (strong ? 1000 : 0) + Number(data["size"]);
      ranked.push({ id, text: drawnName(String(data["label"])), x, y, radius: sigma.scaleSize(shown.size), rank, strong });
    });
    ranked.sort((one, other) => other.rank - one.rank || (one.id < other.id ? -1 : 1));
    const strong = new Set(ranked.filter((each) => each.strong).map(({ id }) => id));
    const font = (bold: boolean) => `${bold ? 600 : 400} ${SIZE}px ${FONT}`;
    context.font = font(true);
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    const placed = placeNames(ranked, (text) => this.width(text), SIZE + PAD, sigma.getDimensions(), MOST);
    for (const { id, text, x, y } of placed) {
      context.font = font(strong.has(id));
      context.direction = runsRightToLeft(text) ? "rtl" : "ltr";
      // An outline in the colour of the background keeps a name readable over edges.
      context.lineWidth = 3.5;
      context.strokeStyle = theme.background;
      context.strokeText(text, x, y);
      context.fillStyle = theme.text;
      context.fillText(text, x, y);
    }
  }

  private width(text: string): number {
    let width = this.widths.get(text);
    if (width === undefined) {
      width = this.context.measureText(text).width;
      this.widths.set(text, width);
    }
    return width;
  }
}

/** Draw the whole name of the node under the pointer, on a plate. */
export function drawHoveredName(context: CanvasRenderingContext2D, data: { x: number; y: number; size: number; label?: string | null }, theme: Theme): void {
  const text = drawnName(data.label ?? "", 80);
  if (!text) return;
  context.font = `600 ${SIZE}px ${FONT}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.direction = runsRightToLeft(text) ? "rtl" : "ltr";
  const width = context.measureText(text).width;
  const right = data.x + data.size + 6;
  const across = context.canvas.clientWidth;
  // Inside of the view, where there is room for it.
  const x = Math.max(4, right + width + 8 > across ? data.x - data.size - 6 - width : right);
  context.beginPath();
  context.roundRect(x - 5, data.y - SIZE, width + 10, 2 * SIZE, 5);
  context.fillStyle = theme.background;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = theme.strong;
  context.stroke();
  context.fillStyle = theme.text;
  context.fillText(text, x, data.y);
}
