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
