import type Sigma from "sigma";
import { placeNames, runsRightToLeft, type Candidate } from "./names";
import type { Theme } from "./theme";

const SIZE = 12.5;
const FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif";
const PAD = 3;

/** What names are to be drawn, the important ones first; those in `strong` in bold letters. */
export type NamesWanted = { theme: Theme; candidates: readonly Candidate[]; strong: ReadonlySet<string>; most: number; spared?: number };

/** The layer of names over a picture: drawn after each drawing of it, as many as have room. */
export class NamesLayer {
  private readonly context: CanvasRenderingContext2D;
  private readonly widths = new Map<string, number>();

  constructor(private readonly sigma: Sigma, private readonly wanted: () => NamesWanted) {
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
    const { theme, candidates, strong, most, spared } = this.wanted();
    this.clear();
    const font = (bold: boolean) => `${bold ? 600 : 400} ${SIZE}px ${FONT}`;
    context.font = font(true);
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    const placed = placeNames(candidates, (text) => this.width(text), SIZE + PAD, sigma.getDimensions(), most, spared);
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
