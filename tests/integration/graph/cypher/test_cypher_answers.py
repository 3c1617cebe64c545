"""What kglite by itself answers otherwise than Neo4j, or not at all: both stores give the one right answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.errors import QueryFailedError, QueryRefusedError
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings

GRAPH = (
    """
    CREATE (d:Document {id: 'd', title: 'Log', uri: 'u'}),
           (c0:Chunk {id: 'c0', index: 0}), (c1:Chunk {id: 'c1', index: 1}), (c2:Chunk {id: 'c2', index: 2}),
           (c0)-[:NEXT_CHUNK]->(c1)-[:NEXT_CHUNK]->(c2),
           (c0)-[:FROM_DOCUMENT]->(d), (c1)-[:FROM_DOCUMENT]->(d), (c2)-[:FROM_DOCUMENT]->(d),
           (ann:Entity:__Entity__:Person {id: 'e1', name: 'Ann', type: 'person', docs: 1, aliases: ['Ann', 'Anna']}),
           (bob:Entity:__Entity__:Person {id: 'e2', name: 'Bob', type: 'person', docs: 2, aliases: ['Bob']}),
           (oslo:Entity:__Entity__:Location {id: 'e3', name: 'Oslo', type: 'location', docs: 3, aliases: []}),
           (l:LocalEntity {id: 'l1', name: 'ann', type: 'person'})-[:RESOLVES_TO {rule: 'name', score: 1.0}]->(ann),
           (ann)-[:FROM_CHUNK {n: 1}]->(c0), (bob)-[:FROM_CHUNK {n: 2}]->(c0), (oslo)-[:FROM_CHUNK {n: 3}]->(c1),
           (ann)-[:CO_OCCURS_WITH {id: 'e1|e2', count: 3}]->(bob), (ann)-[:CO_OCCURS_WITH {id: 'e1|e3', count: 1}]->(oslo)
    """,
    "UNWIND range(3, 20) AS i CREATE (:Chunk {id: 'c' + toString(i), index: i})",
    "MATCH (a:Chunk), (b:Chunk) WHERE b.index = a.index + 1 AND b.index > 2 CREATE (a)-[:NEXT_CHUNK]->(b)",
)
OURS = "n:Document OR n:Chunk OR n:Entity OR n:LocalEntity"


@pytest.fixture(
    params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)],
    scope="module",
)
def held(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    """Open a small graph, once for each kind of store."""
    from tests.support.neo4j_server.emptying import emptied

    if request.param == "neo4j":
        settings = emptied(request.getfixturevalue("wiping"))
    else:
        settings = StoreSettings(path=tmp_path_factory.mktemp("answers") / "graph.kgl")
    with open_store(settings) as store:
        for statement in GRAPH:
            store.write(lambda transaction, text=statement: transaction.run(text, {}))  # type: ignore[misc]
        yield store


def answered(store: GraphStore, query: str, **parameters: Any) -> list[Any]:
    """Return the rows of an answer, or its values where it has one column."""
    rows = store.read_query(query, parameters).rows
    return [row[0] if len(row) == 1 else list(row) for row in rows]


EXISTENCE = [
    (
        "MATCH (c:Chunk) WHERE EXISTS { (c)-[:FROM_DOCUMENT]->()<-[:FROM_DOCUMENT]-(:Chunk) } RETURN count(*)",
        [3],
    ),
    ("MATCH (c:Chunk) WHERE (c)-[:FROM_DOCUMENT]->()<-[:FROM_DOCUMENT]-(:Chunk) RETURN count(*)", [3]),
    ("MATCH (c:Chunk) WHERE NOT (c)-[:FROM_DOCUMENT]->()<-[:FROM_DOCUMENT]-() RETURN count(*)", [18]),
    ("MATCH (c:Chunk) WHERE NOT EXISTS { (c)--()--(:Document) } RETURN min(c.index)", [4]),
    (
        "MATCH (c:Chunk) WHERE c.index < 4 RETURN CASE WHEN (c)-[:NEXT_CHUNK]-()-[:NEXT_CHUNK]-() THEN 1 ELSE 0 END AS x ORDER BY c.index",
        [1, 1, 1, 1],
    ),
    (
        "MATCH (c:Chunk) WITH collect(c) AS all_ RETURN size([x IN all_ WHERE EXISTS { (x)-[:FROM_DOCUMENT]-()-[:FROM_DOCUMENT]-() }])",
        [3],
    ),
    (
        "MATCH (e:Entity) WHERE EXISTS { MATCH (e)-[:FROM_CHUNK]->(c) WITH c WHERE c.index = 0 RETURN c } RETURN e.name ORDER BY e.name",
        ["Ann", "Bob"],
    ),
    ("MATCH (e:Entity) WHERE EXISTS { MATCH (e)-[:CO_OCCURS_WITH]-(o) RETURN o } RETURN count(*)", [3]),
    (
        "MATCH (e:Entity) RETURN e.name, COUNT { MATCH (e)-[:CO_OCCURS_WITH]-(o) RETURN DISTINCT o.type } AS n ORDER BY e.name",
        [["Ann", 2], ["Bob", 1], ["Oslo", 1]],
    ),
    (
        "MATCH (e:Entity) WITH e WHERE COUNT { MATCH (e)--(o) RETURN DISTINCT labels(o) } > 2 RETURN e.name",
        ["Ann"],
    ),
    (
        "MATCH (e:Entity) RETURN e.name, COLLECT { MATCH (e)--(o) RETURN o.id ORDER BY o.id LIMIT 2 } AS ids ORDER BY e.name",
        [["Ann", ["c0", "e2"]], ["Bob", ["c0", "e1"]], ["Oslo", ["c1", "e1"]]],
    ),
    (
        "MATCH (e:Entity {id: 'e2'}) RETURN COLLECT { MATCH (e)-[:CO_OCCURS_WITH]-(o) RETURN o.name } AS names",
        [["Ann"]],
    ),
    (
        "MATCH (e:Entity) WHERE EXISTS { MATCH (e)-[:FROM_CHUNK]->(c) RETURN 1 AS x UNION MATCH (e)<-[:NONE]-() RETURN 1 AS x } RETURN count(*)",
        [3],
    ),
    (
        "MATCH (a:Entity {id: 'e2'}), (b:Entity {id: 'e3'}) RETURN length(shortestPath((a)-[:CO_OCCURS_WITH*]-(b)))",
        [2],
    ),
]
IN_BRACKETS = [
    (
        "MATCH (e:Entity) WHERE e.docs > 5 OR (EXISTS { (e)--()--(:Document) } AND e.docs > 1) RETURN count(*)",
        [2],
    ),
    ("MATCH (e:Entity) WHERE NOT (COUNT { (e)--() } > 2 OR e.docs > 2) RETURN e.name", ["Bob"]),
    (
        "MATCH (e:Entity {id: 'e1'}) RETURN 2 * (COUNT { (e)--() } - 1), (COUNT { MATCH (e)--() } = 4)",
        [[6, True]],
    ),
]
LENGTHS = [
    ("MATCH (:Chunk {index: 0})-[:NEXT_CHUNK*]->(d:Chunk) RETURN max(d.index)", [20]),
    ("MATCH (:Chunk {index: 0})-[:NEXT_CHUNK*15..]->(d) RETURN count(*)", [6]),
    ("MATCH (:Chunk {index: 0})-[:NEXT_CHUNK]->{12,}(d) RETURN min(d.index)", [12]),
    ("MATCH (c:Chunk {index: 0}) RETURN EXISTS { (c)-[:NEXT_CHUNK*]->({index: 20}) }", [True]),
    ("MATCH (c:Chunk {index: 0}) RETURN size([(c)-[:NEXT_CHUNK*]->(d) | d])", [20]),
    ("MATCH (c:Chunk {index: 0})-[:NEXT_CHUNK*0..]->(d) RETURN count(d)", [21]),
    ("MATCH (:Chunk)-[:NEXT_CHUNK*3..2]->(d) RETURN count(*)", [0]),
]
STORED = [
    (f"MATCH (n) WHERE ({OURS}) AND n.name IS NULL RETURN count(*)", [22]),
    (f"MATCH (n) WHERE ({OURS}) AND n.title IS NOT NULL RETURN n.title", ["Log"]),
    (
        f"MATCH (n) WHERE {OURS} RETURN n.type AS type, count(*) AS n ORDER BY type",
        [["location", 1], ["person", 3], [None, 22]],
    ),
    ("MATCH (n {name: 'Log'}) RETURN count(*)", [0]),
    ("MATCH (n {type: 'Chunk'}) RETURN count(*)", [0]),
    ("MATCH (n:Entity {title: 'Ann'}) RETURN count(*)", [0]),
    (
        "MATCH (e:Entity {name: 'Ann'})-[r]->(x) RETURN type(r), r.type, r.id, x.name ORDER BY x.id",
        [
            ["FROM_CHUNK", None, None, None],
            ["CO_OCCURS_WITH", None, "e1|e2", "Bob"],
            ["CO_OCCURS_WITH", None, "e1|e3", "Oslo"],
        ],
    ),
    (
        "MATCH ()-[r:NEXT_CHUNK]->() RETURN count(r.start) + count(r.`end`) + count(r.id) + count(r.connection_type)",
        [0],
    ),
    (
        "MATCH (c:Chunk {index: 0}) UNWIND ['name', 'title', 'type', 'index'] AS key RETURN c[key]",
        [None, None, None, 0],
    ),
    ("MATCH (c:Chunk {index: 0}) RETURN c['name']", [None]),
    (
        "MATCH (e:Entity {id: 'e1'}) UNWIND keys(e) AS key WITH key ORDER BY key RETURN collect(key)",
        [["aliases", "docs", "id", "name", "type"]],
    ),
    (
        "MATCH (d:Document) UNWIND keys(d) AS key WITH key ORDER BY key RETURN collect(key)",
        [["id", "title", "uri"]],
    ),
    ("MATCH (c:Chunk {index: 0}) RETURN properties(c)", [{"id": "c0", "index": 0}]),
    (
        "MATCH (e:Entity {id: 'e3'}) RETURN e {.*, name: 'x'}",
        [{"id": "e3", "name": "x", "type": "location", "docs": 3, "aliases": []}],
    ),
    (
        "MATCH (e:Entity {id: 'e3'}) RETURN e {.name, .title, twice: 2 * e.docs}",
        [{"name": "Oslo", "title": None, "twice": 6}],
    ),
    (
        "MATCH ()-[r:FROM_CHUNK {n: 3}]->() RETURN r {.*}, r {.n} AS n, properties(r)",
        [[{"n": 3}, {"n": 3}, {"n": 3}]],
    ),
    ("WITH {a: 1, b: 2} AS m RETURN m {.a}, m {.*} AS all", [[{"a": 1}, {"a": 1, "b": 2}]]),
    (
        "MATCH (e:Entity {id: 'e3'}) RETURN properties(e).title, properties(e).docs, size(keys(properties(e)))",
        [[None, 3, 5]],
    ),
    ("MATCH (c:Chunk {index: 0}) RETURN collect(c {.*})", [[{"id": "c0", "index": 0}]]),
    ("MATCH p = (:Entity {id: 'e3'})-->(:Chunk) RETURN [n IN nodes(p) | n.name]", [["Oslo", None]]),
    (
        "MATCH (:Entity {id: 'e3'})-[r:FROM_CHUNK]->() WITH endNode(r) AS c, startNode(r) AS e RETURN c.name, e.name, e:Location, c:Chunk, e.title",
        [[None, "Oslo", True, True, None]],
    ),
    (
        "MATCH (c:Chunk {index: 0}) WITH [c, {name: 'm', type: 't'}] AS both UNWIND both AS x RETURN x.name, x.type",
        [[None, None], ["m", "t"]],
    ),
    (
        "MATCH (e:Entity) RETURN e.name, [(e)--(x) WHERE x.name IS NULL | x.id] AS ids ORDER BY e.name",
        [["Ann", ["c0"]], ["Bob", ["c0"]], ["Oslo", ["c1"]]],
    ),
    (f"MATCH (n) WHERE {OURS} RETURN DISTINCT n.title AS title ORDER BY n.title", ["Log", None]),
]
FORMS = [
    ("MATCH (e:Entity) WHERE 1 < e.docs <= 3 RETURN count(*)", [2]),
    (
        "MATCH (e:Entity WHERE e.docs > 1)-[r:CO_OCCURS_WITH WHERE r.count > 1]-(o) RETURN e.name, o.name",
        [["Bob", "Ann"]],
    ),
    ("MATCH (e:Entity&!Person) RETURN e.name", ["Oslo"]),
    ("MATCH (e:(Person|Location)&Entity) RETURN count(*)", [3]),
    ("MATCH (e:Entity) WHERE e:Person&!Location OR e:%&Nothing RETURN count(*)", [2]),
    ("MATCH (:Entity {id: 'e1'})-[r:!CO_OCCURS_WITH]->() RETURN type(r)", ["FROM_CHUNK"]),
    ("MATCH (a:Entity {id: 'e1'})<-->(b:Entity) RETURN count(*)", [2]),
    (
        "RETURN [isEmpty(''), isEmpty([1]), isEmpty({}), nullIf(1, 1), nullIf(1, 2), char_length('abc'), lower('A'), upper('a')]",
        [[True, False, True, None, 1, 3, "a", "A"]],
    ),
    (
        "RETURN toStringList([1, true]), toIntegerList(['1', 'x', 2.5]), toFloatList(['1', 'x']), toBooleanList(['true', 0])",
        [[["1", "true"], [1, None, 2], [1.0, None], [True, False]]],
    ),
    (
        "RETURN [toIntegerOrNull([1]), toFloatOrNull(' 1.5 '), toBooleanOrNull(1), toBoolean(' true ')]",
        [[None, 1.5, True, True]],
    ),
    (
        "MATCH (e:Entity) RETURN percentileDisc(e.docs, 0.5), percentileCont(e.docs, 0.25), round(stDevP(e.docs), 6)",
        [[2, 1.5, 0.816497]],
    ),
    ("UNWIND [7] AS x RETURN stDev(x), stDevP(x)", [[0.0, 0.0]]),
    (
        "RETURN 1 IN [1] = true, true = 1 IN [1], 3 IN [[1, 2, 3]][0], 'a' STARTS WITH 'a' = true",
        [[True, True, True, True]],
    ),
    (
        "RETURN 2 IN [x IN [1, 2] WHERE x > 1], (1 - [3][0]) AS y, +5 AS z, 1_000 AS k, .1e-5 AS s",
        [[True, -2, 5, 1000, 1e-06]],
    ),
    (
        "WITH [1, 2, 3] AS l, null AS n RETURN l[n..], l[0..n], l + n, n + l, l || [4]",
        [[None, None, None, None, [1, 2, 3, 4]]],
    ),
    ("MATCH (e:Entity {id: 'e1'}) RETURN e.aliases + null, e.aliases + 'x'", [[None, ["Ann", "Anna", "x"]]]),
    (
        "WITH 1 AS having, 2 AS exists, 3 AS partition, {end: 4} AS m RETURN having, exists, partition, m.end",
        [[1, 2, 3, 4]],
    ),
    (
        "MATCH (e:Entity) RETURN e.type AS t, CASE WHEN count(*) > 1 THEN 'many' ELSE 'one' END AS n, [count(*), {n: count(*)}] AS l ORDER BY t",
        [["location", "one", [1, {"n": 1}]], ["person", "many", [2, {"n": 2}]]],
    ),
    (
        "MATCH (e:Entity) RETURN e.type AS t, any(x IN collect(e.docs) WHERE x > 2) AS x ORDER BY t DESC",
        [["person", False], ["location", True]],
    ),
    (
        "MATCH (e:Entity) WITH DISTINCT e.type AS t WHERE e.type <> 'x' RETURN t ORDER BY t",
        ["location", "person"],
    ),
    ("WITH 2 AS b, 1 AS a RETURN *", [[1, 2]]),
    ("RETURN 1 AS a, 2 AS b UNION RETURN 4 AS b, 3 AS a", [[1, 2], [3, 4]]),
    ("MATCH (a:Entity), (b:Entity) WHERE id(a) <> id(b) RETURN count(*)", [6]),
    (
        "CALL db.labels() YIELD label WHERE label IN ['Person', 'Location', 'Entity'] RETURN label ORDER BY label",
        ["Entity", "Location", "Person"],
    ),
]
NUMBERS = [
    (
        "WITH 0.0 AS zero RETURN 1.0 / zero, -1 / zero, 0.0 / zero, 1.0 % zero",
        [["Infinity", "-Infinity", "NaN", "NaN"]],
    ),
    (
        "WITH 0.0 AS zero RETURN zero / zero = 1, zero / zero <> 1, zero / zero < 1, 1.0 / zero > 5, null / zero",
        [[False, True, False, True, None]],
    ),
    ("RETURN log(0), log10(0), sqrt(-1), log(-1)", [["-Infinity", "-Infinity", "NaN", "NaN"]]),
    (
        "RETURN round(-2.5), round(-1.5), round(2.5), round(1.005, 2), round(80.475, 2), round(-9.45005, 4)",
        [[-2.0, -1.0, 3.0, 1.01, 80.48, -9.4501]],
    ),
    (
        "UNWIND [1, 1.0, 2] AS x RETURN count(DISTINCT x), sum(DISTINCT x), size(collect(DISTINCT x))",
        [[2, 3, 2]],
    ),
    ("UNWIND [1, 1.0, 2] AS x RETURN x, count(*) AS n ORDER BY x", [[1, 2], [2, 1]]),
    ("UNWIND [1, 1.0, 2] AS x WITH DISTINCT x RETURN count(*)", [2]),
]
TEXTS = [
    (
        r"RETURN 'ä' =~ '\\w', '٣' =~ '\\d', ' ' =~ '\\s', 'Ä' =~ '(?i)ä', 'Ä' =~ '(?iu)ä', 'aB' =~ '(?i)[A-C]+'",
        [[False, False, False, False, True, True]],
    ),
    (
        r"RETURN 'a.b' =~ '\\Qa.b\\E', 'axb' =~ '\\Qa.b\\E', 'Zoë' =~ '\\p{L}+', 'x_1' =~ '[\\w]+'",
        [[True, False, True, True]],
    ),
]


@pytest.mark.parametrize(
    ("query", "rows"),
    [*EXISTENCE, *IN_BRACKETS, *LENGTHS, *STORED, *FORMS, *NUMBERS, *TEXTS],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_both_stores_give_the_one_right_answer(held: GraphStore, query: str, rows: list[Any]) -> None:
    assert answered(held, query) == rows


def test_a_whole_node_shows_what_was_stored_and_no_more(held: GraphStore) -> None:
    (chunk,) = answered(held, "MATCH (c:Chunk {index: 0}) RETURN c")
    assert chunk["properties"] == {"id": "c0", "index": 0}


def test_columns_have_their_names_as_they_were_written(held: GraphStore) -> None:
    query = "MATCH (e:Entity) RETURN e.name, e.docs+1, EXISTS { (e)--()--() }, count( * )"
    assert held.read_query("MATCH (e:Entity) RETURN e {.name, .title}").columns == ("e",)
    assert held.read_query(query).columns == ("e.name", "e.docs+1", "EXISTS { (e)--()--() }", "count( * )")


def test_a_pattern_in_a_parameter_is_read_as_java_reads_it(held: GraphStore) -> None:
    assert answered(held, "RETURN 'Ä' =~ $pattern", pattern="(?i)ä") == [False]


@pytest.mark.parametrize(
    ("query", "remedy"),
    [
        ("MATCH (e:Entity) RETURN id(e)", "e.id"),
        ("MATCH (a:Entity), (b:Entity) WHERE elementId(a) < elementId(b) RETURN a", "e.id"),
        (
            "MATCH p = shortestPath((a:Entity {id: 'e2'})-[*..6]-(b:Entity {id: 'e3'})) WHERE all(n IN nodes(p) WHERE n.docs > 1) RETURN p",
            "LIMIT 1",
        ),
        ("MATCH (e:Entity) WITH properties(e) AS p RETURN p.name", "name the properties"),
        (
            "MATCH (e:Entity) RETURN [x IN [1, 2] WHERE COUNT { MATCH (e)--(o) RETURN DISTINCT o.docs = x } > 1]",
            "CALL",
        ),
        ("CALL db.schema.nodeTypeProperties()", "UNWIND keys(n)"),
        ("MATCH (e:Entity) WHERE e.name =~ '(?=A).*' RETURN e", "classes"),
        (r"MATCH (e:Entity) WHERE e.name =~ '(.)\\1' RETURN e", "classes"),
        ("RETURN round(2.5, 0, 'HALF_EVEN')", "third argument"),
        ("RETURN ltrim('xxa', 'x')", "replace()"),
    ],
)
def test_what_cannot_be_made_equal_is_refused_with_what_to_write(
    tmp_path: Path, query: str, remedy: str
) -> None:
    with (
        open_store(StoreSettings(path=tmp_path / "graph.kgl")) as store,
        pytest.raises(QueryRefusedError) as refused,
    ):
        store.read_query(query)
    assert remedy in str(refused.value)


def test_an_integer_divided_by_zero_fails_on_both_stores(held: GraphStore) -> None:
    with pytest.raises(QueryFailedError):
        held.read_query("MATCH (e:Entity) RETURN 1.0 / (e.docs - e.docs)")


def test_nodes_of_another_program_have_no_names_that_nobody_set(store: GraphStore) -> None:
    text = "CREATE (:Ship {id: 's1', name: 'Ran'}), (:Ship {id: 's2'}), (:Port {id: 'p', title: 'Quay'}), ({id: 'x', type: 'y'})"
    store.write(lambda transaction: transaction.run(text, {}))
    query = "MATCH (n) WHERE n.id IN ['s1', 's2', 'p', 'x'] RETURN n.id, n.name, n.title, n.type, labels(n) ORDER BY n.id"
    assert answered(store, query) == [
        ["p", None, "Quay", None, ["Port"]],
        ["s1", "Ran", None, None, ["Ship"]],
        ["s2", None, None, None, ["Ship"]],
        ["x", None, None, "y", []],
    ]


def test_order_and_limit_as_clauses_give_what_a_with_gives(held: GraphStore) -> None:
    assert answered(held, "MATCH (e:Entity) ORDER BY e.docs DESC LIMIT 2 RETURN e.name") == ["Oslo", "Bob"]
    assert answered(
        held, "MATCH (c:Chunk) ORDER BY c.index SKIP 19 RETURN c.index ORDER BY c.index DESC"
    ) == [20, 19]
    assert answered(
        held, "MATCH (e:Person) ORDER BY e.docs LIMIT 1 MATCH (e)--(o:Entity) RETURN count(o) AS n"
    ) == [2]


def test_a_relationship_that_stands_twice_in_a_pattern_is_never_taken_twice(held: GraphStore) -> None:
    twice = "MATCH (a:Person)-[r]-(b)-[r]-(c) RETURN count(*) AS n"
    if held.settings.kind == "neo4j":
        assert answered(held, twice) == [0]
        return
    with pytest.raises(QueryRefusedError, match="a name of its own"):
        held.read_query(twice)
    assert answered(held, "MATCH (a:Person)-[r]-(b) MATCH (b)-[r]-(c) RETURN count(*) AS n") != [0]


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (p:Person) WITH p ORDER BY p.name WITH collect(p) AS ps RETURN [q IN ps | q {.name}] AS m",
        "MATCH (p:Person) WITH p ORDER BY p.name WITH collect(p) AS ps UNWIND ps AS q RETURN collect(q {.name}) AS m",
        "MATCH (p:Person) WITH CASE WHEN p.docs > 0 THEN p END AS q ORDER BY q.name RETURN collect(q {.name}) AS m",
        "MATCH (p:Person) CALL (p) { RETURN p AS best } WITH best ORDER BY best.name RETURN collect(best {.name}) AS m",
        "MATCH (p:Person)-[r:FROM_CHUNK]->() WITH startNode(r) AS q ORDER BY q.name RETURN collect(q {.name}) AS m",
    ],
)
def test_a_map_projection_takes_what_any_node_has(held: GraphStore, query: str) -> None:
    assert answered(held, query) == [[{"name": "Ann"}, {"name": "Bob"}]]


def test_a_map_projection_of_nothing_is_null(held: GraphStore) -> None:
    nobody = "OPTIONAL MATCH (p:Person {name: 'Nobody'}) RETURN p {.name} AS m"
    assert answered(held, nobody) == [None]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("MATCH (p IS Person) RETURN count(*) AS n", 2),
        ("MATCH (p:(Person|Location)) WHERE p:(Person) RETURN count(*) AS n", 2),
        ("MATCH ()-[r IS CO_OCCURS_WITH]->() RETURN count(r) AS n", 2),
        ("RETURN 1 AS n UNION DISTINCT RETURN 1 AS n", 1),
        ("MATCH (p:Person) WITH count(p) AS größe RETURN größe AS n", 2),
    ],
)
def test_forms_that_only_neo4j_reads_are_answered(held: GraphStore, query: str, count: int) -> None:
    assert answered(held, query) == [count]


def test_what_an_optional_match_asks_of_a_node_need_not_be_so(held: GraphStore) -> None:
    types = (
        "MATCH (n:Chunk) OPTIONAL MATCH (n)-[:MENTIONED_IN]->() RETURN n.type AS type, n.name AS name LIMIT 1"
    )
    assert answered(held, types) == [[None, None]]
    optional = "MATCH (n:Document) OPTIONAL MATCH (n:Entity) RETURN n.name AS name, n.type AS type"
    assert answered(held, optional) == [[None, None]]


def test_fractions_that_are_whole_stay_fractions(held: GraphStore) -> None:
    halves = "MATCH (e:Entity) RETURN DISTINCT coalesce(e.docs * 0.5, e.pageRank) AS x ORDER BY x"
    assert [type(each) for each in answered(held, halves)] == [float, float, float]


@pytest.mark.parametrize(
    "pattern",
    [
        "(a:Chunk)-[rs:NEXT_CHUNK*2]->(b:Chunk {id: 'c2'})",
        "(b:Chunk {id: 'c2'})<-[rs:NEXT_CHUNK*2]-(a:Chunk)",
        "(a)-[rs:NEXT_CHUNK*2..2]->(b:Chunk {id: 'c2'})",
    ],
)
def test_the_relationships_of_a_length_come_in_the_order_of_the_pattern(
    held: GraphStore, pattern: str
) -> None:
    first = "c1" if pattern.startswith("(b") else "c0"
    assert answered(held, f"MATCH {pattern} RETURN startNode(rs[0]).id AS first") == [first]
    bound = f"MATCH (b:Chunk {{id: 'c2'}}) WITH b MATCH {pattern.replace(':Chunk {id: ' + chr(39) + 'c2' + chr(39) + '}', '')}"
    assert answered(held, f"{bound} RETURN [r IN rs | startNode(r).id] AS ids") == [
        ["c1", "c0"] if first == "c1" else ["c0", "c1"]
    ]


def test_a_sum_of_fractions_that_is_whole_stays_one_in_what_rows_are_grouped_by(held: GraphStore) -> None:
    grouped = "MATCH (e:Entity {name: 'Ann'}) CALL { WITH e RETURN sum(1.0 * e.docs) AS s } RETURN s AS s, count(*) AS n"
    (row,) = held.read_query(grouped).rows
    assert (row, type(row[0])) == ((1.0, 1), float)
