"""The server of the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from graph.explorer.project import ExplorerProject
from graph.explorer.routes.reading import reading_routes
from graph.explorer.workplace import Workplace

BUNDLE = Path(str(files("graph.explorer"))) / "bundle"
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>graphmill</title>
<link rel="stylesheet" href="bundle/explorer.css">
<script defer src="bundle/explorer.js"></script>
</head>
<body><div id="page"></div><noscript>This page needs JavaScript.</noscript></body>
</html>
"""


def build_application(project: ExplorerProject) -> FastAPI:
    """Return the server of a project's page; its workplace is in ``state``, opened when the server starts if it is not yet."""
    workplace = Workplace(project)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        workplace.open()
        yield
        workplace.close()

    app = FastAPI(openapi_url=None, lifespan=lifespan)
    app.state.workplace = workplace
    app.include_router(reading_routes(workplace), prefix="/api")
    app.mount("/bundle", StaticFiles(directory=BUNDLE))

    @app.get("/", response_class=HTMLResponse)
    def page() -> str:
        return PAGE

    @app.get("/api/project")
    def project_() -> dict[str, Any]:
        return {
            "name": project.name,
            "place": "",
            "store": project.store.kind,
            "version": "",
            "user": project.user,
            "can_decide": not project.read_only,
            "why_not": "",
            "offline": False,
            "as_of": "",
            "types": [],
        }

    @app.get("/api/pulse")
    def pulse() -> dict[str, Any]:
        standing = workplace.standing
        return {
            "revision": workplace.revision,
            "state": standing.state,
            "as_of": standing.as_of,
            "message": standing.message,
            "last_decision": None,
        }

    return app
