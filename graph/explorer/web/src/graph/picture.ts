import { edgeId, sizeOf, strengths, type Picture } from "../drawing/picture";
import type { Look } from "../parts/palette";
import type { Measure, ViewAnswer } from "../types";

/** Return what to draw of an answer: sizes by sentences, edges by the measure that was asked for. */
export function pictureOf(answer: ViewAnswer, by: Measure, look: (type: string) => Look): Picture {
  const strength = strengths(answer.edges.map((each) => each[by]), by !== "npmi");
  return {
    nodes: answer.nodes.map(({ id, name, type, windows, root }) => ({ id, label: name, look: look(type), size: sizeOf(windows), root })),
    edges: answer.edges.map(({ a, b }, at) => ({ id: edgeId(a, b), a, b, strength: strength[at] ?? 0 })),
  };
}
