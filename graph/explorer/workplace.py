"""The graph and the decisions as the requests share them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from graph.explorer.connected_graph import ConnectedGraph
from graph.explorer.copied_graph import CopiedGraph
from graph.explorer.kept import Kept, KeptAnswers
from graph.explorer.project import ExplorerProject
from graph.explorer.standing import Standing
from graph.stores.opening import class_of
from graph.stores.protocol import GraphStore
from linking.guidance import Guidance

T = TypeVar("T")
PATIENT_SECONDS = 1_800.0
"""Most seconds that a statement may take of what is worked out in the background."""
LOOK_SECONDS = 1.0
"""How often it is looked whether the graph or the decisions have changed."""


class Workplace:
    """Gives each request, in whichever thread, the graph to read, or to write alone, and what people decided.

    Between :meth:`open` and :meth:`close` it follows the changes of others.
    """

    def __init__(self, project: ExplorerProject) -> None:
        self.project = project
        one_process = class_of(project.store).traits.one_process
        self._graph: CopiedGraph | ConnectedGraph = (CopiedGraph if one_process else ConnectedGraph)(
            project.store, self._changed
        )
        self._run = uuid4().hex[:8]
        self._numbers = count(1)
        self._number = 0
        self._guidance: Guidance | None = None
        self._guidance_files: tuple[object, ...] = ()
        self._reading_guidance = threading.Lock()
        self._writing = threading.Lock()
        self._stopped = threading.Event()
        self._watcher: threading.Thread | None = None
        self._kept = KeptAnswers(lambda: self._graph.reading(PATIENT_SECONDS), lambda: self.revision)

    def open(self) -> None:
        """Open the graph, which may take a while, and follow its changes from now on; a second call does nothing.

        Raises:
            GraphError: There is no graph, or it cannot be opened.
            DecisionsError: The decisions cannot be read.

        """
        if self._watcher is not None:
            return
        self._graph.open()
        self.guidance()
        self._watcher = threading.Thread(target=self._watch, name="graphmill-explore", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """Let the graph go; a second call does nothing."""
        self._stopped.set()
        if self._watcher is not None:
            # It may be reading a large graph, which nobody wants any more.
            self._watcher.join(timeout=LOOK_SECONDS)
            self._watcher = None
        self._graph.close()

    @property
    def revision(self) -> str:
        """A text that changes whenever the graph, the decisions or the knowledge bases do, and is never the same again."""
        return f"{self._run}-{self._number}"

    @property
    def standing(self) -> Standing:
        """How what is read stands to the graph."""
        return self._graph.standing

    def reading(self) -> AbstractContextManager[GraphStore]:
        """Give the graph to a question, for the length of a ``with``; a statement may take ``store.query_timeout``.

        Raises:
            QueryTimeoutError: A statement took longer.
            BusyError: Too many questions are being answered.
            GraphError: The graph cannot be read.

        """
        return self._graph.reading(self.project.store.query_timeout)

    def guidance(self) -> Guidance:
        """Return what people decided, with the knowledge bases, read anew when a file of them has changed.

        Raises:
            DecisionsError: The file of decisions cannot be read, or a line of it says nothing sensible.
            KnowledgeBaseError: A knowledge base cannot be read.

        """
        with self._reading_guidance:
            files = tuple(map(_seen, (self.project.decisions_path, *self.project.knowledge_bases)))
            if self._guidance is None or files != self._guidance_files:
                read_before = self._guidance is not None
                self._guidance, self._guidance_files = self.project.guidance(), files
                if read_before:
                    self._changed()
            return self._guidance

    def kept(
        self, name: str, make: Callable[[GraphStore], T], *, wait: float = 0.0, stale: bool = True
    ) -> Kept[T]:
        """Return what ``make`` last found in the graph under a name, worked out in the background, once for each revision.

        Waits up to ``wait`` seconds for that of now; raises what ``make`` did. Without ``stale`` that of before is forgotten.
        """
        return self._kept.get(name, make, wait=wait, stale=stale)

    def peek(self, name: str) -> Kept[Any]:
        """Return what was found last under a name, without looking again."""
        return self._kept.peek(name)

    def put(self, name: str, value: object) -> None:
        """Keep under a name what is known already of the graph as it is now."""
        self._kept.put(name, value)

    @contextmanager
    def writing(self) -> Iterator[GraphStore]:
        """Give the graph to be written, to one thread at a time; what it wrote is read from then on.

        Raises:
            StoreBusyError: Another program has the graph.
            GraphError: The graph cannot be opened.

        """
        with self._writing:
            try:
                with self.project.open_store("write") as store, self._graph.writing(store):
                    yield store
            finally:
                self._graph.written()

    def look(self) -> None:
        """Look now whether the graph or what bears on it has changed."""
        if not self._writing.acquire(blocking=False):
            return
        try:
            self._graph.look()
        finally:
            self._writing.release()

    def _watch(self) -> None:
        while not self._stopped.wait(LOOK_SECONDS):
            self.look()

    def _changed(self) -> None:
        self._number = next(self._numbers)
        self._kept.forget_stale()


def _seen(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
