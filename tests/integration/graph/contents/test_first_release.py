"""A graph that the first release wrote opens with the code of today, is brought up to date, and is then as if new."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import pytest

from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import load_resolution
from graph.questions.entities import find_entities
from graph.schema.labels import SCHEMA_VERSION
from graph.stores.embedded.store import EmbeddedStore
from graph.stores.migrations import definitions, migrate, stored_version
from graph.stores.neo4j.store import Neo4jStore
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.linking_state import is_pending
from graph.writing.writer import apply_changes, link_anew
from linking.guidance import NO_GUIDANCE
from tests.support import first_release
from tests.support.failing_store import StoppedError, StoreAround
from tests.support.synthetic import extraction


class StoppingMigration(StoreAround):
    """Fails before the definition or the version that would be written after ``steps`` others."""

    def __init__(self, inner: GraphStore, steps: int) -> None:
        super().__init__(inner)
        self.left = steps

    def define(self, text: str) -> None:
        self._step()
        super().define(text)

    def write(self, unit):  # type: ignore[no-untyped-def]
        self._step()
        return super().write(unit)

    def _step(self) -> None:
        if not self.left:
            raise StoppedError
        self.left -= 1


def unmigrated(settings: StoreSettings) -> GraphStore:
    return EmbeddedStore(settings) if settings.kind == "embedded" else Neo4jStore(settings)


def test_the_graph_of_the_first_release_comes_up_to_date(
    store_settings: StoreSettings, embedded_store: Callable[[str], GraphStore]
) -> None:
    first_release.restore(store_settings)
    with unmigrated(store_settings) as store:
        assert stored_version(store) == 1
        former = load_resolution(store)
    redirected = [entity for entity in former.entities.values() if entity.merged_into]
    assert redirected, "the graph must hold an entity that leads on to another"
    with open_store(store_settings) as store:
        assert stored_version(store) == SCHEMA_VERSION
        assert is_pending(store)
        assert [each.what for each in audit(store).differences][:1] == ["linking"]
        apply_changes(store, ())
        assert not is_pending(store)
        assert audit(store).differences == ()
        apply_changes(embedded_store("fresh"), first_release.documents())
        assert snapshot(store).differences(snapshot(embedded_store("fresh"))) == []
        kept = load_resolution(store)
        members = {local: why.entity_id for local, why in kept.assignments.items()}
        same = [local for local in former.assignments if members.get(local) == former.current()[local]]
        assert len(same) > len(members) / 2, "most entities keep their ids"
        for entity in redirected:
            assert [each.name for each in find_entities(store, entity.id)] == ["Ada Lovelace"]


def test_it_can_also_be_linked_anew_and_then_changed(
    store_settings: StoreSettings, embedded_store: Callable[[str], GraphStore]
) -> None:
    first_release.restore(store_settings)
    more = extraction("more.txt", [[("Ada Lovelace", "person"), ("Globex", "organization")]])
    gone = first_release.documents()[0]
    with open_store(store_settings) as store:
        link_anew(store, NO_GUIDANCE)
        assert audit(store).differences == ()
        apply_changes(store, [more], [gone.document.id])
        assert audit(store).differences == ()
        fresh = embedded_store("fresh")
        apply_changes(fresh, [*first_release.documents()[1:], more])
        assert snapshot(store).differences(snapshot(fresh)) == []


def test_a_migration_that_is_cut_off_anywhere_is_completed_by_the_next(store_settings: StoreSettings) -> None:
    first_release.clear(store_settings)
    for version in range(1, SCHEMA_VERSION + 1):
        steps = len(definitions(version)) + 1
        for done in range(steps):
            with unmigrated(store_settings) as store, pytest.raises(StoppedError):
                migrate(StoppingMigration(store, done))
        with unmigrated(store_settings) as store:
            assert stored_version(store) == version - 1
            with pytest.raises(StoppedError) if version < SCHEMA_VERSION else nullcontext():
                migrate(StoppingMigration(store, steps))
            assert stored_version(store) == version
    documents = first_release.documents()
    with open_store(store_settings) as store:
        assert stored_version(store) == SCHEMA_VERSION
        migrate(StoppingMigration(store, 0))
        apply_changes(store, documents)
        assert audit(store).differences == ()
