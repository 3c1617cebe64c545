import { render } from "preact";
import { App } from "./app";
import { server } from "./source/server";
import "./style/page.css";

async function start(): Promise<void> {
  const place = document.getElementById("page")!;
  try {
    const [project, pulse] = await Promise.all([server.project(), server.pulse()]);
    document.title = `${project.name} · graphmill`;
    render(<App source={server} project={project} first={pulse} />, place);
  } catch (error) {
    place.textContent = error instanceof Error ? error.message : String(error);
    place.setAttribute("role", "alert");
  }
}

void start();
