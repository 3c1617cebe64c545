import { drawnName } from "./names";

const AWAY = 6;
const LETTERS = 80;

/** The whole name of the node under the pointer, on a plate beside it. */
export class NamePlate {
  private readonly plate = document.createElement("div");

  constructor(private readonly container: HTMLElement) {
    this.plate.className = "name-plate";
    this.plate.dir = "auto";
    this.plate.hidden = true;
    // Who hears the page is told of a node when the keyboard comes to it.
    this.plate.setAttribute("aria-hidden", "true");
    container.append(this.plate);
  }

  show(name: string, at: { x: number; y: number }, radius: number): void {
    this.plate.textContent = drawnName(name, LETTERS);
    this.plate.hidden = !this.plate.textContent;
    const right = at.x + radius + AWAY;
    const width = this.plate.offsetWidth;
    // Inside of the view, where there is room for it.
    const x = right + width > this.container.offsetWidth ? Math.max(0, at.x - radius - AWAY - width) : right;
    this.plate.style.transform = `translate(${Math.round(x)}px, ${Math.round(at.y - this.plate.offsetHeight / 2)}px)`;
  }
  hide(): void {
    this.plate.hidden = true;
  }
  kill(): void {
    this.plate.remove();
  }
}
