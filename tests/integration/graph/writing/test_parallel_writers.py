"""One run that has several transactions open at once: the same graph as one after the other, and nobody in another's way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes, forget
from tests.support.failing_store import FailingStore, StoppedError
from tests.support.synthetic import corpus

pytestmark = pytest.mark.neo4j


def change_often(store: GraphStore) -> None:
    """Put, replace, extend and forget documents that name the same few entities, a few documents a transaction."""
    documents = corpus(60, seed=11, vocabulary=12)
    apply_changes(store, documents, batch_size=3)
    changed = [replace(each, fingerprint="another extractor") for each in documents[::2]]
    apply_changes(store, [*changed, *corpus(20, seed=12, vocabulary=12)], batch_size=3)
    forget(store, [each.document.id for each in documents[::3]])


@pytest.mark.parametrize("writers", [2, 4, 8])
def test_writers_at_once_leave_the_graph_of_one(
    empty_neo4j: StoreSettings,
    embedded_store: Callable[[str], GraphStore],
    caplog: pytest.LogCaptureFixture,
    writers: int,
) -> None:
    change_often(embedded_store("expected"))
    with caplog.at_level(logging.WARNING, "neo4j"), open_store(with_writers(empty_neo4j, writers)) as store:
        change_often(store)
        assert audit(store).differences == ()
        assert snapshot(store).differences(snapshot(embedded_store("expected"))) == []
    assert "DeadlockDetected" not in caplog.text


@pytest.mark.parametrize("statement", [20, 45, 70, 95, 140])
def test_a_failure_among_writers_is_completed_by_the_next_run(
    empty_neo4j: StoreSettings, embedded_store: Callable[[str], GraphStore], statement: int
) -> None:
    change_often(embedded_store("expected"))
    with open_store(with_writers(empty_neo4j, 4)) as store:
        with pytest.raises(StoppedError):
            change_often(FailingStore(store, statement))
        change_often(store)
        assert audit(store).differences == ()
        assert snapshot(store).differences(snapshot(embedded_store("expected"))) == []


def with_writers(settings: StoreSettings, writers: int) -> StoreSettings:
    return settings.model_copy(update={"writers": writers})
