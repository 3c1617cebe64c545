from __future__ import annotations

import pytest

from graph.cypher.read_guard import check_readable
from graph.errors import QueryRefusedError


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n) RETURN n",
        "  match (n:Person) where n.name = 'LOAD CSV; CALL apoc.x()' return n ;",
        "OPTIONAL MATCH (n) RETURN n // CALL dbms.killQuery()",
        "CALL db.labels() YIELD label RETURN label",
        "CALL { MATCH (n) RETURN n } RETURN n",
        "MATCH (n) CALL (n) { MATCH (n)-->(m) RETURN m } RETURN m",
        "RETURN date.truncate('month', date()) AS d, point.distance(point({x: 1, y: 2}), point({x: 0, y: 0})) AS p",
        "MATCH (load:Call {use: 1}) RETURN load.csv, load.use, size(load.names)",
        "MATCH (a)-[:CALL]->(b) RETURN a.call",
    ],
)
def test_reading_queries_pass(query: str) -> None:
    check_readable(query)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "empty"),
        ("// nothing", "empty"),
        ("LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l", "not with LOAD"),
        ("MATCH (n) LOAD CSV FROM 'http://x/' AS l RETURN l", "LOAD CSV"),
        ("WITH 1 AS x LOAD /* c */ csv WITH HEADERS FROM 'a' AS l RETURN l", "LOAD CSV"),
        ("WITH 1 AS x \\u004cOAD CSV FROM 'a' AS l RETURN l", "escapes"),
        ("CALL apoc.load.json('http://x') YIELD value RETURN value", "apoc.load.json"),
        ("CALL `apoc`.`load`.json('http://x') YIELD value RETURN value", "apoc.load.json"),
        ("MATCH (n) CALL dbms.listConfig() YIELD name RETURN name", "dbms.listConfig"),
        ("RETURN apoc.cypher.runFirstColumnSingle('LOAD CSV …', {}) AS x", "cypher.runFirstColumnSingle"),
        ("RETURN `apoc`.cypher.runFirstColumnSingle ('x', {}) AS x", "cypher.runFirstColumnSingle"),
        ("SHOW USERS", "not with SHOW"),
        ("CREATE (n)", "not with CREATE"),
        ("EXPLAIN MATCH (n) RETURN n", "not with EXPLAIN"),
        ("USE other MATCH (n) RETURN n", "not with USE"),
        ("CALL { USE other MATCH (n) RETURN n } RETURN n", "USE"),
        ("MATCH (n) RETURN n; MATCH (m) RETURN m", "one query at a time"),
    ],
)
def test_what_could_do_more_is_refused_with_the_reason(query: str, reason: str) -> None:
    with pytest.raises(QueryRefusedError, match=f"(?i){reason}"):
        check_readable(query)
