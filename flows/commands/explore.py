"""``graphmill explore``: the page on which a person asks, explores and corrects the graph."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.stores import open_project_store, require_project_graph, store_settings
from graph.explorer.project import ExplorerProject
from linking.decisions.decision import present_user

PORT = 8399
WAIT_SECONDS = 3.0
"""How long a decision waits for another program that has the graph."""


def explore(
    *,
    port: Annotated[int, Parameter(help="The port to listen at.")] = PORT,
    read_only: Annotated[bool, Parameter(help="Nothing can be decided on the page.")] = False,
    common: Common = COMMON,
) -> int:
    """Serve a page to explore the graph, at this machine only."""
    import uvicorn

    from graph.explorer.application import build_application

    settings = common.settings()
    require_project_graph(settings)
    app = build_application(explorer_project(settings, read_only=read_only))
    app.state.workplace.open()
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
    return EXIT_OK


def explorer_project(settings: Settings, *, read_only: bool) -> ExplorerProject:
    """Return what the explorer must know of a project."""
    # A person looks on: who has the graph is told at once, and asked again by hand.
    store = settings.store.model_copy(update={"wait_seconds": WAIT_SECONDS, "retry_seconds": WAIT_SECONDS})
    impatient = settings.model_copy(update={"store": store})
    return ExplorerProject(
        name=settings.project_name,
        store_name=settings.store.kind,
        store=store_settings(settings),
        open_store=lambda purpose: open_project_store(impatient, purpose),
        guidance=lambda: load_guidance(settings),
        decisions_path=settings.decisions_path,
        user=present_user(),
        types=tuple(each.name for each in settings.types),
        batch_size=settings.flow.commit_documents,
        knowledge_bases=tuple(
            (settings.base / each.path).resolve() for each in settings.knowledge_base.files
        ),
        read_only=read_only,
    )
