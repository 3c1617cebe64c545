/** The colours of a picture, as #rrggbb: those of the page. */
export type Theme = { dark: boolean; background: string; text: string; edge: string; strong: string; accent: string };

const LIGHT: Theme = { dark: false, background: "#ffffff", text: "#1a1d21", edge: "#dcdcd6", strong: "#7a7f86", accent: "#0a5b6b" };
const DARK: Theme = { dark: true, background: "#1c1f24", text: "#e6e7e9", edge: "#383d45", strong: "#8a909a", accent: "#7fcbd6" };

export function themeOf(dark: boolean): Theme {
  return dark ? DARK : LIGHT;
}

export function movesLittle(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Return a colour between two, both as #rrggbb: `share` 0 is the first. */
export function mixed(one: string, other: string, share: number): string {
  const part = (at: number) => {
    const from = parseInt(one.slice(at, at + 2), 16);
    const to = parseInt(other.slice(at, at + 2), 16);
    return Math.round(from + (to - from) * share).toString(16).padStart(2, "0");
  };
  return `#${part(1)}${part(3)}${part(5)}`;
}
