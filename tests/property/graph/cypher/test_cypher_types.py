"""What the types of expressions say before a query runs holds for the values that the embedded store then gives."""

from __future__ import annotations

from typing import Any

import kglite
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.cypher.analysis.queries import analyse
from graph.cypher.guard import guarded
from graph.cypher.syntax.parser import parse
from graph.cypher.types.value_types import BOOLEAN, FLOAT, INTEGER, LIST, MAP, STRING, ValueType
from graph.errors import QueryFailedError, QueryRefusedError

ATOMS = st.sampled_from(
    ["null", "true", "2", "-3", "0.5", "'ab'", "''", "[]", "[1, 2]", "['a', 1]", "{a: 1}"]
)
OPERATORS = st.sampled_from(["+", "-", "*", "AND", "OR", "XOR", "IN", "=", "<", "STARTS WITH"])
FUNCTIONS = st.sampled_from(
    ["size", "toUpper", "abs", "toString", "head", "last", "tail", "reverse", "toInteger", "keys", "isEmpty"]
)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, OPERATORS, inner),
        st.builds("{}({})".format, FUNCTIONS, inner),
        st.builds("coalesce({}, {})".format, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("[x IN {} | {}]".format, inner, inner),
        st.builds("[x IN {} | x]".format, inner),
        st.builds("(CASE WHEN {} THEN {} ELSE {} END)".format, inner, inner, inner),
        st.builds("({})[0]".format, inner),
        st.builds("(NOT {})".format, inner),
    )


EXPRESSIONS = st.recursive(ATOMS, _larger, max_leaves=8)


@pytest.fixture(scope="module")
def graph() -> Any:
    return kglite.KnowledgeGraph()


@settings(max_examples=300, deadline=None)
@example("reverse(coalesce(true, []))")
@given(EXPRESSIONS)
def test_a_value_is_of_one_of_the_types_that_were_found(graph: Any, expression: str) -> None:
    text = f"RETURN {expression} AS x"
    query = parse(text)
    try:
        analysis = analyse(query, {}, text)
    except QueryFailedError:
        return  # Refused, so there is no value.
    (item,) = query.parts[0].clauses[0].items  # type: ignore[attr-defined]
    try:
        (row,) = graph.cypher(guarded(text, {}).text)
    except (QueryRefusedError, kglite.KgError, ValueError):
        return  # What the embedded store cannot answer.
    assert _is_of(row["x"], analysis.type_of(item.expression))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="()[]{}-<>=+,.:|*'$ abr1", max_size=30), EXPRESSIONS)
def test_any_text_that_can_be_read_is_told_valid_or_refused_with_a_reason(
    noise: str, expression: str
) -> None:
    text = f"MATCH (a)-[r]->(b) RETURN {expression} AS x, {noise}"
    try:
        analyse(parse(text), {}, text)
    except QueryFailedError as error:
        assert str(error).startswith("The query cannot be run: ")  # noqa: PT017
    except QueryRefusedError as error:
        assert str(error).endswith(".")  # noqa: PT017


def _is_of(value: Any, found: ValueType) -> bool:
    if value is None:
        return True
    if isinstance(value, list):
        return LIST in found.kinds and all(_is_of(each, found.held()) for each in value)
    kinds = {bool: BOOLEAN, int: INTEGER, float: FLOAT, str: STRING, dict: MAP}
    return kinds[type(value)] in found.kinds
