"""The server of the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from graph.explorer.failures import tell_failures
from graph.explorer.guards import Access, Guards
from graph.explorer.limits import LIMITS, Limits, NotThereError
from graph.explorer.project import ExplorerProject
from graph.explorer.routes.deciding import deciding_routes
from graph.explorer.routes.reading import reading_routes, warm_up
from graph.explorer.workplace import Workplace

HERE = Path(str(files("graph.explorer")))
BUNDLE = HERE / "bundle"


def build_application(
    project: ExplorerProject,
    access: Access | None = None,
    limits: Limits = LIMITS,
    *,
    bundle: Path = BUNDLE,
) -> FastAPI:
    """Return the server of a project's page, for this machine alone where ``access`` says nothing else.

    ``bundle`` is the folder of what the page was built into. Its workplace is in ``state``, and is opened when the server starts if it is not yet.
    """
    workplace = Workplace(project)
    text = (HERE / "page.html").read_text(encoding="utf-8")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        workplace.open()
        warm_up(workplace)
        try:
            yield
        finally:
            workplace.close()

    app = FastAPI(openapi_url=None, lifespan=lifespan)
    app.state.workplace = workplace
    tell_failures(app)
    app.include_router(deciding_routes(workplace), prefix="/api")
    app.include_router(reading_routes(workplace), prefix="/api")
    app.mount("/bundle", StaticFiles(directory=bundle, check_dir=False))

    @app.get("/", response_class=HTMLResponse)
    def page() -> str:
        if not (bundle / "explorer.js").is_file():
            raise NotThereError("The page has not been built from its sources: `make explorer` does it.")
        return text

    app.add_middleware(Guards, access=access or Access(), limits=limits)
    return app
