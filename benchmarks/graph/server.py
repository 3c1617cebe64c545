"""The Neo4j servers of the graph benchmarks: empty, or filled by Neo4j's own import."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from benchmarks.graph.prefill import Prefill, write_csv
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from tests.support.neo4j_server import admin, launcher

HEAP = "2g"
PAGE_CACHE = "512m"
_INDEX_SECONDS = 1_800


@dataclass(frozen=True, slots=True)
class Import:
    """Seconds of Neo4j's bulk import: by the import's own account, of its process, and until the indexes were there."""

    seconds: float
    process_seconds: float
    index_seconds: float


def settings_of(server: launcher.Neo4jServer) -> StoreSettings:
    """Return how graphmill reaches a server."""
    return StoreSettings(kind="neo4j", uri=server.uri, user=server.user, password=SecretStr(server.password))


@contextmanager
def empty_server(plugins: Path | None = None) -> Iterator[GraphStore]:
    """Open a graph on a server of its own."""
    with (
        launcher.started(HEAP, page_cache=PAGE_CACHE, plugins=plugins) as server,
        open_store(settings_of(server)) as store,
    ):
        yield store


@contextmanager
def filled_server(graph: Prefill) -> Iterator[tuple[GraphStore, Import]]:
    """Import a graph by ``neo4j-admin``, start a server on it and open it, its indexes complete."""
    with tempfile.TemporaryDirectory(prefix="graphmill-prefilled-") as folder:
        home = Path(folder)
        nodes, edges = write_csv(graph, home / "csv")
        began = time.perf_counter()
        said = admin.import_full(
            home,
            [*(f"--nodes={path}" for path in nodes), *(f"--relationships={path}" for path in edges)],
            heap="1g",
        )
        process_seconds = time.perf_counter() - began
        server = launcher.start(home, HEAP, page_cache=PAGE_CACHE)
        try:
            began = time.perf_counter()
            with open_store(settings_of(server)) as store:
                store.define(f"CALL db.awaitIndexes({_INDEX_SECONDS})")
                yield store, Import(told_seconds(said), process_seconds, time.perf_counter() - began)
        finally:
            server.stop()


def told_seconds(said: str) -> float:
    """Return the time that the import tells of, "IMPORT DONE in 1m 2s 34ms"."""
    found = re.search(r"IMPORT DONE in ([^.\n]*)", said)
    if found is None:
        raise ValueError(f"the import does not say how long it took: {said[-500:]}")
    units = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
    return sum(float(n) * units[unit] for n, unit in re.findall(r"([\d.]+)(ms|s|m|h)", found[1]))
