import type { Project } from "../types";

export const SHAPES = ["circle", "square", "diamond", "triangle", "hexagon", "cross", "star", "drop"] as const;
export type Shape = (typeof SHAPES)[number];
/** The outline of each shape, in a box of 16 by 16. */
export const OUTLINES: Record<Shape, string> = {
  circle: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z",
  square: "M2.2 2.2h11.6v11.6H2.2z",
  diamond: "M8 .8L15.2 8L8 15.2L.8 8z",
  triangle: "M8 1.4L15.2 14H.8z",
  hexagon: "M4.3 1.6h7.4L15.4 8l-3.7 6.4H4.3L.6 8z",
  cross: "M5.4 1.2h5.2v4.2h4.2v5.2h-4.2v4.2H5.4v-4.2H1.2V5.4h4.2z",
  star: "M8 .6l2.2 5 5.4.5-4.1 3.6 1.2 5.3L8 12.2 3.3 15l1.2-5.3L.4 6.1l5.4-.5z",
  drop: "M8 .8c2.6 3.3 5 5.8 5 8.9a5 5 0 0 1-10 0C3 6.600 5.400 4.100 8 .8z",
};

/** How entities of a type look: a colour that colour-blind people tell apart (Okabe and Ito 2008), and a shape for who cannot. */
export type Look = { colour: string; shape: Shape };

// Okabe and Ito's eight without black and with a grey; darkened or lightened for 3:1 against the background of each theme.
const LIGHT = ["#0072b2", "#b35000", "#00795a", "#a8497f", "#8a6d00", "#2b7fa8", "#6e6e6e", "#4b3fa7"];
const DARK = ["#56b4e9", "#e69f00", "#35c29a", "#e58dbb", "#f0e442", "#8fb8ff", "#b8b8b8", "#ff8a65"];

export function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function lookOf(type: string, project: Project, dark: boolean = isDark()): Look {
  const place = Math.max(0, project.types.findIndex((each) => each.type === type));
  const colours = dark ? DARK : LIGHT;
  // After eight types colours come again with the next shape, so that a pair of both stands for one of 64.
  return { colour: colours[place % 8]!, shape: SHAPES[(place + Math.floor(place / 8)) % 8]! };
}
