import "./style/page.css";
import { render } from "preact";
import { App } from "./app";
import { server } from "./source/server";
import type { Source } from "./source/source";

async function start(): Promise<void> {
  const place = document.getElementById("page")!;
  try {
    const source: Source = server;
    const [project, pulse] = await Promise.all([source.project(), source.pulse()]);
    render(<App source={source} project={project} first={pulse} />, place);
  } catch (error) {
    place.textContent = error instanceof Error ? error.message : String(error);
    place.className = "dead";
    place.setAttribute("role", "alert");
  }
}

void start();
