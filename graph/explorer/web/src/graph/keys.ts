import type { Drawing } from "../drawing/drawing";
import { nearestTowards, type Direction } from "../drawing/directions";

const DIRECTIONS: Record<string, Direction> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
const PANS: Record<Direction, [number, number]> = { left: [-0.2, 0], right: [0.2, 0], up: [0, 0.2], down: [0, -0.2] };

/** What the keys on a picture do with the entity in focus. */
export type KeyDoings = {
  focus(id: string): void;
  expand(id: string): void;
  collapse(id: string): void;
  takeOut(id: string): void;
  only(id: string): void;
  pick(id: string, second: boolean): void;
  letGo(): void;
  undo(): void;
};

/** The keys in words, for who hears the page and for the help. */
export const KEYS_TOLD =
  "Arrow keys move to the nearest neighbour in that direction. Enter or E shows its neighbours, C collapses them, Delete takes it out, " +
  "R shows it alone, Space picks it, Shift and Space picks a second one, U undoes. Plus, minus and 0 zoom and fit, Shift and an arrow moves the view.";

/** Do what a key on the picture asks for. Answers whether it was one of ours. */
export function graphKey(event: KeyboardEvent, drawing: Drawing, focus: string | null, first: string | null, doings: KeyDoings): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const direction = DIRECTIONS[event.key];
  if (direction) {
    if (event.shiftKey) drawing.pan(...PANS[direction]);
    else moveFocus(drawing, focus, first, direction, doings);
    return true;
  }
  if (event.key === "+" || event.key === "=") drawing.zoom(0.7);
  else if (event.key === "-" || event.key === "_") drawing.zoom(1 / 0.7);
  else if (event.key === "0") drawing.fit();
  else if (event.key === "Escape") doings.letGo();
  else if (event.key === "u" || event.key === "U") doings.undo();
  else if (event.key === "Home" && first !== null) doings.focus(first);
  else if (focus !== null) return focusedKey(event, focus, doings);
  else return false;
  return true;
}

function focusedKey({ key, shiftKey }: KeyboardEvent, focus: string, doings: KeyDoings): boolean {
  if (key === "Enter" || key === "e" || key === "E") doings.expand(focus);
  else if (key === "c" || key === "C") doings.collapse(focus);
  else if (key === "Delete" || key === "Backspace") doings.takeOut(focus);
  else if (key === "r" || key === "R") doings.only(focus);
  else if (key === " ") doings.pick(focus, shiftKey);
  else return false;
  return true;
}

function moveFocus(drawing: Drawing, focus: string | null, first: string | null, direction: Direction, doings: KeyDoings): void {
  const from = focus === null ? undefined : drawing.places.get(focus);
  if (focus === null || !from) {
    if (first !== null) doings.focus(first);
    return;
  }
  const near = drawing.neighbours(focus).flatMap((id) => {
    const place = drawing.places.get(id);
    return place ? [[id, place] as const] : [];
  });
  // Where no neighbour lies that way, the nearest of all: nothing is out of reach.
  const next = nearestTowards(from, direction, near) ?? nearestTowards(from, direction, drawing.places);
  if (next !== null) doings.focus(next);
}
