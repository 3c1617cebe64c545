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
    // Paper is white, whatever the theme.
    const print = matchMedia("print");
    const asked = [matchMedia("(prefers-color-scheme: dark)"), print];
    const changed = () => setDark(isDark() && !print.matches);
    for (const each of asked) each.addEventListener("change", changed);
    return () => {
      for (const each of asked) each.removeEventListener("change", changed);
    };
  }, []);
  const choose = (next: Theme) => {
    show(next);
    keep("theme", next === "system" ? "" : next);
    setTheme(next);
    setDark(isDark());
  };
  return { theme, dark, choose };
}
