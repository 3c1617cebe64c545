import { useCallback, useEffect, useState } from "preact/hooks";
import { addressOf, useAddress } from "./address";
import { PageContext, type Page } from "./context";
import type { Source } from "./source/source";
import type { Project, Pulse } from "./types";
import { VIEWS } from "./views/views";

const PULSE_MS = 3000;

export function App({ source, project, first }: { source: Source; project: Project; first: Pulse }) {
  const { view, values } = useAddress();
  const [pulse, setPulse] = useState(first);
  const [said, setSaid] = useState("");
  const refresh = useCallback(() => {
    source.pulse().then(setPulse, (error: Error) => setPulse((last) => ({ ...last, state: "lost", message: error.message })));
  }, [source]);
  useEffect(() => {
    if (project.offline) return undefined;
    const timer = setInterval(() => document.hidden || refresh(), PULSE_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  const page: Page = { source, project, pulse, say: (text) => setSaid(text), refresh };
  const shown = VIEWS[view] ?? VIEWS[""]!;
  const Show = shown.show;
  return (
    <PageContext.Provider value={page}>
      <header>
        <a href={addressOf("")}>{project.name}</a>
        <nav>{["graph", "map", "documents", "review", "decisions", "help"].map((each) => <a href={addressOf(each)}>{VIEWS[each]!.title}</a>)}</nav>
      </header>
      <main id="main"><h1>{shown.title}</h1><Show values={values} /></main>
      <p role="status">{said}</p>
    </PageContext.Provider>
  );
}
