"""How a query is written for kglite: what it answers rightly stays as it is written, the rest becomes a form that it does."""

from __future__ import annotations

from typing import Any

import pytest

from graph.cypher.guard import guarded
from graph.cypher.rules.regular_expressions import translate
from graph.errors import QueryRefusedError


def written(query: str, *, foreign: bool = False, **parameters: Any) -> str:
    return guarded(query, parameters, foreign=foreign).text


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (e:Entity {name: $name})-[r:CO_OCCURS_WITH]-(p:Person) RETURN p, r ORDER BY r.count DESC LIMIT 10",
        "MATCH (e:Entity) WHERE e.name = 'X' AND e.type <> 'y' WITH e.docs AS docs RETURN docs",
        "MATCH (o:Organization {name: 'X'}) WITH o.name AS name RETURN name",
        "MATCH (d:Document) WHERE d.title CONTAINS 'x' WITH d LIMIT 3 RETURN d",
        "MATCH (a:Entity)-[r:CO_OCCURS_WITH {id: 'a|b'}]->(b) WHERE r.id STARTS WITH 'a' RETURN a",
        "MATCH (e:Entity) WHERE EXISTS { (e)-[:CO_OCCURS_WITH]-(o)-[:FROM_CHUNK]->() } RETURN e",
        "MATCH p = shortestPath((a:Entity {id: 'a'})-[:CO_OCCURS_WITH*]-(b:Entity {id: 'b'})) RETURN p",
        "UNWIND [1, 2, 3] AS x WITH x / 2 AS half, x % 2 AS odd RETURN half, odd",
    ],
)
def test_what_kglite_answers_rightly_stays_as_it_was_written(query: str) -> None:
    assert written(query, name="x") == query


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (
            "MATCH (c:Chunk) WHERE (c)-[:R]-()-[:R]-() RETURN c",
            "MATCH (c:Chunk) WHERE 0 < COUNT { (c)-[:R]-()-[:R]-() } RETURN c",
        ),
        (
            "MATCH (c:Chunk) WHERE NOT EXISTS { (c)--()-[:R]->(:X) } RETURN c",
            "MATCH (c:Chunk) WHERE NOT 0 < COUNT { (c)--()-[:R]->(:X) } RETURN c",
        ),
        (
            "MATCH (c:Chunk) WHERE EXISTS { MATCH (c)-[:R]->(d) RETURN d } RETURN c",
            "MATCH (c:Chunk) WHERE EXISTS { (c)-[:R]->(d) } RETURN c",
        ),
        (
            "MATCH (c:Chunk) RETURN COLLECT { MATCH (c)-[:R]->(d) WHERE d.x > 1 RETURN d } AS l",
            "MATCH (c:Chunk) RETURN [(c)-[:R]->(d) WHERE d.x > 1 | d] AS l",
        ),
        (
            "MATCH (c:Chunk) WHERE c.index > 1 AND COUNT { MATCH (c)--(d) RETURN DISTINCT d } > 2 RETURN c",
            "MATCH (c:Chunk) WHERE c.index > 1 CALL (c) { CALL (c) { MATCH (c)--(d) RETURN DISTINCT d } RETURN count(*) AS g1 } "
            "WITH c WHERE g1 > 2 RETURN c",
        ),
        ("MATCH (a)-[:R*]->(b) RETURN b", "MATCH (a)-[:R*1..1000000000]->(b) RETURN b"),
        ("MATCH (a)-[:R*3..]->(b) RETURN b", "MATCH (a)-[:R*3..1000000000]->(b) RETURN b"),
        ("MATCH (a)-[:R]->{2,4}(b) RETURN b", "MATCH (a)-[:R*2..4]->(b) RETURN b"),
        ("MATCH (a)<-->(b) RETURN b", "MATCH (a)--(b) RETURN b"),
        (
            "MATCH (n) WHERE n.name = 'x' RETURN n",
            "MATCH (n) WHERE CASE WHEN n:Entity OR n:LocalEntity THEN n.name END = 'x' RETURN n",
        ),
        (
            "MATCH (c:Chunk) WITH c.title AS t RETURN t",
            "MATCH (c:Chunk) WITH CASE WHEN c:Document THEN c.title END AS t RETURN t",
        ),
        (
            "MATCH (n {name: 'x'}) RETURN n",
            "MATCH (n {name: 'x'}) WHERE CASE WHEN n:Entity OR n:LocalEntity THEN n.name END = 'x' RETURN n",
        ),
        (
            "MATCH ()-[r]->() WITH r.type AS type, r.id AS id RETURN type, id",
            "MATCH ()-[r]->() WITH CASE WHEN r.type <> type(r) THEN r.type END AS type, r['id'] AS id RETURN type, id",
        ),
        (
            "MATCH (a:Entity WHERE a.docs > 1)-[r:R WHERE r.n = 1]->(b) WHERE b.x = 2 RETURN b",
            "MATCH (a:Entity)-[r:R]->(b) WHERE a.docs > 1 AND r.n = 1 AND b.x = 2 RETURN b",
        ),
        ("MATCH (a:Entity&!Person) RETURN a", "MATCH (a:Entity) WHERE NOT a:Person RETURN a"),
        ("MATCH (a:Entity&Person) RETURN a", "MATCH (a:Entity:Person) RETURN a"),
        ("MATCH ()-[:!R]->(b) RETURN b", "MATCH ()-[g1]->(b) WHERE NOT type(g1) = 'R' RETURN b"),
        ("WITH 2 AS x WHERE 1 < x < 3 RETURN x", "WITH 2 AS x WHERE 1 < x AND x < 3 RETURN x"),
        ("WITH 2 AS x WHERE x = 2 = true RETURN x", "WITH 2 AS x WHERE x = 2 AND 2 = true RETURN x"),
        ("WITH [2] AS l WHERE (2 IN l) = true RETURN l", "WITH [2] AS l WHERE (2 IN l) = true RETURN l"),
        ("MATCH (e:Entity) RETURN e.docs", "MATCH (e:Entity) RETURN e.docs AS `e.docs`"),
        ("WITH 2 AS b, 1 AS a RETURN *", "WITH 2 AS b, 1 AS a RETURN a, b"),
        (
            "MATCH (e:Entity) RETURN CASE WHEN count(e) > 1 THEN 1 END AS n",
            "MATCH (e:Entity) WITH count(e) AS g1 RETURN CASE WHEN g1 > 1 THEN 1 END AS n",
        ),
        (
            "WITH 'a' AS s RETURN s =~ '(?i)[a-c]\\\\d+' AS x",
            "WITH 'a' AS s RETURN s =~ '[a-cA-C][0-9]+' AS x",
        ),
        (
            "WITH 'a' AS s RETURN isEmpty(s) AS x, char_length(s) AS n",
            "WITH 'a' AS s RETURN size(s) = 0 AS x, size(s) AS n",
        ),
    ],
)
def test_what_kglite_answers_wrongly_is_written_so_that_it_answers_rightly(query: str, text: str) -> None:
    assert written(query) == text


