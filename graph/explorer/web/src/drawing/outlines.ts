import type { Shape } from "../parts/palette";

// The same outlines as the pictures draw, as paths around the middle for a radius of 1, y downwards.
const star = (() => {
  const points = [];
  for (let at = 0; at < 10; at++) {
    const away = at % 2 ? 0.63 : 1.35;
    points.push(`${(away * Math.sin((at * Math.PI) / 5)).toFixed(3)} ${(-away * Math.cos((at * Math.PI) / 5)).toFixed(3)}`);
  }
  return `M${points.join("L")}Z`;
})();

const OUTLINES: Record<Shape, string> = {
  circle: "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z",
  square: "M-.89 -.89H.89V.89H-.89Z",
  diamond: "M0 -1.26L1.26 0L0 1.26L-1.26 0Z",
  triangle: "M0 -1.24L1.247 .92H-1.247Z",
  hexagon: "M1.097 0L.548 .95H-.548L-1.097 0L-.548 -.95H.548Z",
  cross: "M-.44 -1.1H.44V-.44H1.1V.44H.44V1.1H-.44V.44H-1.1V-.44H-.44Z",
  star,
  drop: "M0 -1.25L.677 -.176A.8 .8 0 1 1 -.677 -.176Z",
};

/** Return the outline of a shape as the `d` of an SVG path. */
export function outline(shape: Shape): string {
  return OUTLINES[shape];
}
