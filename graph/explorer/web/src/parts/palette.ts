import type { Project } from "../types";

export const SHAPES = ["circle", "square", "diamond", "triangle", "hexagon", "cross", "star", "drop"] as const;
export type Shape = (typeof SHAPES)[number];
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
