import "./style/page.css";
import { render } from "preact";
import { App } from "./app";
import { NETWORK, offlineSource } from "./source/offline";
import { server } from "./source/server";
import type { Source } from "./source/source";

async function start(): Promise<void> {
  const place = document.getElementById("page")!;
  try {
    const data = document.getElementById(NETWORK);
    const source: Source = data ? await offlineSource(data) : server;
    // For scripts of one's own, in the browser's console: await graphmill.search("Ada", {limit: 5, type: "", deep: true})
    Object.assign(globalThis, { graphmill: source });
    const [project, pulse] = await Promise.all([source.project(), source.pulse()]);
    render(<App source={source} project={project} first={pulse} />, place);
  } catch (error) {
    place.textContent = error instanceof Error ? error.message : String(error);
    place.className = "dead";
    place.setAttribute("role", "alert");
  }
}

void start();
