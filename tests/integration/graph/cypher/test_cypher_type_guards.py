"""On the embedded store a value that turns out to be of a wrong type is an error, as on Neo4j, and not null or true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import QueryFailedError
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings

FOREIGN = """
CREATE (:Thing {id: 'a', n: 1, flag: true, word: 'x'})-[:NEAR {far: 'y'}]->(:Thing {id: 'b', n: 2, flag: false, word: 3})
"""


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    folder: Path = tmp_path_factory.mktemp("things")
    with open_store(StoreSettings(path=folder / "graph.kgl")) as store:
        store.write(lambda transaction: transaction.run(FOREIGN, {}))
        yield store


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "MATCH (t:Thing) WHERE t.n RETURN t.id",
            "line 1, column 23: this must be BOOLEAN, but a value is not",
        ),
        ("MATCH (t:Thing) WHERE t.id = 'a' AND t.n RETURN t.id", "must be BOOLEAN"),
        ("MATCH (t:Thing) RETURN CASE WHEN t.n THEN 1 END AS x", "must be BOOLEAN"),
        ("MATCH (t:Thing) RETURN t.n * t.word AS x", "what stands behind * must be"),
        ("MATCH (t:Thing) RETURN toUpper(t.word) AS x", "an argument of toUpper() must be STRING"),
        ("MATCH (t:Thing) RETURN sum(t.word) AS x", "an argument of sum() must be"),
        ("MATCH (t:Thing) RETURN t.n.x AS x", ".x needs a node, a relationship, a map or a temporal value"),
        ("MATCH ()-[r:NEAR]->() RETURN -r.far AS x", "what stands behind - must be FLOAT or INTEGER"),
        ("WITH {a: 'x'} AS m WHERE m.a RETURN 1 AS one", "must be BOOLEAN"),
    ],
)
def test_a_value_of_a_wrong_type_is_an_error_that_names_the_place(
    things: GraphStore, query: str, message: str
) -> None:
    with pytest.raises(QueryFailedError) as raised:
        things.read_query(query)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("MATCH (t:Thing) WHERE t.flag RETURN t.id", [("a",)]),
        ("MATCH (t:Thing) WHERE NOT t.flag RETURN t.id", [("b",)]),
        ("MATCH (t:Thing) WHERE t.id = 'c' AND t.n RETURN t.id", []),
        ("MATCH (t:Thing) WHERE t.nothing RETURN t.id", []),
        ("MATCH (t:Thing {id: 'a'}) RETURN toUpper(t.word) AS x, t.n * 2 AS y, -t.n AS z", [("X", 2, -1)]),
        ("MATCH (t:Thing) RETURN DISTINCT t.n * 2 AS x ORDER BY t.n * 2 DESC", [(4,), (2,)]),
        ("MATCH (t:Thing) RETURN t.n AS n, t.n * 2 + count(*) AS x ORDER BY n", [(1, 3), (2, 5)]),
        ("MATCH (t:Thing) RETURN sum(t.n) AS x, avg(t.n) AS y", [(3, 1.5)]),
        ("WITH {a: true} AS m WHERE m.a RETURN 1 AS one", [(1,)]),
    ],
)
def test_values_of_the_right_type_and_null_are_answered(
    things: GraphStore, query: str, rows: list[tuple[object, ...]]
) -> None:
    assert list(things.read_query(query).rows) == rows
