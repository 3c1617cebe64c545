"""Queries drawn from a grammar, answered by both stores; ``python -m benchmarks.cypher.comparison`` draws more of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.stores.neo4j.store import Neo4jStore
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from tests.support.generated_queries.differences import difference, told
from tests.support.generated_queries.judging import Judge, Neo4jServer, Verdict
from tests.support.generated_queries.queries import drawn
from tests.support.generated_queries.sample_graph import sample_graph, write
from tests.support.neo4j_server.emptying import emptied

pytestmark = pytest.mark.neo4j

SEED = 20240531
PARTS = 10
QUERIES_A_PART = 50


@pytest.fixture(scope="module")
def judge(wiping: Neo4jStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """Fill both stores with the sample graph."""
    folder: Path = tmp_path_factory.mktemp("generated")
    with open_store(emptied(wiping)) as store:
        write(sample_graph(), store)
        marks = next(iter(store.stream("MATCH (n:GraphmillTests) RETURN count(n) AS n")))["n"]
    server = Neo4jServer(wiping.settings)
    try:
        with open_store(StoreSettings(path=folder / "graph.kgl")) as embedded:
            write(sample_graph(), embedded)
            # A database lent to the tests has a node that says so.
            for _ in range(marks):
                embedded.write(lambda transaction: transaction.run("CREATE (n:GraphmillTests)", {}))
            yield Judge(embedded, server)
    finally:
        server.close()


@pytest.mark.parametrize("part", range(PARTS))
def test_both_stores_give_the_same_answer_or_the_embedded_one_refuses(judge: Judge, part: int) -> None:
    agreed = with_rows = 0
    for number in range(part * QUERIES_A_PART, (part + 1) * QUERIES_A_PART):
        query = drawn(SEED, number, sample_graph())
        judged = judge.judge(query)
        agreed += judged.verdict is Verdict.AGREE
        with_rows += bool(judged.embedded.rows)
        if judged.verdict is Verdict.DIFFERENT:
            pytest.fail(f"query {number} of seed {SEED} differs\n{told(difference(query, judged, judge))}")
    # Refusals and empty answers would agree about nothing.
    assert agreed > QUERIES_A_PART * 0.8
    assert with_rows > QUERIES_A_PART * 0.4
