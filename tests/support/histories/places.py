"""Where histories take place: stores for several writers at once, empty at first."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore, WriteTransaction
from graph.stores.settings import StoreSettings
from tests.support.histories.proxy import CuttingProxy
from tests.support.neo4j_server.emptying import WIPE

WAIT_SECONDS = 120.0


class Place(Protocol):
    """A graph with several writers, each of which has a store, and a proxy on the way to it where there is a server."""

    cuttable: bool

    def begin(self, variant: Mapping[str, Any]) -> None:
        """Start with an empty graph, opened with these settings beside the usual ones."""
        ...

    def store(self, worker: int) -> GraphStore:
        """Return a worker's store."""
        ...

    def proxy(self, worker: int) -> CuttingProxy | None:
        """Return what is between a worker and the server."""
        ...

    def reopen(self) -> None:
        """Close what is open and open it again."""
        ...

    def end(self) -> None:
        """Close the graph."""
        ...


class EmbeddedPlace:
    """An embedded graph in a folder of its own; the workers are threads that share its store."""

    cuttable = False

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._store: GraphStore | None = None
        self._settings = StoreSettings()

    def begin(self, variant: Mapping[str, Any]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="graphmill-history-")
        path = Path(self._folder.name) / "graph.kgl"
        self._settings = StoreSettings(path=path, wait_seconds=WAIT_SECONDS, retry_seconds=5, **variant)
        self._store = open_store(self._settings)

    def store(self, worker: int) -> GraphStore:  # noqa: ARG002 - all share one
        assert self._store is not None
        return self._store

    def proxy(self, worker: int) -> CuttingProxy | None:  # noqa: ARG002 - there is no server
        return None

    def reopen(self) -> None:
        assert self._store is not None
        self._store.close()
        self._store = open_store(self._settings)

    def end(self) -> None:
        if self._store is not None:
            self._store.close()
        if self._folder is not None:
            self._folder.cleanup()


class Neo4jPlace:
    """A database on a server; every worker has a store of its own, behind a proxy of its own."""

    cuttable = True

    def __init__(self, settings: StoreSettings) -> None:
        self._settings = settings.model_copy(update={"wait_seconds": WAIT_SECONDS, "retry_seconds": 60})
        self._variant: Mapping[str, Any] = {}
        self._stores: dict[int, GraphStore] = {}
        self._proxies: dict[int, CuttingProxy] = {}

    def begin(self, variant: Mapping[str, Any]) -> None:
        if variant != self._variant:
            self._close()
        self._variant = variant

        def wipe(transaction: WriteTransaction) -> int:
            return int(transaction.run(WIPE, {}).rows[0]["n"])

        while self.store(0).write(wipe):
            pass

    def store(self, worker: int) -> GraphStore:
        if worker not in self._stores:
            address = urlsplit(self._settings.uri)
            if worker not in self._proxies:
                self._proxies[worker] = CuttingProxy(address.hostname or "localhost", address.port or 7687)
            uri = f"bolt://127.0.0.1:{self._proxies[worker].port}"
            settings = self._settings.model_copy(update={"uri": uri, **self._variant})
            self._stores[worker] = open_store(settings)
        return self._stores[worker]

    def proxy(self, worker: int) -> CuttingProxy | None:
        return self._proxies.get(worker)

    def reopen(self) -> None:
        self._close()

    def end(self) -> None:
        """Keep the connections for the next history."""

    def close(self) -> None:
        """Close all connections."""
        self._close()
        for proxy in self._proxies.values():
            proxy.close()
        self._proxies.clear()

    def _close(self) -> None:
        for store in self._stores.values():
            store.close()
        self._stores.clear()
