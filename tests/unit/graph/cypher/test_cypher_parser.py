"""Cypher is read by the precedence and the words of Neo4j; what is wrong is said with its place."""

from __future__ import annotations

import pytest

from graph.cypher.syntax.parser import parse
from graph.cypher.syntax.printer import print_query
from graph.cypher.syntax.tree import (
    Binary,
    CallSubquery,
    Comparison,
    Expression,
    HasLabels,
    ListComprehension,
    ListLiteral,
    Literal,
    Match,
    PatternComprehension,
    PatternPredicate,
    Property,
    Return,
    Subquery,
    Unary,
    Variable,
)
from graph.cypher.syntax.walking import changed, rewrite
from graph.errors import QueryFailedError, QueryRefusedError


def returned(text: str) -> Expression:
    clause = parse(f"RETURN {text}").parts[0].clauses[-1]
    assert isinstance(clause, Return)
    return clause.items[0].expression


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [
        ("a OR b AND c", "a OR (b AND c)"),
        ("a XOR b OR c", "(a XOR b) OR c"),
        ("NOT a AND b", "(NOT a) AND b"),
        ("NOT a = b", "NOT (a = b)"),
        ("a = b IN c", "a = (b IN c)"),
        ("a + b IN c + d", "(a + b) IN (c + d)"),
        ("a = b IS NULL", "a = (b IS NULL)"),
        ("a STARTS WITH b + c", "a STARTS WITH (b + c)"),
        ("a + b * c ^ d", "a + (b * (c ^ d))"),
        ("a - b - c", "(a - b) - c"),
        ("a ^ b ^ c", "(a ^ b) ^ c"),
        ("-a ^ b", "(-a) ^ b"),
        ("a || b || c", "(a || b) || c"),
        ("a.b[0].c", "((a.b)[0]).c"),
        ("-a.b", "-(a.b)"),
        ("a IS NOT NULL = true", "(a IS NOT NULL) = true"),
        ("(a < b) < c", "((a < b)) < c"),
    ],
)
def test_operators_bind_as_those_of_neo4j(text: str, bracketed: str) -> None:
    assert returned(text) == returned(bracketed)


def test_a_chain_of_comparisons_is_one() -> None:
    found = returned("1 < a.x <= 3")
    assert isinstance(found, Comparison)
    assert [operator for operator, _ in found.rest] == ["<", "<="]
    assert returned("(1 < a.x) <= 3") != found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0x1F", 31),
        ("0o17", 15),
        ("017", 15),
        ("1_000", 1000),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        ("-9223372036854775808", -(2**63)),
        ("'it\\'s'", "it's"),
        ('"a\\n\\\\"', "a\n\\"),
        ("TRUE", True),
        ("Null", None),
    ],
)
def test_constants_have_their_values(text: str, value: object) -> None:
    assert returned(text) == Literal(value)  # type: ignore[arg-type]


def test_numbers_and_ranges_are_told_apart() -> None:
    query = parse("MATCH (a)-[:R*1..3]->(b) RETURN [1,2,3][0..2], [1,2,3][..2], a.x[1..]")
    match = query.parts[0].clauses[0]
    assert isinstance(match, Match)
    length = match.patterns[0].relationships[0].length
    assert length is not None
    assert (length.minimum, length.maximum) == (1, 3)


def test_brackets_hold_lists_comprehensions_or_patterns() -> None:
    assert isinstance(returned("[a, b]"), ListLiteral)
    assert isinstance(returned("[x IN xs WHERE x > 1 | x * 2]"), ListComprehension)
    assert isinstance(returned("[x IN xs]"), ListComprehension)
    assert isinstance(returned("[(a)-[:R]->(b) | b.name]"), PatternComprehension)
    assert isinstance(returned("[p = (a)-->(b) WHERE b.x = 1 | length(p)]"), PatternComprehension)
    assert isinstance(returned("[(a)-->(b)]"), ListLiteral)
    assert isinstance(returned("[x IN xs, true]"), ListLiteral)


def test_round_brackets_hold_patterns_or_values() -> None:
    assert isinstance(returned("(a)-->(b)"), PatternPredicate)
    assert isinstance(returned("(a)-[:R]-(b)"), PatternPredicate)
    assert isinstance(returned("(a) - (b)"), Binary)
    assert isinstance(returned("(a)"), Variable)
    assert isinstance(returned("(a {.x}).x"), Property)
    assert isinstance(returned("NOT (a)--()"), Unary)


def test_a_bar_in_a_list_ends_the_labels() -> None:
    found = returned("[n IN nodes(p) WHERE n:Person | n.name]")
    assert isinstance(found, ListComprehension)
    assert isinstance(found.where, HasLabels)
    assert found.projection == Property(Variable("n"), "name")


def test_a_bar_between_labels_is_printed_so_that_it_ends_no_list() -> None:
    text = "RETURN [n IN ns WHERE CASE WHEN (n:A|B) THEN (n:C|D) ELSE (n:E|F) END | n] AS x"
    anew = print_query(rewrite(parse(text), changed), text)
    assert parse(anew) == parse(text)


def test_words_of_the_language_may_be_names() -> None:
    query = parse("MATCH (end:End {type: 1})-[order:IN]->(count) RETURN end.limit AS skip, count.exists")
    clause = query.parts[0].clauses[-1]
    assert isinstance(clause, Return)
    assert [item.name for item in clause.items] == ["skip", "count.exists"]


