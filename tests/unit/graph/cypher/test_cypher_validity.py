"""Queries that are no valid Cypher are refused with the place and the remedy, and no valid ones are."""

from __future__ import annotations

import re
from typing import Any

import pytest

from graph.cypher.analysis.queries import Analysis, analyse
from graph.cypher.syntax.parser import parse
from graph.cypher.syntax.tree import CallSubquery, Match, With
from graph.cypher.types.value_types import (
    FLOAT,
    INTEGER,
    NODE,
    PATH,
    RELATIONSHIP,
    STRING,
    list_of,
    of,
    one_of,
)
from graph.errors import QueryFailedError, QueryRefusedError
from graph.queries.saved import load_queries
from tests.support.cypher_validity import REFUSED, VALID
from tests.support.root import ROOT

DOCS = sorted((ROOT / "docs").glob("**/*.md"))
_PLACE = re.compile(r"line \d+, column \d+: ")


def analysis_of(text: str, parameters: dict[str, Any] | None = None, *, foreign: bool = False) -> Analysis:
    return analyse(parse(text), parameters, text, foreign=foreign)


@pytest.mark.parametrize(("query", "words"), REFUSED)
def test_what_neo4j_refuses_is_refused_with_its_place_and_why(query: str, words: str) -> None:
    with pytest.raises(QueryFailedError) as raised:
        analysis_of(query)
    assert words in str(raised.value)
    assert _PLACE.search(str(raised.value))


@pytest.mark.parametrize("query", VALID)
def test_what_neo4j_runs_is_not_refused(query: str) -> None:
    assert analysis_of(query).columns


def test_a_list_as_truth_value_is_refused_for_the_stores_disagree_about_an_empty_one() -> None:
    with pytest.raises(QueryFailedError, match=r"must be BOOLEAN, not LIST<STRING>"):
        analysis_of("MATCH (e:Entity) WHERE e.aliases RETURN e")


def test_a_fault_is_placed_where_it_stands_in_a_query_of_several_lines() -> None:
    with pytest.raises(QueryFailedError, match="line 3, column 10: the variable f is not defined"):
        analysis_of("MATCH (e:Entity)\nWHERE e.docs > 1\n  RETURN f.name")


def test_a_part_that_stands_in_no_text_is_refused_without_a_place() -> None:
    with pytest.raises(QueryFailedError, match=r"run: the variable f is not defined"):
        analyse(parse("RETURN f"))


@pytest.mark.parametrize("name", sorted(load_queries()))
def test_saved_queries_are_valid(name: str) -> None:
    saved = load_queries()[name]
    assert analysis_of(saved.cypher).columns


def test_the_queries_of_the_documentation_are_valid() -> None:
    blocks = [
        block
        for page in DOCS
        for block in re.findall(r"^```cypher\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    ]
    queries = [query for block in blocks for query in block.split(";") if query.strip()]
    refused = []
    for query in queries:
        try:
            tree = parse(query)
        except QueryRefusedError:
            continue  # It writes, or is for Neo4j alone, as the page says.
        except QueryFailedError as error:
            refused.append(str(error))
            continue
        analyse(tree, None, query, foreign=False)
    assert len(queries) > 5
    assert refused == []


# --- columns -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("MATCH (b:Entity)-[a]-(c) RETURN *, b.docs AS aa, c", ("a", "b", "aa", "c")),
        ("WITH 1 AS b, 2 AS B, 3 AS _x, 4 AS ä, 5 AS `10` RETURN *", ("10", "B", "_x", "b", "ä")),
        ("MATCH (e) RETURN (e), e . name, count( * )", ("e", "e . name", "count( * )")),
        ("MATCH (e) RETURN e {.name}, e{.name}.name, e{.name} AS f", ("e", "e{.name}.name", "f")),
        ("MATCH (`a b`) RETURN `a b`, `a b`.x", ("a b", "`a b`.x")),
        ("RETURN 1 AS a, 2 AS b UNION RETURN 3 AS b, 4 AS a", ("a", "b")),
        ("CALL db.labels() YIELD label AS name RETURN *", ("name",)),
        ("CALL db.index.fulltext.queryNodes('names', 'a')", ("node", "score")),
        ("MATCH (e) CALL (e) { RETURN 1 AS one } RETURN *", ("e", "one")),
    ],
)
def test_the_columns_are_named_and_ordered_as_neo4j_does(query: str, columns: tuple[str, ...]) -> None:
    assert analysis_of(query).columns == columns


