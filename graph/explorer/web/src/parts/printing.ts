import { useEffect, useState } from "preact/hooks";

/** Tell whether the page is being printed, for what paper cannot show as a screen does. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const print = matchMedia("print");
    const changed = () => setPrinting(print.matches);
    print.addEventListener("change", changed);
    return () => print.removeEventListener("change", changed);
  }, []);
  return printing;
}
