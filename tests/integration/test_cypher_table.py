"""The table of queries, asked of both stores: each answers, refuses and differs as the table says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.cypher_rows import Section, ask, judged, load
from benchmarks.cypher_table import changed
from graph.store import GraphStore, StoreSettings, open_store
from tests.conftest import emptied
from tests.cypher_graph import fill

SECTIONS = [pytest.param(section, id=section.path.stem) for section in load()]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    with open_store(StoreSettings(path=tmp_path_factory.mktemp("cypher") / "graph.kgl")) as store:
        fill(store)
        yield store


@pytest.fixture(scope="module")
def neo4j(neo4j_settings: StoreSettings) -> Iterator[GraphStore]:
    with open_store(emptied(neo4j_settings)) as store:
        fill(store)
        yield store


@pytest.mark.parametrize("section", SECTIONS)
def test_the_embedded_store_answers_as_the_table_says(section: Section, embedded: GraphStore) -> None:
    for row in section.rows:
        answer = ask(embedded, row.query, row.parameters)
        assert answer.error == row.embedded.error, row.query
        assert answer.error or answer.shows(row.embedded), (row.query, answer.rows)


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
@pytest.mark.parametrize("section", SECTIONS)
def test_both_stores_agree_and_differ_where_the_table_says(
    section: Section, embedded: GraphStore, neo4j: GraphStore
) -> None:
    assert [told for row in section.rows if (told := changed(row, judged(row, embedded, neo4j)))] == []


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
@pytest.mark.parametrize("section", SECTIONS)
def test_both_stores_agree_on_what_the_table_says_to_write_instead(
    section: Section, embedded: GraphStore, neo4j: GraphStore
) -> None:
    for row in section.rows:
        if row.instead:
            assert ask(embedded, row.instead, row.parameters).same(ask(neo4j, row.instead, row.parameters)), (
                row.query
            )