def test_a_column_is_called_as_it_was_written() -> None:
    clause = parse("RETURN  1+ 2 , [ 1,2 ] AS `a b`").parts[0].clauses[0]
    assert isinstance(clause, Return)
    assert [item.name for item in clause.items] == ["1+ 2", "a b"]


def test_subqueries_are_queries_whether_they_have_a_match_or_not() -> None:
    short, long = (
        returned("EXISTS { (a)-->(b) WHERE b.x = 1 }"),
        returned("EXISTS { MATCH (a)-->(b) WHERE b.x = 1 }"),
    )
    assert isinstance(short, Subquery)
    assert isinstance(long, Subquery)
    assert short.query == long.query


def test_calls_import_what_they_name() -> None:
    query = parse("MATCH (a) CALL (a) { RETURN a.x AS x } CALL { WITH a RETURN 1 AS y } RETURN x, y")
    calls = [each for each in query.parts[0].clauses if isinstance(each, CallSubquery)]
    assert [call.imports for call in calls] == [("a",), None]


def test_order_and_limit_may_stand_as_clauses_of_their_own() -> None:
    assert parse("MATCH (a) ORDER BY a.x LIMIT 2 RETURN a") == parse(
        "MATCH (a) WITH * ORDER BY a.x LIMIT 2 RETURN a"
    )
    assert parse("MATCH (a) SKIP 1 RETURN a") == parse("MATCH (a) WITH * SKIP 1 RETURN a")


def test_a_quantifier_of_one_relationship_is_a_length() -> None:
    assert parse("MATCH (a)-[:R]->{1,3}(b) RETURN a") == parse("MATCH (a)-[:R*1..3]->(b) RETURN a")
    assert parse("MATCH (a)-[:R]->+(b) RETURN a") == parse("MATCH (a)-[:R*1..]->(b) RETURN a")


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("MATCH (a) RETURN a.", "line 1, column 19", "the end of the query is expected, not ."),
        ("MATCH (a)\nRETURN a a", "line 2, column 10", "the end of the query is expected, not a"),
        ("MATCH (a", "line 1, column 9", ") is expected, not the end of the query"),
        ("MATCH (a) WHERE a.x != 1 RETURN a", "line 1, column 21", "write <>"),
        ("MATCH (a)", "line 1, column 10", "RETURN, which ends a query, is expected"),
        ("RETURN 12abc", "line 1, column 8", "12a is no number"),
        ("RETURN 9223372036854775808", "line 1, column 8", "too large"),
        ("RETURN [1, 2", "line 1, column 13", "] is expected, not the end of the query"),
        ("RETURN CASE a END", "line 1, column 15", "WHEN is expected, not END"),
        ("MATCH (a) WHERE a.x LIKE 'b%' RETURN a", "line 1, column 21", "write CONTAINS"),
        ("MATCH (a) WHERE a.x BETWEEN 1 AND 3 RETURN a", "line 1, column 21", "write 1 <= x <= 3"),
        ("MATCH (a) RETURN a.x, count(*) GROUP BY a.x", "line 1, column 32", "leave it out"),
        ("MATCH (a) WHERE a.x == 1 RETURN a", "line 1, column 22", "write ="),
        ("MATCH (a) RETURN a ORDER BY a.x NULLS LAST", "line 1, column 33", "sort by x IS NULL"),
        ("MATCH (a) FILTER a.x RETURN a", "line 1, column 11", "no clause of Cypher 5"),
        ("RETURN 1 EXCEPT RETURN 2", "line 1, column 10", "no word of Cypher"),
        ("RETURN " + "CASE WHEN true THEN " * 90 + "1" + " END" * 90, "line 1", "more than 80 deep"),
    ],
)
def test_what_is_no_cypher_is_said_with_its_place(text: str, place: str, reason: str) -> None:
    with pytest.raises(QueryFailedError) as told:
        parse(text)
    assert place in str(told.value)
    assert reason in str(told.value)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("MATCH (a) SET a.x = 1 RETURN a", "only reading is allowed"),
        ("MATCH (a) CALL (a) { CREATE (b) } RETURN a", "only reading is allowed"),
        ("MATCH ((a)-[:R]->(b)){1,3} RETURN a", "write a length"),
        ("MATCH ANY SHORTEST (a)-[:R]-+(b) RETURN a", "write shortestPath"),
        ("MATCH REPEATABLE ELEMENTS (a)-->(b) RETURN a", "leave them out"),
        ("MATCH (a:$($label)) RETURN a", "write the name"),
        ("MATCH (a:X) USING INDEX a:X(y) RETURN a", "leave hints out"),
        ("RETURN 1" + " + 1" * 300, "use IN with a list"),
        ("RETURN CASE 1 WHEN 1, 2 THEN 3 END", "a WHEN for each value"),
        ("RETURN 'a' IS NORMALIZED", "does not know it"),
    ],
)
def test_what_the_embedded_store_cannot_do_is_refused_with_what_to_write(text: str, remedy: str) -> None:
    with pytest.raises(QueryRefusedError, match=remedy):
        parse(text)


def test_patterns_that_are_tried_in_brackets_take_time_that_grows_with_the_text() -> None:
    # Each level is read as a pattern first and as a map afterwards; if that doubled, this would never end.
    parse("RETURN " + "(a {x: " * 24 + "1" + "})" * 24)
    parse("RETURN " + "(a {.x, y: " * 24 + "1" + "})" * 24)
