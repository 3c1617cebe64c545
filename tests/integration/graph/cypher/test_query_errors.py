"""What a query of a user's brings about is told as the query's, with the server's own words, never as a server that is ill."""

from __future__ import annotations

import pytest

from graph.errors import QueryFailedError
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings

PAIR = "CREATE (:Place {id: 'a'})-[:ROAD]->(:Place {id: 'b'})-[:ROAD]->(:Place {id: 'c'})"
PLACES = "MATCH (a:Place {id: 'a'}), (b:Place) "


@pytest.mark.parametrize(
    "cypher",
    [
        "UNWIND [0] AS n RETURN 1 / n AS x",
        "RETURN 1 % 0 AS x",
        "RETURN 9223372036854775807 + 1 AS x",
        "RETURN range(0, 10, 0) AS x",
        "RETURN date('none') AS x",
        "RETURN date({year: 2024, month: 13}) AS x",
        "RETURN duration('none') AS x",
        "RETURN 'a' =~ '(' AS x",
        "MATCH (n) RETURN n LIMIT -1",
        "RETURN $missing AS x",
        "RETURN missing AS x",
    ],
)
def test_an_error_of_the_query_is_told_as_one(store: GraphStore, cypher: str) -> None:
    with pytest.raises(QueryFailedError, match="The query cannot be run: "):
        store.read_query(cypher)
    assert store.read_query("RETURN 1 AS one").rows == [(1,)]


@pytest.mark.parametrize(
    ("cypher", "place"),
    [
        ("MATCH (e:Person) RETURN f.name", "line 1, column 25"),
        ("MATCH (e:Person)\nRETURN f.name", "line 2, column 8"),
    ],
)
def test_an_error_has_its_place_in_the_query_as_it_was_written(
    store: GraphStore, cypher: str, place: str
) -> None:
    with pytest.raises(QueryFailedError) as told:
        store.read_query(cypher)
    assert place in str(told.value)
    assert "EXPLAIN" not in str(told.value)


@pytest.fixture
def server(empty_neo4j: StoreSettings) -> StoreSettings:
    with open_store(empty_neo4j) as store:
        store.write(lambda transaction: transaction.run(PAIR, {}))
    return empty_neo4j


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("cypher", "told"),
    [
        (
            "UNWIND [-1] AS n RETURN substring('abc', n) AS x",
            "The query cannot be run: .*(negative|out of range)",
        ),
        ("UNWIND [-1] AS n RETURN left('abc', n) AS x", "The query cannot be run: .*(negative|out of range)"),
        (
            "RETURN datetime.truncate('age', datetime()) AS x",
            "The query cannot be run: Unsupported unit: age",
        ),
        ("UNWIND ['a', 1] AS x RETURN x.y AS y", "The query cannot be run: Type mismatch"),
        ("UNWIND [1, 'a'] AS x RETURN sum(x) AS y", "The query cannot be run: SUM"),
        ("RETURN toInteger([1]) AS x", "The query cannot be run: Invalid input"),
        (
            "UNWIND range(1, 10000) AS x RETURN size(collect([y IN range(x, x + 100000) | y])) AS n",
            "The query takes more memory than the server gives it; narrow it",
        ),
    ],
)
def test_what_a_server_fails_at_is_told_in_its_words(server: StoreSettings, cypher: str, told: str) -> None:
    with open_store(server) as store:
        with pytest.raises(QueryFailedError, match=told):
            store.read_query(cypher)
        assert store.read_query("RETURN 1 AS one").rows == [(1,)]


@pytest.mark.parametrize(
    "cypher",
    [
        f"{PLACES}MATCH p = shortestPath((a)-[:ROAD*..4]-(b)) RETURN length(p) AS n",
        f"{PLACES}MATCH p = allShortestPaths((a)-[:ROAD*]-(b)) RETURN length(p) AS n",
        f"{PLACES}OPTIONAL MATCH p = shortestPath((a)-[:ROAD*..4]-(b)) RETURN length(p) AS n",
        f"{PLACES}WHERE b.id <> 'b' MATCH p = shortestPath((a)-[:ROAD*..4]-(b)) RETURN length(p) AS n",
        f"{PLACES}WITH b AS c, a AS d MATCH p = shortestPath((c)-[:ROAD*..4]-(d)) RETURN length(p) AS n",
        "MATCH (a:Place) MATCH p = shortestPath((a)-[:ROAD*..4]-(a)) RETURN length(p) AS n",
        "MATCH p = shortestPath((:Place {id: 'a'})-[:ROAD*..4]-(:Place)) RETURN length(p) AS n",
    ],
)
def test_a_shortest_path_to_where_it_starts_is_an_error_of_the_query(store: GraphStore, cypher: str) -> None:
    store.write(lambda transaction: transaction.run(PAIR, {}))
    with pytest.raises(
        QueryFailedError, match=r"between a node and itself\. Leave such pairs out, by WHERE a <> b"
    ):
        store.read_query(cypher)


@pytest.mark.parametrize(
    "cypher",
    [
        f"{PLACES}MATCH p = shortestPath((a)-[:ROAD*..4]-(b)) WHERE a <> b RETURN length(p) AS n ORDER BY n",
        f"{PLACES}WHERE a <> b MATCH p = shortestPath((a)-[:ROAD*..4]-(b)) RETURN length(p) AS n ORDER BY n",
        f"{PLACES}WHERE b.id > 'a' MATCH p = shortestPath((a)-[:ROAD*..4]-(b)) RETURN length(p) AS n ORDER BY n",
    ],
)
def test_a_shortest_path_with_the_remedy_that_is_told_has_its_answer(store: GraphStore, cypher: str) -> None:
    store.write(lambda transaction: transaction.run(PAIR, {}))
    assert store.read_query(cypher).rows == [(1,), (2,)]


def test_rows_of_an_optional_match_stay_where_their_count_is_0(store: GraphStore) -> None:
    # Neo4j 5.26.30 drops those of b and c, from which no road leads to a :Town.
    store.write(
        lambda transaction: transaction.run(
            "CREATE (a:Place {id: 'a'})-[:ROAD]->(b:Place {id: 'b'}), (a)-[:ROAD]->(:Place {id: 'c'}), "
            "(a)-[:ROAD]->(d:Place {id: 'd'})-[:ROAD]->(:Town {id: 't'})",
            {},
        )
    )
    answer = store.read_query(
        "MATCH (a:Place {id: 'a'}) OPTIONAL MATCH (a)-[:ROAD]-(b:Place) WHERE COUNT { (b)-[:ROAD]-(:Town) } < 5 "
        "RETURN b.id AS id ORDER BY id"
    )
    assert answer.rows == [("b",), ("c",), ("d",)]