def test_a_name_is_looked_at_closely_where_other_programs_wrote_nodes() -> None:
    query = "MATCH (e:Entity) WITH e.name AS name RETURN name"
    assert written(query) == query
    assert "properties(e).name" in written(query, foreign=True)


def test_names_of_new_variables_are_none_of_the_query() -> None:
    assert "(g2)" in written("MATCH (g1)-->(:!A) RETURN g1")


@pytest.mark.parametrize(
    ("java", "rust"),
    [
        ("a.b", r"a[^\n\r\u0085\u2028\u2029]b"),
        ("(?s)a.b", "(?s)a.b"),
        (r"\w+ \W", "[a-zA-Z0-9_]+ [^a-zA-Z0-9_]"),
        (r"[\d_]", "[0-9_]"),
        ("(?i)ä1b", "ä1[bB]"),
        ("(?iu)äb", "(?i)äb"),
        (r"\Qa+b\E", r"a\+b"),
        (r"(?<year>\d{4})", "(?P<year>[0-9]{4})"),
        (r"\p{Lu}\p{IsLatin}", r"\p{Lu}\p{Latin}"),
        ("[^a-z&&x]", None),
        (r"\bx", None),
        ("(?<!a)b", None),
        ("a++", None),
        (r"(a)\1", None),
    ],
)
def test_a_regular_expression_of_java_is_written_as_one_of_rust_or_refused(
    java: str, rust: str | None
) -> None:
    if rust is not None:
        assert translate(java) == rust
        return
    with pytest.raises(QueryRefusedError, match="regular expression"):
        translate(java)
