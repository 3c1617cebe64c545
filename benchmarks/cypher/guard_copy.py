"""The price of the copy that a user's query reads, alone and while a thread writes; beside it a copy by way of a file."""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kglite
import numpy as np

from benchmarks.graph.prefill import Prefill, fill, prefill
from graph.cypher.passes import wrong_passes
from graph.cypher.syntax.parser import parse
from graph.stores.embedded.store import EmbeddedStore
from graph.stores.protocol import WriteTransaction
from graph.stores.settings import StoreSettings

EDGES_AN_ENTITY = 5
SECONDS = 10.0
BATCH = 50
GUARDED = """
MATCH (a:Entity {id: $id})-[:CO_OCCURS_WITH]-(b:Entity)-[:CO_OCCURS_WITH]-(c:Entity) WHERE b.docs < 50 RETURN count(*) AS n
"""
"""Paths of two steps, which kglite counts as none when its optimizer is whole; they do not go through the largest hubs."""
_WRITE = "UNWIND $rows AS row MERGE (d:Document {id: row}) SET d.uri = row, d.windows = 1"
_TIMES = 1_000


@dataclass(frozen=True, slots=True)
class Load:
    """What a second of reading and writing gave."""

    queries: float
    commits: float
    copies: int
    commit_ms: float
    peak_mb: float


def measure_copy(entities: int, edges: int = EDGES_AN_ENTITY, seconds: float = SECONDS) -> dict[str, Any]:
    """Fill an embedded graph, with so many edges for each entity, and return what copies of it cost."""
    graph = prefill(entities, entities * edges)
    ids = ordinary(graph, 200)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.kgl"
        began = time.perf_counter()
        with EmbeddedStore(StoreSettings(path=path)) as store:
            fill(store, graph)
            filled = time.perf_counter() - began
            found: dict[str, Any] = {"part": "copy", "entities": entities, "fill_seconds": round(filled, 1)}
            found |= {"graph_mb": round(resident()), "snapshot_us": _microseconds(_session(store).cursor)}
            found["parse_us"] = _microseconds(lambda: wrong_passes(parse(GUARDED)))
            found["file"] = _by_file(store, Path(folder))
            for name, answer in _ways(store, Path(folder)).items():
                for writing in (False, True):
                    found[f"{name}, {'while written' if writing else 'idle'}"] = _under_load(
                        store, answer, ids, seconds, writing=writing
                    )
            found["nothing read, while written"] = _under_load(store, None, ids, seconds, writing=True)
    return found


def ordinary(graph: Prefill, number: int) -> list[str]:
    """Return ids of entities drawn evenly."""
    places = np.random.default_rng(3).integers(0, len(graph.entities), number)
    return [graph.entities[place].id for place in places.tolist()]


def resident() -> float:
    """Return the megabytes that this process has in memory."""
    return _status("VmRSS")


def lines_of(found: dict[str, Any]) -> Iterator[str]:
    """Yield the figures as rows of tables in markdown."""
    file = found["file"]
    yield (
        f"| {found['entities']:,} | {found['graph_mb']:,} MB | {found['snapshot_us']:.1f} µs | {file['backup_s']:.2f} s | "
        f"{file['load_s']:.2f} s | {file['file_mb']:.0f} MB | {file['added_mb']:,} MB | {file['peak_mb']:,} MB |"
    )
    for name, load in found.items():
        if isinstance(load, Load):
            yield (
                f"| {found['entities']:,} | {name} | {load.queries:,.1f} | {load.copies:,} | {load.commits:,.0f} | "
                f"{load.commit_ms:.1f} ms | {load.peak_mb:,.0f} MB |"
            )


def _session(store: EmbeddedStore) -> Any:
    return store._session


def _microseconds(action: Callable[[], object]) -> float:
    spent = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        action()
        spent.append(time.perf_counter() - began)
    return round(statistics.median(spent) * 1e6, 1)


def _by_file(store: EmbeddedStore, folder: Path) -> dict[str, float]:
    path = folder / "backup.kgl"
    with _peak() as peak:
        began = time.perf_counter()
        _session(store).backup(str(path))
        backed = time.perf_counter()
        copy = kglite.load(str(path))
        loaded = time.perf_counter()
        added = resident()
    del copy
    size = path.stat().st_size / 1e6
    path.unlink()
    return {
        "backup_s": backed - began,
        "load_s": loaded - backed,
        "file_mb": size,
        "added_mb": round(added - peak["before"]),
        "peak_mb": round(peak["peak"] - peak["before"]),
    }


Answer = Callable[[str], int]
"""Answers the guarded query for an id; returns how many copies of the whole graph it made for it."""


def _ways(store: EmbeddedStore, folder: Path) -> dict[str, Answer]:
    passes = wrong_passes(parse(GUARDED))
    kept: dict[str, Any] = {"version": -1, "graph": None}

    def by_snapshot(entity: str) -> int:
        store.read_query(GUARDED, {"id": entity})
        return 0

    def by_file(entity: str) -> int:
        copies = 0
        version = _session(store).version()
        if version != kept["version"]:
            path = folder / "copy.kgl"
            kept["graph"] = None
            _session(store).backup(str(path))
            kept.update(graph=kglite.load(str(path)), version=version)
            path.unlink()
            copies = 1
        kept["graph"].cypher(GUARDED, params={"id": entity}, disabled_passes=list(passes)).to_list()
        return copies

    return {"snapshot": by_snapshot, "backup and load": by_file}


def _under_load(
    store: EmbeddedStore, answer: Answer | None, ids: list[str], seconds: float, *, writing: bool
) -> Load:
    ended = threading.Event()
    spent: list[float] = []

    def commit(transaction: WriteTransaction) -> None:
        transaction.run(_WRITE, {"rows": [f"doc_{time.monotonic_ns()}_{row}" for row in range(BATCH)]})

    def write() -> None:
        while not ended.is_set():
            began = time.perf_counter()
            store.write(commit)
            spent.append(time.perf_counter() - began)

    writer = threading.Thread(target=write)
    queries = copies = 0
    with _peak() as peak:
        began = time.perf_counter()
        if writing:
            writer.start()
        try:
            while (now := time.perf_counter() - began) < seconds:
                if answer is None:
                    time.sleep(seconds - now)
                    continue
                copies += answer(ids[queries % len(ids)])
                queries += 1
        finally:
            took = time.perf_counter() - began
            ended.set()
            if writing:
                writer.join()
    commit_ms = statistics.median(spent) * 1e3 if spent else 0.0
    return Load(queries / took, len(spent) / took, copies, commit_ms, peak["peak"] - peak["before"])


@contextmanager
def _peak() -> Iterator[dict[str, float]]:
    """Give the megabytes of this process before and at their peak; the peak is there at the end."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    found = {"before": resident()}
    yield found
    found["peak"] = _status("VmHWM")


def _status(name: str) -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1e3
    return 0.0
