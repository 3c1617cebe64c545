"""Which passes of kglite's optimizer a query does without, and what happens where kglite has no such pass."""

from __future__ import annotations

import pytest

from graph.cypher.passes import COUNT, FOLD, NESTED, OPTIONAL, PASSES, START, TOP, check_passes, wrong_passes
from graph.cypher.syntax.parser import parse
from graph.errors import StoreError

RIGHT = (
    "MATCH (a:Entity)-[:CO_OCCURS_WITH]-(b:Entity) RETURN a.name AS name, count(b) AS n ORDER BY n DESC LIMIT 5",
    "MATCH (a:Entity)-[r]-() RETURN a.name AS name, a.type AS type, count(*) AS n, count(r) AS m",
    "MATCH (a:Entity)--(b) RETURN count(*) AS n",
    "MATCH (a:Entity) RETURN a.name AS name, COUNT { (a)--() } AS n ORDER BY n",
    "MATCH (a:Entity) RETURN a.name AS name ORDER BY a.docs DESC LIMIT 3",
    "MATCH (a:Person) OPTIONAL MATCH (a)-[:CO_OCCURS_WITH]-(b:Person) RETURN a.name AS name, count(b) AS n",
    "MATCH (a:Person) MATCH (b:Chunk) OPTIONAL MATCH (a)--(b) RETURN b.id AS id, count(*) AS n",
    "RETURN 1 AS one UNION MATCH (a:Entity) WHERE a.id = 'x' RETURN a.docs AS one",
)
WRONG = (
    ("MATCH (a:Entity)--(b)--(c) RETURN count(*) AS n", {COUNT}),
    ("MATCH (a:Entity)-[:CO_OCCURS_WITH*2]-(b) RETURN count(*) AS n", {COUNT}),
    ("MATCH (a:Entity)-[:NEXT_CHUNK*]-(b) RETURN count(*) AS n", {COUNT}),
    ("MATCH (a)--(b), (b)--(c) RETURN a.name AS name, count(*) AS n", {COUNT}),
    ("MATCH (a)-[r]->(b:Person) RETURN b AS entity, count(*) AS n", {COUNT}),
    ("MATCH (a)-[r]-(b:Person) RETURN b.name AS name, count(a) AS n, count(DISTINCT a) AS m", {COUNT}),
    ("MATCH (a)-[r]-(b) WITH *, count(*) AS n RETURN a.name AS name, n", {COUNT}),
    (
        "MATCH (a) CALL (a) { MATCH (b) WHERE b.id = a.name RETURN b.name AS top LIMIT 1 } RETURN top",
        {NESTED, TOP},
    ),
    ("MATCH (c) OPTIONAL MATCH (c)--(p:Person) WITH p.name AS p, count(*) AS n RETURN p, n", {OPTIONAL}),
    (
        "MATCH (c) OPTIONAL MATCH (c)--(p) WITH c, p AS q RETURN c.id AS c, q.name AS q, sum(c.docs) AS n",
        {OPTIONAL},
    ),
    ("OPTIONAL MATCH (p:Person) UNWIND labels(p) AS l RETURN l, collect(1) AS n", {OPTIONAL}),
    ("MATCH (c) OPTIONAL MATCH (c)--(p) RETURN p.name + c.name AS both, max(c.docs) AS n", {OPTIONAL}),
    (
        "RETURN 'a' AS k, 1 AS n UNION MATCH (c) OPTIONAL MATCH (c)--(p) RETURN c.name AS k, count(p) AS n",
        {OPTIONAL},
    ),
    (
        "MATCH (a) CALL (a) { OPTIONAL MATCH (a)--(p)--(q) RETURN a.name AS k, count(p) AS n } RETURN k, n",
        {COUNT, OPTIONAL, NESTED, TOP},
    ),
    ("MATCH (a) WITH 1 + COUNT { (a)--() } AS n RETURN n ORDER BY n", {FOLD}),
)


@pytest.mark.parametrize("query", RIGHT)
def test_what_the_optimizer_answers_rightly_keeps_it(query: str) -> None:
    assert wrong_passes(parse(query)) == ()


@pytest.mark.parametrize(("query", "passes"), WRONG)
def test_what_a_pass_may_answer_wrongly_does_without_it(query: str, passes: set[str]) -> None:
    assert set(wrong_passes(parse(query))) == passes


def test_passes_that_are_all_there_pass() -> None:
    check_passes([*PASSES, "another"], "0.21.2")


def test_a_pass_that_is_gone_is_told_with_the_remedy() -> None:
    with pytest.raises(
        StoreError,
        match=rf"kglite 0\.99 .* has no {NESTED} and no {TOP}, .*Install graphmill again.*Neo4j store",
    ):
        check_passes([each for each in PASSES if each not in {NESTED, TOP}], "0.99")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("MATCH (a)-[r:R*2]-(b:B) RETURN r", True),
        ("MATCH (a)-[r:R*1..3]->(b) RETURN size(r)", True),
        ("MATCH p = (a)-[:R*2]-(b:B) RETURN relationships(p)", False),
        ("MATCH (a)-[r:R]-(b:B) RETURN r", False),
    ],
)
def test_a_list_of_relationships_keeps_a_query_from_beginning_at_its_end(text: str, wrong: bool) -> None:
    assert (START in wrong_passes(parse(text))) is wrong
