import { useEffect, useState } from "preact/hooks";
import { keep, kept } from "./kept";
import { isDark } from "./palette";

export type Theme = "system" | "light" | "dark";

function show(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

/** Return the theme that is chosen, whether it is dark now, and how to choose another. */
export function useTheme(): { theme: Theme; dark: boolean; choose(theme: Theme): void } {
  const [theme, setTheme] = useState<Theme>(() => {
    const last = kept("theme");
    const first = last === "light" || last === "dark" ? last : "system";
    show(first);
    return first;
  });
  const [dark, setDark] = useState(isDark);
  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const changed = () => setDark(isDark());
    system.addEventListener("change", changed);
    return () => system.removeEventListener("change", changed);
  }, []);
  const choose = (next: Theme) => {
    show(next);
    keep("theme", next === "system" ? "" : next);
    setTheme(next);
    setDark(isDark());
  };
  return { theme, dark, choose };
}
