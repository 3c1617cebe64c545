"""Documents a second through the whole of a change, linking included, on either store; and through the transactions alone."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.graph.corpus import linked_documents
from benchmarks.graph.prefill import entity_names
from benchmarks.graph.server import empty_server
from benchmarks.graph.writers import GraphmillWriter
from graph.checks.audit import audit
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.linking_state import mark_finished
from graph.writing.writer import apply_changes, forget
from linking.guidance import NO_GUIDANCE
from tests.support.synthetic import corpus


@contextmanager
def opened(kind: str) -> Iterator[GraphStore]:
    """Open an empty graph of a kind."""
    if kind == "neo4j":
        with empty_server() as store:
            yield store
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(StoreSettings(path=Path(folder) / "g.kgl")) as store,
    ):
        yield store


def measure_steps(
    kind: str, documents: int = 1_000, *, sentences: int = 12, vocabulary: int = 2_000
) -> dict[str, Any]:
    """Put, put again, replace, audit and forget generated documents of up to ``sentences`` sentences."""
    made = corpus(documents, seed=1, sentences=sentences, vocabulary=vocabulary)
    changed = [replace(each, fingerprint="another extractor") for each in made[::2]]
    with opened(kind) as store:
        apply_changes(store, corpus(min(50, documents), seed=2))
        rates = {
            "new": _rate(documents, lambda: apply_changes(store, made)),
            "unchanged": _rate(documents, lambda: apply_changes(store, made)),
            "replaced": _rate(len(changed), lambda: apply_changes(store, changed)),
            "audited": _rate(documents, lambda: _audited(store)),
            "forgotten": _rate(len(changed), lambda: forget(store, [each.document.id for each in changed])),
        }
    return {"part": "steps", "store": kind, "documents": documents, "documents_a_second": rates}


def measure_commits(kind: str, documents: int = 2_000, entities: int = 10_000) -> dict[str, Any]:
    """Commit linked documents to an empty graph, then give all of them again, which finds nothing new."""
    names = entity_names(entities)
    with opened(kind) as store:
        writer = GraphmillWriter(store)
        writer.write(writer.prepare(linked_documents(names, documents // 4, seed=1), 100))
        made = linked_documents(names, documents, seed=2)
        prepared = writer.prepare(made, 100)
        new = _rate(documents, lambda: writer.write(prepared))
        store.write(lambda transaction: mark_finished(transaction, NO_GUIDANCE))
        again = [each.extraction for each in made]
        unchanged = _rate(documents, lambda: _unchanged(store, again))
    with_rows = documents / (documents / new + prepared.seconds)
    rates = {"new": new, "new_with_making_rows": round(with_rows, 1), "unchanged": unchanged}
    return {"part": "commits", "store": kind, "documents": documents, "documents_a_second": rates}


def _audited(store: GraphStore) -> None:
    report = audit(store)
    assert report.is_clean, report.differences[:3]


def _unchanged(store: GraphStore, documents: Any) -> None:
    report = apply_changes(store, documents)
    assert report.unchanged == len(documents), report


def _rate(count: int, step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return round(count / (time.perf_counter() - began), 1)
