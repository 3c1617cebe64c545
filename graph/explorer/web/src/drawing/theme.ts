import { useEffect, useState } from "preact/hooks";
import { isDark } from "../parts/palette";

/** The colours of a picture, as #rrggbb. */
export type Theme = { dark: boolean; background: string; text: string; faint: string; edge: string; strong: string; accent: string };

const LIGHT: Theme = { dark: false, background: "#ffffff", text: "#1c2024", faint: "#5f6b76", edge: "#d3d9e0", strong: "#6b7886", accent: "#c2410c" };
const DARK: Theme = { dark: true, background: "#14181c", text: "#eceff2", faint: "#9aa7b3", edge: "#333c45", strong: "#8d9aa8", accent: "#ffb26b" };

export function themeNow(): Theme {
  return isDark() ? DARK : LIGHT;
}

/** Return the colours of the theme, anew when the person or the system switches it. */
export function useTheme(): Theme {
  const [theme, setTheme] = useState(themeNow);
  useEffect(() => {
    const changed = () => setTheme(themeNow());
    const system = matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", changed);
    const chosen = new MutationObserver(changed);
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      system.removeEventListener("change", changed);
      chosen.disconnect();
    };
  }, []);
  return theme;
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
