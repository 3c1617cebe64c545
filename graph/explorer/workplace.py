"""The graph and the decisions as the requests share them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from graph.explorer.project import ExplorerProject
from graph.stores.protocol import GraphStore


class Workplace:
    """Gives each request the graph to read, or to write, alone."""

    def __init__(self, project: ExplorerProject) -> None:
        self.project = project
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[GraphStore]:
        """Give the graph to a question, for the length of a ``with``."""
        with self._lock, self.project.open_store("read") as store:
            yield store
