"""A real Neo4j is the judge of what is valid Cypher: it refuses what is refused, runs what is not, and names the columns alike."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import Neo4jError

from graph.cypher.analysis.queries import analyse
from graph.cypher.syntax.parser import parse
from graph.cypher.types.functions import function, function_names
from graph.errors import QueryFailedError
from graph.stores.neo4j.store import Neo4jStore
from graph.stores.opening import open_store
from graph.writing.writer import apply_changes
from tests.support.cypher_validity import REFUSED, VALID
from tests.support.neo4j_server.emptying import emptied
from tests.support.query_answers import documents

pytestmark = pytest.mark.neo4j

VALUES = {
    "null": "null",
    "truth": "true",
    "integer": "2",
    "float": "0.5",
    "text": "'ab'",
    "list": "[1, 2]",
    "map": "{x: 1, y: 2}",
    "node": "n",
    "relationship": "r",
    "path": "p",
    "date": "date('2024-01-01')",
    "time": "time('10:00Z')",
    "duration": "duration('P1D')",
}
OPERATORS = ("+", "-", "*", "/", "%", "^", "||", "AND", "XOR", "IN", "=~", "STARTS WITH", "=", "<")


@pytest.fixture(scope="module")
def server(wiping: Neo4jStore) -> Iterator[Driver]:
    with open_store(emptied(wiping)) as store:
        apply_changes(store, documents())
    assert wiping.settings.uri is not None
    assert wiping.settings.password is not None
    account = (wiping.settings.user, wiping.settings.password.get_secret_value())
    with GraphDatabase.driver(wiping.settings.uri, auth=account) as driver:
        yield driver


def columns_on(server: Driver, query: str) -> tuple[str, ...] | None:
    """Return the columns that Neo4j answers a query with, None where it refuses it."""
    with server.session() as session:
        try:
            result = session.run(query)
            columns = tuple(result.keys())
            result.consume()
        except Neo4jError:
            return None
    return columns


def is_planned(server: Driver, query: str) -> bool:
    with server.session() as session:
        try:
            session.run(f"EXPLAIN {query}").consume()
        except Neo4jError:
            return False
    return True


def refusal(query: str) -> str:
    try:
        analyse(parse(query), {}, query, foreign=False)
    except QueryFailedError as error:
        return str(error)
    return ""


def check_alike(server: Driver, queries: list[str]) -> None:
    """Check that Neo4j plans what is not refused, and fails at what is, at the latest when it runs."""
    wrong = []
    for query in queries:
        why = refusal(query)
        if why and columns_on(server, query) is not None:
            wrong.append(f"Neo4j answers {query}: {why}")
        if not why and not is_planned(server, query):
            wrong.append(f"Neo4j refuses {query}")
    assert wrong == []


@pytest.mark.parametrize("query", [query for query, _ in REFUSED])
def test_neo4j_refuses_what_is_refused(server: Driver, query: str) -> None:
    assert columns_on(server, query) is None


@pytest.mark.parametrize("query", VALID)
def test_neo4j_answers_what_is_not_refused_with_the_same_columns(server: Driver, query: str) -> None:
    assert columns_on(server, query) == analyse(parse(query), {}, query).columns


@pytest.mark.parametrize("operator", OPERATORS)
def test_operators_take_what_neo4j_lets_them_take(server: Driver, operator: str) -> None:
    check_alike(
        server,
        [
            f"MATCH p = (n)-[r]->() WITH n, r, p LIMIT 1 RETURN {left} {operator} {right} AS x"
            for left, right in product(VALUES.values(), repeat=2)
        ],
    )


@pytest.mark.parametrize(
    "expression",
    [
        *(
            "NOT {0}",
            "-{0}",
            "+{0}",
            "{0}.x",
            "{0}[0]",
            "{0}['x']",
            "{0}[0..1]",
            "[1, 2][{0}]",
            "[1, 2][{0}..]",
        ),
        *(
            "CASE WHEN {0} THEN 1 END",
            "[v IN {0} | v]",
            "any(v IN {0} WHERE true)",
            "none(v IN [1] WHERE {0})",
        ),
        *("reduce(s = 0, v IN {0} | s)", "[v IN [1] WHERE {0}]", "{0} IS NULL", "[{0}][0] = 1"),
    ],
)
def test_other_expressions_take_what_neo4j_lets_them_take(server: Driver, expression: str) -> None:
    check_alike(
        server,
        [
            f"MATCH p = (n)-[r]->() WITH n, r, p LIMIT 1 WITH n, r, p, {value} AS v0 RETURN {expression.format('v0')} AS x"
            for value in VALUES.values()
        ],
    )


@pytest.mark.parametrize("name", function_names())
def test_functions_take_what_neo4j_lets_them_take(server: Driver, name: str) -> None:
    known = function(name)
    assert known is not None
    queries = []
    for count in range(min(known.minimum, 1), (known.maximum or 1) + 2):
        queries += [_call(name, ["null"] * count)]
    for place, value in product(range(len(known.accepted)), VALUES.values()):
        arguments = ["null"] * max(known.minimum, place + 1)
        arguments[place] = value
        queries.append(_call(name, arguments))
    # These ask for a pattern or for one of a few words, and trim() takes two arguments more that no manual tells of.
    special = {"exists", "trim", "normalize", "split", "percentileCont", "percentileDisc"} | _VECTORS
    check_alike(server, [] if name in special else queries)


_VECTORS = {"vector.similarity.cosine", "vector.similarity.euclidean"}


def _call(name: str, arguments: list[str]) -> str:
    return f"MATCH p = (n)-[r]->() WITH n, r, p LIMIT 1 RETURN {name}({', '.join(arguments)}) AS x"


def test_neo4j_has_the_functions_that_are_known_and_no_others_of_its_own(server: Driver) -> None:
    with server.session() as session:
        rows = session.run("SHOW BUILT IN FUNCTIONS YIELD name RETURN collect(name) AS names").single(
            strict=True
        )
    theirs = {name.casefold() for name in rows["names"]}
    ours = {name.casefold() for name in function_names()}
    syntax = {"all", "any", "none", "single", "reduce"}
    elsewhere = {"file", "linenumber", "graph.byelementid", "graph.byname"}
    assert theirs - ours == syntax | elsewhere
    assert ours <= theirs | {"datetime.fromepoch", "datetime.fromepochmillis"}
