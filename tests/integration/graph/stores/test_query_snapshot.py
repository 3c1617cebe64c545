"""Users' queries on the embedded store: answered as if there were no optimizer, on a state that was committed, and never written."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from pathlib import Path
from typing import Any

import kglite
import pytest

from graph.cypher.passes import OPTIONAL, PASSES
from graph.errors import QueryFailedError, QueryRefusedError, StoreError
from graph.stores.embedded.snapshot import query_snapshot
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore, WriteTransaction
from graph.stores.settings import StoreSettings

PEOPLE = ("ada", "bo", "cy", "di")
FIRMS = ("acme", "zeta")
# Nobody is linked to `di` but `cy`; `ada` comes first and has no firm.
LINKS = (
    ("ada", "bo", 3),
    ("bo", "cy", 1),
    ("cy", "di", 2),
    ("bo", "acme", 5),
    ("bo", "zeta", 7),
    ("cy", "zeta", 4),
)
_PUT_NODES = "UNWIND $names AS name CREATE (:Entity:{label} {{id: name, name: name}})"
_PUT_LINKS = """
UNWIND $links AS link
MATCH (a:Entity {id: link[0]}) MATCH (b:Entity {id: link[1]}) CREATE (a)-[:CO_OCCURS_WITH {count: link[2]}]->(b)
"""


@pytest.fixture
def people(embedded_store: Callable[[str], GraphStore]) -> GraphStore:
    """Give a store with people, firms and who occurs with whom."""
    store = embedded_store("people")

    def put(transaction: WriteTransaction) -> None:
        transaction.run(_PUT_NODES.format(label="Person"), {"names": PEOPLE})
        transaction.run(_PUT_NODES.format(label="Organization"), {"names": FIRMS})
        transaction.run(_PUT_LINKS, {"links": [list(link) for link in LINKS]})

    store.write(put)
    return store


def _ways(steps: int) -> list[tuple[str, ...]]:
    """Return the paths of some steps, no relationship twice, by the names of their nodes."""
    found = []
    for links in permutations([*LINKS], steps):
        ways: list[tuple[str, ...]] = [(a,) for a in links[0][:2]]
        for a, b, _ in links:
            ways = [(*way, b if way[-1] == a else a) for way in ways if way[-1] in (a, b)]
        found += ways
    return found


def test_paths_of_two_steps_are_counted(people: GraphStore) -> None:
    two = len(_ways(2))
    assert two > 0
    for query in (
        "MATCH (a:Entity)-[:CO_OCCURS_WITH]-(b:Entity)-[:CO_OCCURS_WITH]-(c:Entity) RETURN count(*) AS n",
        "MATCH (a:Entity)--(b)--(c) RETURN count(*) AS n",
        "MATCH (a:Entity)-[:CO_OCCURS_WITH*2]-(c) RETURN count(*) AS n",
    ):
        assert people.read_query(query).rows == [(two,)], query
    from_bo = sum(way[0] == "bo" for way in _ways(2))
    fixed = "MATCH (a:Entity {name: $name})-[:CO_OCCURS_WITH]-(b)-[:CO_OCCURS_WITH]-(c) RETURN count(*) AS n"
    assert people.read_query(fixed, {"name": "bo"}).rows == [(from_bo,)]


def test_counts_by_a_node_heed_its_labels(people: GraphStore) -> None:
    by_firm = "MATCH (a)-[r]->(b:Organization) RETURN b, count(*) AS n"
    found = {row[0]["properties"]["name"]: row[1] for row in people.read_query(by_firm).rows}
    assert found == Counter(b for _, b, _ in LINKS if b in FIRMS)
    of_nobody = "MATCH (a)-[r:CO_OCCURS_WITH]->(b:Nobody) RETURN b, count(*) AS n"
    assert people.read_query(of_nobody).rows == []


def test_counts_of_all_and_of_different_ones_stand_side_by_side(people: GraphStore) -> None:
    people.write(lambda transaction: transaction.run(_PUT_LINKS, {"links": [["cy", "zeta", 1]]}))
    query = """
    MATCH (a:Entity)-[:CO_OCCURS_WITH]->(b:Entity) RETURN b, count(a) AS n, count(DISTINCT a) AS people
    """
    found = {row[0]["properties"]["name"]: row[1:] for row in people.read_query(query).rows}
    assert (found["acme"], found["zeta"]) == ((1, 1), (3, 2))


def test_the_strongest_neighbour_of_each_is_found_though_the_first_has_none(people: GraphStore) -> None:
    query = """
    MATCH (a:Person) CALL (a) {
        MATCH (a)-[r:CO_OCCURS_WITH]-(b:Organization) RETURN b.name AS top, r.count AS n ORDER BY n DESC, top LIMIT 1
    } RETURN a.name AS name, top, n ORDER BY name
    """
    assert people.read_query(query).rows == [("bo", "zeta", 7), ("cy", "zeta", 4)]


def test_groups_by_what_optional_match_found_are_told_apart(people: GraphStore) -> None:
    query = """
    MATCH (a:Person) OPTIONAL MATCH (a)-[r:CO_OCCURS_WITH]-(f:Organization)
    WITH f, count(*) AS n RETURN f.name AS name, n ORDER BY n DESC, name
    """
    assert people.read_query(query).rows == [("zeta", 2), (None, 2), ("acme", 1)]
    assert people.read_query("OPTIONAL MATCH (x:Nobody) RETURN x, count(*) AS n").rows == [(None, 1)]


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (e:Entity {id: 'bo'}) WHERE e.docs > 9 AND size(e.name) = 2 RETURN e.id AS id",
        "MATCH (e:Entity {id: $id}) WHERE size(e.name) = 2 AND 9 < e.docs RETURN e.id AS id",
        "MATCH (e:Entity) WHERE e.id = 'bo' AND e.docs <= $least AND e:Person RETURN e.id AS id",
        "MATCH (e:Person) WHERE $id = e.id AND e.docs IN [7, 8] AND e.docs + 1 = 4 RETURN e.id AS id",
        "MATCH (e:Entity {id: 'bo'})-[r]-(x) WHERE e.docs >= 4 AND r.count + 0 > 1 RETURN x.id AS id",
        "MATCH (x:Entity)-[r]-(e:Entity {id: 'bo'}) WHERE e.docs > 3 AND size(x.id) > 0 RETURN x.id AS id",
        "UNWIND ['bo'] AS id MATCH (e:Entity {id: id}) WHERE e.nothing > 1 AND e:Entity RETURN e.id AS id",
        "MATCH (e:Entity {id: 'bo'}) WITH e WHERE e.docs > 9 AND size(e.name) = 2 RETURN e.id AS id",
        "MATCH (e:Entity {id: 'bo'}), (x:Person {id: 'cy'}) WHERE e.docs > 9 AND x.docs + 0 < 9 RETURN x.id AS id",
    ],
)
def test_no_condition_on_a_node_of_a_known_id_is_forgotten(people: GraphStore, query: str) -> None:
    people.write(lambda transaction: transaction.run("MATCH (p:Person) SET p.docs = 3", {}))
    assert people.read_query(query, {"id": "bo", "least": 2}).rows == []
    # What the nodes do fulfil lets them through.
    fitting = query.replace("9", "2").replace("[7, 8]", "[3]").replace("$least", "3").replace(">= 4", ">= 3")
    fitting = (
        fitting.replace("e.docs > 3", "e.docs > 2").replace("nothing", "docs").replace("+ 0 < 2", "+ 0 < 9")
    )
    assert people.read_query(fitting, {"id": "bo", "least": 2}).rows != []


def test_an_answer_without_rows_has_its_columns(people: GraphStore) -> None:
    answer = people.read_query(
        "MATCH (a:Nobody) OPTIONAL MATCH (a)--(b) RETURN a.name AS name, count(b) AS n"
    )
    assert (answer.columns, answer.rows) == (("name", "n"), [])


def test_what_is_read_while_others_write_was_committed_at_once(people: GraphStore) -> None:
    people.write(
        lambda transaction: transaction.run("UNWIND ['x', 'y'] AS id CREATE (:Pair {id: id, n: 0})", {})
    )
    ended = threading.Event()

    def raise_both(transaction: WriteTransaction) -> None:
        transaction.run("MATCH (p:Pair {id: 'x'}) SET p.n = p.n + 1", {})
        transaction.run("MATCH (p:Pair {id: 'y'}) SET p.n = p.n + 1", {})

    def write() -> None:
        while not ended.is_set():
            people.write(raise_both)

    # Between the first value and the second the query is busy for some commits.
    query = """
    MATCH (p:Pair {id: 'x'}) WITH p.n AS first UNWIND range(1, 20000) AS i WITH first, count(i) AS busy
    MATCH (q:Pair {id: 'y'}) RETURN first, q.n AS second, busy
    """

    def read() -> list[tuple[Any, ...]]:
        return [row for _ in range(40) for row in people.read_query(query).rows]

    with ThreadPoolExecutor(3) as threads:
        writing, reading = threads.submit(write), [threads.submit(read) for _ in range(2)]
        try:
            seen = [row for each in reading for row in each.result()]
        finally:
            ended.set()
        writing.result()
    assert len(seen) == 80
    assert [row for row in seen if row[0] != row[1]] == []
    assert len({row[0] for row in seen}) > 1


def test_what_a_commit_made_is_read_by_the_next_query(people: GraphStore) -> None:
    query = "MATCH (a:Entity)--(b)--(c:Entity) RETURN count(*) AS n"
    before = people.read_query(query).rows[0][0]
    people.write(lambda transaction: transaction.run(_PUT_LINKS, {"links": [["ada", "di", 1]]}))
    assert people.read_query(query).rows[0][0] > before


def test_copies_that_were_read_are_given_back(people: GraphStore) -> None:
    # Kept copies would hold every one of the texts, 160 MB of them in the end.
    grown = []
    for number in range(60):
        text = chr(97 + number % 26) * 3_000_000
        people.write(
            lambda transaction, text=text: transaction.run(
                "MERGE (n:Long {id: 'long'}) SET n.text = $text", {"text": text}
            )
        )
        rows = people.read_query("MATCH (n:Long)--(a)--(b) RETURN count(*) AS n").rows
        assert rows == [(0,)]
        grown.append(_resident())
    assert grown[-1] - grown[9] < 75


def _resident() -> float:
    """Return the megabytes of memory that this process takes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def test_time_and_rows_are_bounded_without_the_passes(people: GraphStore) -> None:
    nested = "MATCH (a:Person) CALL (a) { UNWIND range(1, 50) AS i RETURN i } RETURN a.name AS name, i"
    answer = people.read_query(nested, limit=7)
    assert (len(answer.rows), answer.truncated) == (7, True)
    endless = """
    MATCH (a:Person) CALL (a) { UNWIND range(1, 100000) AS i UNWIND range(1, 100000) AS j RETURN count(*) AS n }
    RETURN a.name AS name, n
    """
    with pytest.raises(QueryFailedError, match="query_timeout"):
        people.read_query(endless, timeout=0.3)


