"""A query is read once, and anew where what it is run with could make it another."""

from __future__ import annotations

from typing import Any

import pytest

from graph.cypher.guard import guarded
from graph.errors import QueryFailedError, QueryRefusedError


def test_a_query_that_was_asked_before_is_not_read_again() -> None:
    text = "MATCH (e:Entity {name: $name}) RETURN e.name, $name AS given"
    assert guarded(text, {"name": "Ada"}) is guarded(text, {"name": "Grace"})


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("RETURN 1 AS x LIMIT $x", {"x": 1}, {"x": -1}),
        ("RETURN $x.y AS x", {"x": {"y": 1}}, {"x": "text"}),
        ("RETURN $x AS x", {"x": 1}, {}),
    ],
)
def test_what_one_parameter_allows_another_does_not(
    text: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert guarded(text, before).columns == ("x",)
    with pytest.raises(QueryFailedError):
        guarded(text, after)
    assert guarded(text, before).columns == ("x",)


def test_a_regular_expression_is_read_anew_where_it_is_another() -> None:
    text = "MATCH (e:Entity) WHERE e.name =~ $pattern RETURN e.name"
    assert guarded(text, {"pattern": "A.*"}).columns == ("e.name",)
    with pytest.raises(QueryRefusedError):
        guarded(text, {"pattern": "(?<=A)b"})


def test_a_graph_with_foreign_nodes_is_asked_in_other_words() -> None:
    text = "MATCH (e:Entity) RETURN e.name"
    assert guarded(text, {}, foreign=False).text != guarded(text, {}, foreign=True).text


def test_columns_are_known_before_anything_is_run() -> None:
    assert guarded("MATCH (n:Nothing)-[r]->(m) RETURN *, n.name,  count( m ) AS c").columns == (
        "m",
        "n",
        "r",
        "n.name",
        "c",
    )


def nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


@pytest.mark.parametrize(
    "text",
    [
        "RETURN " + "NOT " * 20_000 + "true AS x",
        "RETURN 1" + " + 1" * 20_000 + " AS x",
        "RETURN " + " < ".join(["1"] * 20_000) + " AS x",
        "MATCH (n) WHERE " + "n.docs > 0 AND " * 5_000 + "true RETURN n",
        "MATCH (n) RETURN n" + ".a" * 20_000,
        "MATCH (n:" + "!" * 20_000 + "A) RETURN n",
        "MATCH (n) RETURN n.a" + " / n.a" * 150,
        "WITH {a: 1} AS x RETURN x" + ".a" * 150,
    ],
)
def test_a_chain_that_would_overflow_the_stack_is_refused(text: str) -> None:
    with pytest.raises(QueryRefusedError, match=r"WITH|IN with a list|brackets"):
        guarded(text)


def test_a_chain_is_read_in_a_time_that_grows_with_it() -> None:
    # If each step doubled what comes of it, this would never end.
    guarded("WITH {a: 1} AS x RETURN x" + ".a" * 18)
    guarded("RETURN " + "reduce(s = 0, x IN [1] | " * 40 + "s" + ")" * 40)


def test_parameters_of_any_size_are_taken_and_of_any_depth_refused() -> None:
    guarded("RETURN $x AS x", {"x": list(range(100_000))})
    with pytest.raises(QueryRefusedError, match="The parameter x nests"):
        guarded("RETURN $x AS x", {"x": nested(3_000)})


def test_a_number_that_no_store_holds_is_said_so() -> None:
    with pytest.raises(QueryFailedError, match="signs"):
        guarded("RETURN " + "9" * 5_000)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("MATCH (a) WHERE EXISTS { MATCH (b), (c) WHERE b.docs = c.docs } RETURN a", "tie them together"),
        ("MATCH (a) RETURN COUNT { MATCH (b) MATCH (c) WHERE c.docs = 1 } AS n", "tie them together"),
        ("RETURN reduce(s = 'a', x IN range(1, 40) | s + s) AS x", "add what an element gives"),
        ("RETURN reduce(s = [1], x IN range(1, 40) | s + [x] + s) AS x", "add what an element gives"),
        ("MATCH ()-[r:FROM_CHUNK*1..2]-() MATCH (x)-[r*]-(y) RETURN x", "a name of its own"),
        ("RETURN {a: 1} < {a: 2} AS x", "compare their values"),
        ("OPTIONAL MATCH (e:Entity) CALL (e) { MATCH (e) RETURN 1 AS x } RETURN x", "leave it out"),
        (
            "OPTIONAL MATCH (e) CALL { WITH e MATCH (e:Person) RETURN 1 AS x } RETURN x",
            "WHERE … for a condition",
        ),
    ],
)
def test_what_would_outrun_its_bounds_is_refused(text: str, remedy: str) -> None:
    with pytest.raises(QueryRefusedError, match=remedy):
        guarded(text)


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (a) WHERE EXISTS { (a)--(b), (b)--(c) } RETURN a",
        "MATCH (a), (b) WHERE EXISTS { (a)--(c), (b)--(d) } RETURN a",
        "MATCH (a) WHERE EXISTS { MATCH (b:Document) WHERE b.date = a.date } RETURN a",
        "MATCH (e:Entity) CALL (e) { MATCH (e)--(o) RETURN count(o) AS n } RETURN n",
        "MATCH (e:Entity) CALL (e) { MATCH (o) WHERE o.docs = e.docs RETURN count(o) AS n } RETURN n",
        "RETURN reduce(s = 1, x IN [1, 2] | s + s) AS x",
        "RETURN reduce(s = '', x IN ['a', 'b'] | s + x) AS x",
    ],
)
def test_what_keeps_within_its_bounds_is_not(text: str) -> None:
    assert guarded(text, {}).columns
