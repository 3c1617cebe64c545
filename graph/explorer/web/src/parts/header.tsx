import { useId } from "preact/hooks";
import { addressOf, readAddress } from "../address";
import { usePage } from "../context";
import { VIEWS } from "../views/views";
import { Menu } from "./menu";
import { moment } from "./notices";
import { SearchBox } from "./search_box";
import { Switch } from "./switch";
import type { Theme } from "./theme";

const LEADS = ["", "graph", "map", "documents", "review", "decisions", "help"];

type Given = { view: string; asked: string; theme: Theme; onTheme(theme: Theme): void };

/** What is above every view: the project, the search box, the ways to the views, and what a person sets for themselves. */
export function Header({ view, asked, theme, onTheme }: Given) {
  const { project } = usePage();
  const links = (after?: () => void) => (
    <ul>
      {LEADS.map((each) => (
        <li key={each}><a href={addressOf(each)} aria-current={each === view ? "page" : undefined} onClick={after}>{VIEWS[each]?.title}</a></li>
      ))}
    </ul>
  );
  return (
    <header class="top">
      <a class="brand" href={addressOf("")} title={project.place || undefined}>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="M5 14.500L10 5l5.500 7.500z" /><circle cx="5" cy="14.500" r="3" /><circle cx="10" cy="5" r="3.500" /><circle cx="15.500" cy="12.500" r="2.200" /></svg>
        <bdi>{project.name || "graphmill"}</bdi>
      </a>
      {project.can_decide ? null : <span class="standing" title={project.why_not || undefined}>{project.offline ? `Copy as of ${moment(project.as_of)}` : "Read-only"}</span>}
      <SearchBox asked={asked} focused={readAddress().view === ""} />
      <nav class="leads" aria-label="Views">{links()}</nav>
      <Menu class="leads-menu" label="Views" name="Views">{(close) => <nav aria-label="Views">{links(close)}</nav>}</Menu>
      <Settings theme={theme} onTheme={onTheme} />
    </header>
  );
}

function Settings({ theme, onTheme }: Pick<Given, "theme" | "onTheme">) {
  const { project, by, setBy, keys, setKeys } = usePage();
  const id = useId();
  return (
    <Menu
      class="settings" name={`Settings; decisions are by ${by || "nobody named"}`}
      label={<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><circle cx="10" cy="6.500" r="3.500" /><path d="M3 17.500c.6-4 3.400-5.500 7-5.500s6.400 1.500 7 5.500z" /></svg>}
    >
      {() => (
        <>
          <div class="field">
            <label for={`${id}-by`}>Who decides</label>
            {project.can_decide
              ? <input id={`${id}-by`} type="text" dir="auto" maxLength={200} autocomplete="name" value={by} placeholder={project.user} onInput={(event) => setBy(event.currentTarget.value)} />
              : <p class="quiet" id={`${id}-by`}>{project.why_not || "Nothing can be decided here."}</p>}
            {project.can_decide ? <p class="quiet">Stands beside each decision. Kept in this browser.</p> : null}
          </div>
          <div class="field">
            <span>Theme</span>
            <Switch name="Theme" options={{ system: "System", light: "Light", dark: "Dark" }} value={theme} onPick={onTheme} />
          </div>
          <label class="check"><input type="checkbox" checked={keys} onChange={(event) => setKeys(event.currentTarget.checked)} /> Single-key shortcuts</label>
          <p class="quiet"><a href={addressOf("help")}>What the keys and figures mean</a></p>
          <p class="quiet">{`graphmill ${project.version}`}</p>
        </>
      )}
    </Menu>
  );
}
