"""What a query names: labels, relationship types and properties, and nothing else that only looks like one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.queries.saved import SavedQuery, load_queries
from graph.queries.warnings import schema_words
from graph.queries.words import QueryWords, words_of
from graph.schema.labels import LINK_KINDS, NODE_LABELS
from tests.support.root import ROOT

DOCS = sorted((ROOT / "docs").glob("**/*.md"))


def names(cypher: str) -> dict[str, set[str]]:
    """Return what a query names by kind, without the kinds of which it names nothing."""
    words = words_of(cypher)
    kinds = {"labels": words.labels, "types": words.types, "either": words.either, "keys": words.keys}
    return {kind: set(found) for kind, found in kinds.items() if found}


PATTERNS = [
    ("MATCH (e:A) RETURN e", {"labels": {"A"}}),
    ("MATCH (:A) RETURN 1", {"labels": {"A"}}),
    ("MATCH (e:A:B) RETURN e", {"labels": {"A", "B"}}),
    ("MATCH (e:A|B) RETURN e", {"labels": {"A", "B"}}),
    ("MATCH (e:A&!B) RETURN e", {"labels": {"A", "B"}}),
    ("MATCH (e:!(A|B)&C|%) RETURN e", {"labels": {"A", "B", "C"}}),
    ("MATCH (n IS A|B WHERE n.k = 1) RETURN n", {"labels": {"A", "B"}, "keys": {"k"}}),
    ("MATCH (e:`A b`:`c``d`) RETURN e", {"labels": {"A b", "c`d"}}),
    ("MATCH (e:/* (x:B) */A // (y:C)\n) RETURN e", {"labels": {"A"}}),
    ("MATCH (a:A {k: $x}) RETURN a", {"labels": {"A"}, "keys": {"k"}}),
    ("MATCH ({k: $x, `l m`: 2}) RETURN 1", {"keys": {"k", "l m"}}),
    ("MATCH (a {k: [1, 2], l: date({year: 2024})}) RETURN a", {"keys": {"k", "l"}}),
    ("MATCH (a)-[:T]->(b) RETURN a", {"types": {"T"}}),
    ("MATCH (a)<-[r:T|U]-(b) RETURN a", {"types": {"T", "U"}}),
    ("MATCH (a)-[:T|:U*1..3 {k: 1}]-(b) RETURN a", {"types": {"T", "U"}, "keys": {"k"}}),
    ("MATCH (a)-[r IS T WHERE r.k > 1]->(b) RETURN a", {"types": {"T"}, "keys": {"k"}}),
    ("MATCH (:A)--(b:B)-->(:C)<--(:D) RETURN b", {"labels": {"A", "B", "C", "D"}}),
    (
        "MATCH (a:A), (b:B), p = shortestPath((a)-[:T*..3]-(b)) RETURN p",
        {"labels": {"A", "B"}, "types": {"T"}},
    ),
    (
        "MATCH ((x:A)-[r:T WHERE r.k > 1]->(y:B) WHERE x.l = y.m){1,3} RETURN 1",
        {"labels": {"A", "B"}, "types": {"T"}, "keys": {"k", "l", "m"}},
    ),
    (
        "OPTIONAL MATCH (a:A) WHERE (a)-[:T {k: 1}]->({l: 1}) RETURN a",
        {"labels": {"A"}, "types": {"T"}, "keys": {"k", "l"}},
    ),
    (
        "MATCH (e) WHERE EXISTS { (e)-[:T]-(:A {k: 1}) } AND NOT (e)-->(:B) RETURN COUNT { MATCH (e)--(x:C) WHERE x.l = 1 }",
        {"labels": {"A", "B", "C"}, "types": {"T"}, "keys": {"k", "l"}},
    ),
    (
        "MATCH (e) RETURN [(e)-[:T]->(z:A) WHERE z:B | z.k] AS l",
        {"labels": {"A", "B"}, "types": {"T"}, "keys": {"k"}},
    ),
    ("MATCH (e) CALL (e) { MATCH (e)--(b:A) WITH e, b:B AS t RETURN t } RETURN t", {"labels": {"A", "B"}}),
    ("MATCH (e:A) USING INDEX e:A(name) WHERE e.k = 1 RETURN e", {"labels": {"A"}, "keys": {"k"}}),
    (
        "MATCH (match:A)-[where:T]-(return:B) RETURN match.k, where.l, return.m",
        {"labels": {"A", "B"}, "types": {"T"}, "keys": {"k", "l", "m"}},
    ),
]
PREDICATES = [
    ("MATCH (e) WHERE e:A RETURN e", {"labels": {"A"}}),
    ("MATCH (e) WHERE NOT e:A|B AND (e:C OR e:D) RETURN e", {"labels": {"A", "B", "C", "D"}}),
    ("MATCH (e) RETURN e:A AS is, {a: e:B, c: [e:C]} AS m", {"labels": {"A", "B", "C"}}),
    ("MATCH (e) RETURN CASE WHEN e:A&!B THEN 1 ELSE 2 END AS x", {"labels": {"A", "B"}}),
    ("MATCH ()-[r]-() WHERE r:T RETURN r", {"types": {"T"}}),
    ("MATCH (e) RETURN [x IN collect(e) WHERE x:A | x.k] AS l", {"either": {"A"}}),
    ("MATCH p = (a)--(b) RETURN [n IN nodes(p) WHERE n:A | n.k] AS l", {"labels": {"A"}, "keys": {"k"}}),
    ("MATCH p = (a)--(b) RETURN any(r IN relationships(p) WHERE r:T) AS l", {"types": {"T"}}),
]
PROPERTIES = [
    ("MATCH (e)-[r]-(f) WHERE e.a > 1 RETURN r.b, -(f.c) ORDER BY f.d", {"keys": {"a", "b", "c", "d"}}),
    ("MATCH (`my e`) RETURN `my e`.`my k`, `my e`.when.year", {"keys": {"my k", "when"}}),
    ("MATCH (e) WITH e AS f, e.a AS v, collect(e) AS es RETURN f.b, v.c, es.d", {"keys": {"a", "b"}}),
    ("MATCH (e) RETURN e{.a, .b, .*, c: e.d, f} AS m", {"keys": {"a", "b", "d"}}),
    (
        "MATCH p = (a)--(b) UNWIND nodes(p) AS n UNWIND relationships(p) AS r RETURN n.a, r.b",
        {"keys": {"a", "b"}},
    ),
    ("MATCH ()-[r]-() WITH startNode(r) AS s, endNode(r) AS t RETURN s.a, t.b", {"keys": {"a", "b"}}),
    ("CALL db.index.fulltext.queryNodes('i', $t) YIELD node, score RETURN node.a, score.b", {"keys": {"a"}}),
    (
        "CALL db.index.fulltext.queryNodes('i', $t) YIELD node AS e, score AS s RETURN e.a, s.b",
        {"keys": {"a"}},
    ),
    ("MATCH (e) WHERE e.a IS :: INTEGER AND e.b IS NOT NULL RETURN e.c", {"keys": {"a", "b", "c"}}),
    (
        "MATCH (e) WHERE e.a IN [1] RETURN any(i IN e.b WHERE i > 1), reduce(s = 0, x IN e.c | s + x)",
        {"keys": {"a", "b", "c"}},
    ),
]
NEITHER = [
    "RETURN 1.5 AS a, [1, 2, 3][1..2] AS b, {x: 1, y: {z: 2}} AS c, '(e:A {k: 1})' AS d, \"-[:T]->\" AS e",
    "RETURN date.truncate('month', date('2024-05-17')) AS d, duration({days: 1}) AS e, point({x: 1, y: 2}) AS f",
    "RETURN $p.name AS a, $q AS b",
    "UNWIND $rows AS row RETURN row.a, row.b.c",
    "WITH {a: 1} AS m RETURN m.a, m{.a} AS n, [x IN [m] | x.a] AS l",
    "MATCH p = (a)-[rs*..3]-(b) RETURN rs.a, [x IN rs | x.b] AS l, p.c",
    "MATCH (e) WITH collect(e) AS es UNWIND es AS e2 RETURN e2.a, es[0].b",
    "MATCH (e) RETURN properties(e).a, e['b'] AS b, keys(e), labels(e), count(e)",
    "MATCH (a) RETURN a.x AS x UNION WITH {x: 1} AS a RETURN a.x AS x",
    "CALL db.labels() YIELD label RETURN label.a",
    "CALL (*) { RETURN 1 AS x } RETURN x",
    "MATCH (m:$($label)) RETURN 1",
    "WITH 5 AS a, 3 AS b RETURN (a) - (b) AS x, (a)-(-b) AS y, (a) < (b) AS z",
    "MATCH (e) RETURN collect({a: 1, b: [2]}) AS l, count{(e)--()} AS n",
]


@pytest.mark.parametrize(("cypher", "found"), [*PATTERNS, *PREDICATES, *PROPERTIES])
def test_a_query_names_what_stands_in_its_patterns_predicates_and_properties(
    cypher: str, found: dict[str, set[str]]
) -> None:
    assert names(cypher) == found


@pytest.mark.parametrize("cypher", NEITHER)
def test_maps_parameters_functions_and_what_may_be_a_map_name_nothing(cypher: str) -> None:
    assert names(cypher) == {}


def test_graphmill_s_own_statements_are_its_schema() -> None:
    schema = schema_words()
    assert set(schema.labels) == {*NODE_LABELS, "GraphmillSchema", "GraphmillLease", "__Entity__"}
    assert set(schema.types) == {kind.type for kind in LINK_KINDS}
    page = (DOCS[0].parent / "graph.md").read_text(encoding="utf-8")
    tables = re.findall(r"^\| [^|]*\| ((?:`\w+`(?:, )?)+) \|", page, re.MULTILINE)
    told = {key for cells in tables for key in re.findall(r"`(\w+)`", cells)}
    assert len(told) > 40
    assert told - set(schema.keys) == set()


@pytest.mark.parametrize("query", load_queries().values(), ids=lambda query: query.name)
def test_saved_queries_name_what_the_schema_has(query: SavedQuery) -> None:
    assert beyond_schema(query.cypher) == set()


def test_queries_of_the_pages_name_what_the_schema_has_and_types_of_entities() -> None:
    blocks = [
        block
        for page in DOCS
        for block in re.findall(r"```cypher\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    ]
    assert len(blocks) > 15
    assert set().union(*map(beyond_schema, blocks)) == {"Person", "Organization"}


def beyond_schema(cypher: str) -> set[str]:
    words, schema = words_of(cypher), schema_words()
    return (
        set(words.labels) - set(schema.labels)
        | set(words.types) - set(schema.types)
        | set(words.keys) - set(schema.keys)
        | set(words.either)
    )


SIGNS = st.sampled_from(
    [*"()[]{}:.,|&!-<>=$*% e1", "Person", "`x`", "'s'", "nodes", "\n"]
    + [f" {word} " for word in ("MATCH", "WHERE", "IN", "AS", "YIELD", "IS", "RETURN", "UNWIND", "WITH")]
)


@given(st.lists(SIGNS, max_size=40).map("".join) | st.text())
def test_any_text_is_read_to_its_end(text: str) -> None:
    assert isinstance(words_of(text), QueryWords)
