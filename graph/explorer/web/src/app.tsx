import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { addressOf, useAddress } from "./address";
import { type Heading, type Page, PageContext, usePage } from "./context";
import { DecidingDialogs } from "./deciding/deciding";
import { TypeSign } from "./parts/badge";
import { Failing } from "./parts/failing";
import { Header } from "./parts/header";
import { keep, kept } from "./parts/kept";
import { LeadKeys } from "./parts/lead_keys";
import { subjectOf, useMoving } from "./parts/moving";
import { OthersDecided, StateBanner, Toasts } from "./parts/notices";
import { useOwnDecisions, useSaying } from "./parts/saying";
import { useTheme } from "./parts/theme";
import { oneLine } from "./parts/text";
import type { Source } from "./source/source";
import type { Project, Pulse } from "./types";
import { VIEWS } from "./views/views";

const PULSE_MS = 3000;

/** The page: what is above every view, the view of the address, and what is said in passing. */
export function App({ source: given, project, first }: { source: Source; project: Project; first: Pulse }) {
  const address = useAddress();
  const { theme, dark, choose } = useTheme();
  const [pulse, setPulse] = useState(first);
  const [heading, setHeading] = useState<Heading | null>(null);
  const [by, setBy] = useState(() => kept("by") || project.user);
  const [keys, setKeys] = useState(() => kept("keys") !== "off");
  const { source, isOwn } = useOwnDecisions(given);
  const { said, say, drop } = useSaying();
  const turns = useRef({ asked: 0, shown: 0 });
  const refresh = useCallback(() => {
    const turn = ++turns.current.asked;
    // An answer that was long under way says less than one to a later question that is shown already.
    const show = (next: (last: Pulse) => Pulse) => {
      if (turn < turns.current.shown) return;
      turns.current.shown = turn;
      setPulse(next);
    };
    source.pulse().then(
      (next) => show((last) => (isSame(last, next) ? last : next)),
      (error: Error) => show((last) => ({ ...last, state: "lost", message: error.message })),
    );
  }, [source]);
  useEffect(() => {
    if (project.offline) return undefined;
    const look = () => document.hidden || refresh();
    const timer = setInterval(look, PULSE_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [refresh, project.offline]);
  const page: Page = {
    source, project, pulse, say, refresh, dark, keys, setHeading,
    by: by || project.user,
    setBy: (name) => { setBy(name); keep("by", name.trim()); },
    setKeys: (on) => { setKeys(on); keep("keys", on ? "" : "off"); },
  };
  useMoving(address);
  return (
    <PageContext.Provider value={page}>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("heading")?.focus(); }}>Skip to the content</a>
      <Header view={address.view} asked={address.view === "found" ? address.values.get("q") ?? "" : ""} theme={theme} onTheme={choose} />
      <StateBanner pulse={pulse} retry={refresh} />
      <OthersDecided last={pulse.last_decision} isOwn={isOwn} />
      <LeadKeys />
      <DecidingDialogs>
        <View view={address.view} values={address.values} heading={heading} subject={subjectOf(address)} />
        <Toasts said={said} drop={drop} />
      </DecidingDialogs>
    </PageContext.Provider>
  );
}

/** Say whether nothing that the page shows differs between two pulses; how current a current one is, it does not show. */
function isSame(a: Pulse, b: Pulse): boolean {
  const shown = ({ revision, state, as_of, message, last_decision }: Pulse) => [revision, state, state === "current" ? "" : as_of, message, last_decision?.id];
  return JSON.stringify(shown(a)) === JSON.stringify(shown(b));
}

function View({ view, values, heading, subject }: { view: string; values: URLSearchParams; heading: Heading | null; subject: string }) {
  const { project } = usePage();
  const shown = VIEWS[view];
  const title = oneLine(heading?.title ?? "") || shown?.title || "No such page";
  useEffect(() => {
    document.title = `${title} · ${project.name || "graphmill"}`;
  }, [title, project.name]);
  const Show = shown?.show;
  return (
    <main id="main" data-view={view || "overview"}>
      <h1 id="heading" tabIndex={-1} class={heading?.hidden ? "unseen" : ""}>
        {heading?.type ? <TypeSign type={heading.type} size={20} /> : null}
        <bdi>{title}</bdi>
        {heading?.type ? <span class="unseen">{`, ${heading.type}`}</span> : null}
      </h1>
      <Failing of={subject}>
        {Show
          ? <Show values={values} />
          : <div class="notice"><p>The page has no view of the name <q dir="auto">{view}</q>. The link may be of another version, or cut short.</p><p><a href={addressOf("")}>To the overview</a></p></div>}
      </Failing>
    </main>
  );
}