def test_a_copy_takes_no_writes(tmp_path: Path) -> None:
    with kglite.open_session(str(tmp_path / "graph.kgl"), durable="full") as session:
        session.execute("CREATE (:Entity {id: 'a'})")
        for text in (
            "CREATE (:Evil)",
            "MATCH (n) SET n.evil = 1",
            "MATCH (n) DETACH DELETE n",
            "CREATE INDEX FOR (n:Entity) ON (n.id)",
        ):
            with pytest.raises(ValueError, match="refused"):
                query_snapshot(session, text, {}, timeout_ms=1_000, row_limit=10, without=PASSES)
        rows = session.cypher("MATCH (n) RETURN n.id AS id, n.evil AS evil").to_list()
        assert rows == [{"id": "a", "evil": None}]


def test_a_query_that_writes_is_refused(people: GraphStore) -> None:
    with pytest.raises(QueryRefusedError):
        people.read_query("MATCH (a:Entity)--(b)--(c) SET a.name = 'x' RETURN count(*)")
    assert people.read_query("MATCH (a:Entity {name: 'x'}) RETURN count(*) AS n").rows == [(0,)]


def test_a_kglite_without_a_pass_opens_no_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kglite, "cypher_pass_names", lambda: [each for each in PASSES if each != OPTIONAL])
    with pytest.raises(StoreError, match=f"has no {OPTIONAL}, which .*Install graphmill again"):
        open_store(StoreSettings(path=tmp_path / "new" / "graph.kgl"))
    assert not (tmp_path / "new").exists()
