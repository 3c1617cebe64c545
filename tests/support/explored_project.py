"""A project with a graph as the page's server is given it, and the server in a thread of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from extractors.mentions import Extraction
from graph.explorer.application import build_application
from graph.explorer.guards import Access
from graph.explorer.limits import LIMITS, Limits
from graph.explorer.project import ExplorerProject
from graph.explorer.serving import listening
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from linking.decisions.file import DecisionsFile
from linking.guidance import Guidance
from tests.support.synthetic import extraction

ADA, BYRON, GRACE = ("Ada Lovelace", "person"), ("Ada Byron", "person"), ("Grace Hopper", "person")
OSAKA = ("Osaka", "location")
REID, REED = ("Callum Reid", "person"), ("Callum Reed", "person")
DOCUMENTS = [
    extraction("a.txt", [[ADA, GRACE], [ADA, GRACE, OSAKA], [("Lovelace", "person")]]),
    extraction("b.txt", [[ADA, GRACE], [OSAKA, REID]]),
    extraction("c.txt", [[BYRON, GRACE], [REED]]),
    extraction("d.txt", [[BYRON, OSAKA], [REID, OSAKA]]),
    extraction("e.txt", [[REED, GRACE]]),
]
SECONDS = 120.0


class Visitor(httpx.Client):
    """Asks the server of a page."""

    def __init__(self, application: FastAPI, address: str) -> None:
        super().__init__(base_url=address, timeout=SECONDS)
        self.application = application


def explored_project(
    settings: StoreSettings, folder: Path, documents: Sequence[Extraction] = DOCUMENTS
) -> ExplorerProject:
    """Return a project whose graph holds these documents, with its decisions in the folder."""
    with open_store(settings) as store:
        apply_changes(store, documents)
    decisions = DecisionsFile(folder / "decisions.jsonl")

    @contextmanager
    def opened(_: str) -> Iterator[GraphStore]:
        with open_store(settings, create=False) as store:
            yield store

    return ExplorerProject(
        name="letters",
        store_name="tested",
        store=settings,
        open_store=opened,
        guidance=lambda: Guidance(decisions.read()),
        decisions_path=decisions.path,
        user="ann",
        types=("person", "location"),
        batch_size=50,
    )


@contextmanager
def asked(
    project: ExplorerProject, access: Access | None = None, limits: Limits = LIMITS, **changes: Any
) -> Iterator[Visitor]:
    """Serve the page of a project, changed as named, to a visitor, for the length of a ``with``."""
    bundle = project.decisions_path.parent / "bundle"
    bundle.mkdir(exist_ok=True)
    (bundle / "explorer.js").write_text("// The page.", encoding="utf-8")
    application = build_application(replace(project, **changes), access, limits, bundle=bundle)
    application.state.workplace.open()
    server = uvicorn.Server(uvicorn.Config(application, log_config=None, http="h11"))
    with listening("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            with Visitor(application, f"http://127.0.0.1:{listener.getsockname()[1]}") as visitor:
                yield visitor
        finally:
            server.should_exit = True
            thread.join()


def answer(response: httpx.Response) -> Any:
    """Return what a request was answered that must succeed."""
    assert response.status_code == 200, response.text
    return response.json()


def failure(response: httpx.Response) -> tuple[int, str]:
    """Return the status and the words of an answer that says why there is none."""
    body = response.json()
    assert set(body) == {"error"}, body
    return response.status_code, body["error"]


def entity_of(client: Visitor, name: str) -> str:
    """Return the id of the entity with a name, as the graph that the client's server reads has it."""
    with client.application.state.workplace.reading() as store:
        (row,) = store.stream(
            "MATCH (e:Entity {name: $name}) WHERE e.docs > 0 RETURN e.id AS id", {"name": name}
        )
    found: str = row["id"]
    return found
