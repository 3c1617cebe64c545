"""What the explorer must know of a project, for the page that is served and for the one that is exported."""

from __future__ import annotations

from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.stores import open_project_store, store_name, store_settings
from graph.explorer.project import ExplorerProject
from linking.decisions.decision import present_user

WAIT_SECONDS = 3.0
"""How long a decision waits for another program that has the graph."""


def explorer_project(settings: Settings, *, read_only: bool) -> ExplorerProject:
    """Return what the explorer must know of a project."""
    # A person looks on: who has the graph is told at once, and asked again by hand.
    store = settings.store.model_copy(update={"wait_seconds": WAIT_SECONDS, "retry_seconds": WAIT_SECONDS})
    impatient = settings.model_copy(update={"store": store})
    return ExplorerProject(
        name=settings.project_name,
        store_name=store_name(settings),
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
