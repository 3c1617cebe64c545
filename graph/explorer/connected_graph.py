"""A graph on a server, as the page reads it: over a few connections that stay open."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from extractors.errors import GraphmillError
from graph.errors import StoreError
from graph.explorer.limits import BusyError
from graph.explorer.standing import CURRENT, Standing, moment
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings

MOST = 8
"""Connections at once."""
WAIT_SECONDS = 10.0
"""How long a question waits for one."""
SIGN_SECONDS = 10.0
"""Most seconds that it takes to tell whether the graph has changed."""
RETRY_SECONDS = 5.0
"""How long a question waits for a server that does not answer: a person looks on."""

# Counted by the server as it writes, so that none of this is a scan. What a commit leaves as it is there and changes elsewhere shows by
# the writer who comes and goes.
SIGNS = """
OPTIONAL MATCH (s:GraphmillState {id: 'state'})
OPTIONAL MATCH (l:GraphmillLease {id: 'writer'})
OPTIONAL MATCH (n:GraphmillState {id: 'analysis'})
RETURN s.pending AS pending, s.linking AS linking, s.clustering AS clustering, s.sentences AS sentences, l.token AS writer,
       properties(n) AS analysis,
       COUNT { (:Document) } AS documents, COUNT { (:Chunk) } AS chunks, COUNT { (:Entity) } AS entities,
       COUNT { ()-[:MENTIONED_IN]->() } AS mentions, COUNT { ()-[:CO_OCCURS_WITH]->() } AS edges,
       COUNT { ()-[:FROM_CHUNK]->() } AS places
"""


class ConnectedGraph:
    """Gives threads connections to a graph on a server, each one at a time; ``changed`` is called when the graph has changed.

    After a failure every connection is made anew.
    """

    def __init__(self, settings: StoreSettings, changed: Callable[[], None]) -> None:
        self._settings = settings.model_copy(update={"retry_seconds": RETRY_SECONDS})
        self._changed = changed
        self._free = threading.BoundedSemaphore(MOST)
        self._turn = threading.Lock()
        self._idle: list[GraphStore] = []
        self._signs: list[Any] | None = None
        self.standing: Standing = CURRENT

    def open(self) -> None:
        """Make the first connection.

        Raises:
            GraphError: The server cannot be reached, or there is no graph.

        """
        with self.reading(SIGN_SECONDS) as store:
            self._signs = list(store.stream(SIGNS))
        self.standing = Standing("current", moment())

    @contextmanager
    def reading(self, seconds: float) -> Iterator[GraphStore]:
        """Give a connection, each statement bounded in time, for the length of a ``with``.

        Raises:
            BusyError: All are in use.
            GraphError: The server cannot be reached.

        """
        # Here, for an export takes this module along, and no driver.
        from graph.stores.neo4j.store import Neo4jStore

        if not self._free.acquire(timeout=WAIT_SECONDS):
            raise BusyError("Too many questions are being answered at once: ask again in a moment.")
        try:
            with self._turn:
                store = self._idle.pop() if self._idle else None
            store = store or open_store(self._settings, create=False)
            if isinstance(store, Neo4jStore):
                store.reading_seconds = seconds
            try:
                yield store
            except StoreError:
                store.close()
                self.close()
                raise
            except BaseException:
                # A question that was broken off may have left an answer half read.
                store.close()
                raise
            with self._turn:
                self._idle.append(store)
        finally:
            self._free.release()

    def look(self) -> None:
        """Ask whether the graph has changed."""
        try:
            with self.reading(SIGN_SECONDS) as store:
                signs = list(store.stream(SIGNS))
        except BusyError:
            return
        except GraphmillError as error:
            self.standing = Standing("lost", self.standing.as_of, str(error))
            return
        self.standing = Standing("current", moment())
        with self._turn:
            known, self._signs = self._signs, signs
        if known != signs:
            self._changed()

    @contextmanager
    def writing(self, store: GraphStore) -> Iterator[None]:
        """Do nothing: what ``store`` writes, every connection sees."""
        del store
        yield

    def written(self) -> None:
        """Note that something was written."""
        self._changed()
        self.look()

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._turn:
            idle, self._idle = self._idle, []
        for each in idle:
            each.close()
