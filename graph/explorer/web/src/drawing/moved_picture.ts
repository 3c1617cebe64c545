import type Sigma from "sigma";
import type { CameraState } from "sigma/types";
import { zoomedAt } from "./camera";

const SETTLE_MS = 500;
const SLOW_MS = 30;
const CLICK_PIXELS = 3;
const STEP = 1.35;

/**
 * Moves the picture that is drawn, as one image, while the view of a large graph moves, and has it drawn anew when the movement ends:
 * without a graphics processor each drawing of ten thousand nodes takes longer than people wait for a frame.
 */
export class MovedPicture {
  private readonly image: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private drawn: CameraState;
  private timer = 0;
  private held: { x: number; y: number; from: CameraState; moved: boolean } | null = null;
  private swallow = false;
  private readonly stop = new AbortController();

  constructor(private readonly sigma: Sigma, private readonly container: HTMLElement, private readonly onMove: () => void) {
    this.drawn = sigma.getCamera().getState();
    this.image = document.createElement("canvas");
    this.image.className = "moved-picture";
    this.context = this.image.getContext("2d") as CanvasRenderingContext2D;
    const layers = sigma.getCanvases();
    container.insertBefore(this.image, layers["hovers"] ?? null);
    // One image in place of three layers: what is shown while it moves must cost little.
    for (const name of ["edges", "edgeLabels", "nodes", "labels", "hovers", "names", "hoverNodes"]) layers[name]?.style.setProperty("display", "none");
    sigma.on("afterRender", () => this.take());
    const camera = sigma.getCamera();
    // In place of the drawing that each change of the camera asks for.
    camera.removeAllListeners("updated");
    camera.on("updated", (state) => this.move(state));
    const { signal } = this.stop;
    container.addEventListener("mousedown", (event) => this.down(event), { capture: true, signal });
    container.addEventListener("wheel", (event) => this.wheel(event), { capture: true, passive: false, signal });
    container.addEventListener("click", (event) => this.click(event), { capture: true, signal });
    addEventListener("mousemove", (event) => this.drag(event), { capture: true, signal });
    addEventListener("mouseup", () => this.up(), { capture: true, signal });
    sigma.scheduleRender();
  }

  /** Tell whether drawing a graph takes so long that the picture is better moved. */
  static isSlow(sigma: Sigma): boolean {
    const start = performance.now();
    sigma.refresh({ partialGraph: {}, skipIndexation: true });
    // To read one pixel of each layer, everything before must have been drawn.
    for (const name of ["edges", "nodes"]) {
      const gl = sigma.getCanvases()[name]?.getContext("webgl2");
      gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    }
    return performance.now() - start > SLOW_MS;
  }

  private take(): void {
    const layers = this.sigma.getCanvases();
    const size = layers["nodes"];
    if (!size) return;
    if (this.image.width !== size.width || this.image.height !== size.height) {
      this.image.width = size.width;
      this.image.height = size.height;
      Object.assign(this.image.style, { width: size.style.width, height: size.style.height });
    } else this.context.clearRect(0, 0, size.width, size.height);
    for (const name of ["edges", "nodes", "names"]) {
      const layer = layers[name];
      if (layer) this.context.drawImage(layer, 0, 0);
    }
    this.drawn = this.sigma.getCamera().getState();
    this.image.style.transform = "";
  }

  private move(state: CameraState): void {
    const { sigma, drawn } = this;
    const scale = drawn.ratio / state.ratio;
    const was = sigma.framedGraphToViewport({ x: 0, y: 0 }, { cameraState: drawn });
    const is = sigma.framedGraphToViewport({ x: 0, y: 0 }, { cameraState: state });
    this.image.style.transform = `translate(${is.x - scale * was.x}px, ${is.y - scale * was.y}px) scale(${scale})`;
    this.onMove();
    clearTimeout(this.timer);
    // Not while the button is held: a stop in the middle of a movement is none.
    if (!this.held) this.timer = window.setTimeout(() => sigma.scheduleRender(), SETTLE_MS);
  }

  private down(event: MouseEvent): void {
    if (event.button !== 0) return;
    this.held = { x: event.clientX, y: event.clientY, from: this.sigma.getCamera().getState(), moved: false };
  }
  private drag(event: MouseEvent): void {
    const held = this.held;
    if (!held) return;
    // Nothing is looked for under the pointer meanwhile.
    event.stopImmediatePropagation();
    const dx = event.clientX - held.x;
    const dy = event.clientY - held.y;
    held.moved ||= Math.hypot(dx, dy) > CLICK_PIXELS;
    if (!held.moved) return;
    const zero = this.sigma.viewportToFramedGraph({ x: 0, y: 0 }, { cameraState: held.from });
    const there = this.sigma.viewportToFramedGraph({ x: dx, y: dy }, { cameraState: held.from });
    this.sigma.getCamera().setState({ ...held.from, x: held.from.x - there.x + zero.x, y: held.from.y - there.y + zero.y });
  }
  private up(): void {
    if (!this.held) return;
    this.swallow = this.held.moved;
    const { moved } = this.held;
    this.held = null;
    if (moved) this.move(this.sigma.getCamera().getState());
  }
  private click(event: MouseEvent): void {
    if (this.swallow) event.stopImmediatePropagation();
    this.swallow = false;
  }
  private wheel(event: WheelEvent): void {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.deltaY) return;
    const { left, top } = this.container.getBoundingClientRect();
    const point = { x: event.clientX - left, y: event.clientY - top };
    this.sigma.getCamera().setState(zoomedAt(this.sigma, event.deltaY > 0 ? STEP : 1 / STEP, point));
  }

  snapshot(): HTMLCanvasElement {
    return this.image;
  }
  kill(): void {
    clearTimeout(this.timer);
    this.stop.abort();
  }
}