# --- types -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("expression", "type_"),
    [
        ("1 + 1", of(INTEGER)),
        ("1 + 1.5", of(FLOAT)),
        ("2 ^ 2", of(FLOAT)),
        ("'a' + 1", of(STRING)),
        ("e", of(NODE)),
        ("e.docs", of(INTEGER)),
        ("e.aliases[0]", of(STRING)),
        ("r.count", of(INTEGER)),
        ("rs", list_of(of(RELATIONSHIP))),
        ("p", of(PATH)),
        ("nodes(p)", list_of(of(NODE))),
        ("[x IN e.aliases | size(x)]", list_of(of(INTEGER))),
        ("collect(e.name)", list_of(of(STRING))),
        ("head(collect(r))", of(RELATIONSHIP)),
        ("coalesce(e.docs, 'none')", one_of((of(INTEGER), of(STRING)))),
        ("CASE WHEN true THEN 1 ELSE 'a' END", one_of((of(INTEGER), of(STRING)))),
        ("sum(e.docs)", of(INTEGER)),
        ("avg(e.docs)", of(FLOAT)),
        ("COLLECT { MATCH (c:Chunk) RETURN c.index }", list_of(of(INTEGER))),
        ("$n", of(INTEGER)),
        ("$names[0]", of(STRING)),
    ],
)
def test_the_type_of_an_expression_is_found(expression: str, type_: object) -> None:
    text = (
        "MATCH p = (e:Entity)-[r:CO_OCCURS_WITH]-(), ()-[rs:NEXT_CHUNK*2]->() "
        f"RETURN {expression} AS x, p, e, r, rs"
    )
    query = parse(text)
    found = analyse(query, {"n": 1, "names": ["a"]}, text, foreign=False)
    last = query.parts[0].clauses[-1]
    assert found.type_of(last.items[0].expression) == type_  # type: ignore[attr-defined]


def test_an_end_of_a_relationship_of_graphmill_has_its_properties() -> None:
    with pytest.raises(QueryFailedError, match="not INTEGER"):
        analysis_of("MATCH ()-[:RESOLVES_TO]->(e) WHERE e.docs RETURN e", foreign=True)


def test_in_a_graph_with_foreign_nodes_only_labels_tell_the_types_of_properties() -> None:
    query = "MATCH (p:Person) WHERE p.docs RETURN p"
    assert analysis_of(query, foreign=True).columns == ("p",)
    with pytest.raises(QueryFailedError, match="not INTEGER"):
        analysis_of(query, foreign=False)


def test_the_bookkeeping_has_types_of_its_own() -> None:
    assert analysis_of("MATCH (s:GraphmillSchema) RETURN s.version * 2 AS x").columns == ("x",)
    assert analysis_of("MATCH (n) RETURN n.version * 2 AS x").columns == ("x",)
    with pytest.raises(QueryFailedError, match="not STRING"):
        analysis_of("MATCH (c:Chunk) RETURN c.version * 2 AS x")


def test_what_a_clause_sees_and_leaves_is_known() -> None:
    text = "MATCH (e:Entity) CALL (e) { MATCH (e)-->(b) WITH b RETURN b.docs AS n } WITH e AS f, n RETURN *"
    query = parse(text)
    found = analyse(query, None, text)
    match, call, with_, _ = query.parts[0].clauses
    assert isinstance(match, Match)
    assert isinstance(call, CallSubquery)
    assert isinstance(with_, With)
    assert not found.before(match)
    assert found.after(match).keys() == {"e"}
    assert found.before(with_).keys() == {"e", "n"}
    assert found.after(with_).keys() == {"f", "n"}
    inner = call.query.parts[0].clauses[1]
    assert found.before(inner).keys() == {"e", "b"}
    assert found.after(inner).keys() == {"e", "b"}
    assert found.columns == ("f", "n")


@pytest.mark.parametrize(
    ("value", "words"),
    [(-1, "not negative"), (1.0, "whole number"), ("2", "whole number"), (None, "whole number")],
)
def test_a_parameter_of_limit_must_be_a_whole_number_that_is_not_negative(value: object, words: str) -> None:
    with pytest.raises(QueryFailedError, match=words):
        analysis_of("MATCH (e) RETURN e LIMIT $most", {"most": value})
    assert analysis_of("MATCH (e) RETURN e LIMIT $most", {"most": 2}).columns == ("e",)


def test_a_parameter_without_value_is_named_with_the_nearest_that_has_one() -> None:
    with pytest.raises(QueryFailedError, match=r"the parameter \$nane has no value.*the nearest is name"):
        analysis_of("RETURN $nane", {"name": "a"})


def test_the_values_of_parameters_are_checked_as_those_in_the_text() -> None:
    with pytest.raises(QueryFailedError, match="must be BOOLEAN, not STRING"):
        analysis_of("MATCH (e) WHERE $flag RETURN e", {"flag": "yes"})


@pytest.mark.parametrize(
    "text",
    [
        " OR ".join(["true"] * 190),
        "NOT " * 70 + "true",
        "e" + ".x" * 190,
        "[" * 60 + "1" + "]" * 60,
    ],
)
def test_deep_expressions_do_not_overflow_the_stack(text: str) -> None:
    assert analysis_of(f"MATCH (e) WITH DISTINCT e AS e, {text} AS x ORDER BY x RETURN e, x").columns
