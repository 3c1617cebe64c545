"""How Neo4j plans the statements of the write path: by look-ups of ids, never by reading a label or a type from end to end."""

from __future__ import annotations

import pytest

from graph.stores.neo4j.store import Neo4jStore
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.support.neo4j_server.emptying import emptied
from tests.support.query_plans import explained, profiled, read_statements, replan, write_statements
from tests.support.synthetic import corpus

pytestmark = pytest.mark.neo4j

SCANS = ("AllNodesScan", "NodeByLabelScan", "RelationshipTypeScan", "AllRelationshipsScan", "IndexScan")
EAGER = {
    # What is deleted must all have been found before the first of it goes.
    "delete documents",
    "delete empty edges",
    "delete entity-chunk links",
    "delete local entities",
    "delete old chunks",
    "delete old local entities",
    "delete resolutions",
    "delete unused entities",
    # All documents of the batch before their chunks: a hundred rows that are held for a moment.
    "put documents",
}
STATEMENTS = write_statements() | read_statements()


@pytest.fixture(scope="module")
def filled(wiping: Neo4jStore) -> StoreSettings:
    return with_content(emptied(wiping))


def with_content(settings: StoreSettings) -> StoreSettings:
    """Put a graph that is large enough for a scan to be dear, and have the server know it."""
    with open_store(settings) as store:
        apply_changes(store, corpus(150, seed=5, sentences=12, vocabulary=2_000))
    replan(settings)
    return settings


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_looks_up_and_does_not_scan(filled: StoreSettings, name: str) -> None:
    operators = [each.name for each in explained(filled, STATEMENTS[name]).all()]
    assert [each for each in operators if each.endswith(SCANS)] == []
    if name in write_statements():
        assert ("Eager" in operators) == (name in EAGER)


def test_a_scan_would_be_seen(filled: StoreSettings) -> None:
    for text in ("MATCH (e:Entity) RETURN e.name", "MATCH ()-[r:CO_OCCURS_WITH]->() RETURN r.count"):
        operators = [each.name for each in explained(filled, text).all()]
        assert [each for each in operators if each.endswith(SCANS)]


def test_profiles_of_a_history_count_db_hits(empty_neo4j: StoreSettings) -> None:
    store: GraphStore
    with open_store(with_content(empty_neo4j)) as store:
        found = profiled(store, documents=12)
    for name in ("create local entities", "count edges", "delete old chunks", "step of a neighbourhood"):
        assert found[name].hits > 0
    assert set(found) == set(STATEMENTS)
    for profile in found.values():
        assert [each.name for each in profile.all() if each.name.endswith(SCANS)] == []
