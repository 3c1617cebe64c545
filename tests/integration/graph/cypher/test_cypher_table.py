"""The table of queries, asked of both stores: each answers, refuses and differs as the table says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.stores.neo4j.store import Neo4jStore
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from tests.support.cypher_graph import GRAPHS
from tests.support.cypher_table import Section, ask, changed, judged, load
from tests.support.neo4j_server.emptying import emptied

VERSION = (
    "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version"
)
SECTIONS = pytest.mark.parametrize(
    ("graph", "section"),
    [pytest.param(section.graph, section, id=section.path.stem) for section in load()],
    indirect=["graph"],
    scope="module",
)


@pytest.fixture(scope="module")
def graph(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def embedded(graph: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    with open_store(StoreSettings(path=tmp_path_factory.mktemp(graph) / "graph.kgl")) as store:
        GRAPHS[graph](store)
        yield store


@pytest.fixture(scope="module")
def neo4j(graph: str, wiping: Neo4jStore) -> Iterator[GraphStore]:
    with open_store(emptied(wiping)) as store:
        GRAPHS[graph](store)
        yield store


@SECTIONS
def test_the_embedded_store_answers_as_the_table_says(section: Section, embedded: GraphStore) -> None:
    for row in section.rows:
        answer = ask(embedded, row.query, row.parameters)
        assert answer.error == row.embedded.error, row.query
        assert answer.error or answer.shows(row.embedded), (row.query, answer.rows)


@pytest.mark.neo4j
@SECTIONS
def test_both_stores_agree_and_differ_where_the_table_says(
    section: Section, embedded: GraphStore, neo4j: GraphStore
) -> None:
    ((version,),) = [row.values() for row in neo4j.stream(VERSION)]
    held = [row for row in section.rows if str(version).startswith(row.release)]
    assert [told for row in held if (told := changed(row, judged(row, embedded, neo4j)))] == []


@pytest.mark.neo4j
@SECTIONS
def test_both_stores_agree_on_what_the_table_says_to_write_instead(
    section: Section, embedded: GraphStore, neo4j: GraphStore
) -> None:
    for row in section.rows:
        if row.instead:
            assert ask(embedded, row.instead, row.parameters).same(ask(neo4j, row.instead, row.parameters)), (
                row.query
            )
