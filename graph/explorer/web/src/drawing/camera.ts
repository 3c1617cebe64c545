import type Sigma from "sigma";
import type { CameraState } from "sigma/types";
import type { Place } from "./picture";

// Room for names, which stand beside their nodes.
const BESIDE_PIXELS = 84;
const ABOVE_PIXELS = 36;

/** Return the camera that shows all places, with some room around them for names. */
export function fitted(sigma: Sigma, places: Iterable<Place>): CameraState {
  const camera = { x: 0.5, y: 0.5, angle: 0, ratio: 1 };
  const { width, height } = sigma.getDimensions();
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (const place of places) {
    const { x, y } = sigma.graphToViewport(place, { cameraState: camera });
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (left > right) return camera;
  const beside = Math.min(BESIDE_PIXELS, width / 7);
  const above = Math.min(ABOVE_PIXELS, height / 8);
  const ratio = Math.max((right - left) / (width - 2 * beside), (bottom - top) / (height - 2 * above), 0.25);
  const middle = sigma.viewportToFramedGraph({ x: (left + right) / 2, y: (top + bottom) / 2 }, { cameraState: camera });
  return { ...middle, angle: 0, ratio };
}

/** Return the camera zoomed about the middle of the view, within its limits. */
export function zoomed(sigma: Sigma, factor: number): CameraState {
  const camera = sigma.getCamera();
  const state = camera.getState();
  return { ...state, ratio: camera.getBoundedRatio(state.ratio * factor) };
}

/** Return the camera zoomed about a point of the view, whatever was drawn last. */
export function zoomedAt(sigma: Sigma, factor: number, point: Place): CameraState {
  const camera = sigma.getCamera();
  const state = camera.getState();
  const ratio = camera.getBoundedRatio(state.ratio * factor);
  const under = sigma.viewportToFramedGraph(point, { cameraState: state });
  const share = ratio / state.ratio;
  return { ...state, ratio, x: under.x + (state.x - under.x) * share, y: under.y + (state.y - under.y) * share };
}
