"""Whatever of kglite's optimizer a query is run with, it is answered as without any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import kglite
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.cypher.conditions import keep_conditions
from graph.cypher.passes import wrong_passes
from graph.cypher.syntax.parser import parse
from graph.cypher.syntax.printer import print_query
from graph.stores.embedded.snapshot import query_snapshot

LABELS = st.sampled_from(["", ":Entity", ":Entity", ":Person", ":Firm", ":Chunk", ":Nobody"])
TYPES = st.sampled_from(["", ":CO", ":CO", ":FROM", ":CO|FROM", ":NOTHING"])
_PUT = """
UNWIND range(0, 11) AS i CREATE (n:%s {id: '%s' + toString(i), name: ['x', 'y', 'z'][i %% 3], docs: CASE WHEN i %% 4 > 0 THEN i %% 4 END})
"""
_LINK = """
UNWIND range(0, 40) AS i MATCH (a {id: $a + toString(i %% 7)}) MATCH (b {id: $b + toString(i * i %% 11)})
CREATE (a)-[:%s {count: i %% 3}]->(b)
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Give a graph of nodes with one label and two, with loops, several relationships of a pair, and values that are missing."""
    kglite.set_query_warning_policy("silent")
    with kglite.open_session(str(tmp_path_factory.mktemp("graph") / "graph.kgl"), durable="full") as opened:
        for labels, prefix in (("Entity:Person", "p"), ("Entity:Firm", "f"), ("Chunk", "c")):
            opened.execute(_PUT % (labels, prefix))
        for ends, kind in (("pp", "CO"), ("pf", "CO"), ("pc", "FROM"), ("fc", "FROM")):
            opened.execute(_LINK % kind, params={"a": ends[0], "b": ends[1]})
        yield opened


@st.composite
def steps(draw: st.DrawFn, start: str, names: str) -> str:
    """Draw a pattern from ``start`` on, with a step for each of ``names``."""
    pattern = start
    for name in names:
        left, right = draw(st.sampled_from([("-", "-"), ("-", "->"), ("<-", "-")]))
        link = draw(st.sampled_from(["", f"r{name}"])) + draw(TYPES)
        known = draw(st.sampled_from(["", "", "", " {id: 'f1'}", " {name: 'x'}"]))
        pattern += f"{left}[{link}]{right}({name}{draw(LABELS)}{known})"
    return pattern


@st.composite
def queries(draw: st.DrawFn) -> str:
    """Draw a query that counts, sorts and cuts, or has a query in it, on patterns of up to two steps."""
    known = draw(st.sampled_from(["", "", " {id: 'p1'}", " {name: 'y'}"]))
    first = f"(a{draw(LABELS)}{known})"
    names = draw(st.sampled_from(["b", "b", "bc"]))
    asked = ["", "", "a.docs > 1", "a.docs > 1 AND size(a.name) = 1", "a.docs IN [1, 2] AND a.docs + 1 > 2"]
    where = draw(st.sampled_from(asked))
    where = f" WHERE {where}" if where else ""
    key = draw(st.sampled_from(["", "a", "b", "a.name", "b.name", "a.docs", "labels(a)"]))
    counted = draw(st.sampled_from(["count(*)", "count(b)", "count(a)", "count(DISTINCT b)"]))
    more = draw(st.sampled_from(["", "", ", count(DISTINCT a) AS m"]))
    grouped = f"{key} AS k, {counted} AS n{more}" if key else f"{counted} AS n{more}"
    sorted_by = "k, n" if key else "n"
    cut = (
        f" ORDER BY {sorted_by} LIMIT 3" if key not in {"a", "b", "labels(a)"} and draw(st.booleans()) else ""
    )
    kind = draw(st.sampled_from(["match", "optional", "call", "union"]))
    if kind == "match":
        return f"MATCH {draw(steps(first, names))}{where} RETURN {grouped}{cut}"
    if kind == "optional":
        return f"MATCH {first}{where} OPTIONAL MATCH {draw(steps('(a)', names))} RETURN {grouped}{cut}"
    if kind == "union":
        one, other = (f"MATCH {draw(steps(first, names))} RETURN a.id AS k, {counted} AS n" for _ in range(2))
        return f"{one} UNION {other}"
    inner = draw(
        st.sampled_from(
            ["b.id AS k ORDER BY k LIMIT 1", "count(*) AS k", "b.docs AS k ORDER BY k DESC, b.id LIMIT 2"]
        )
    )
    return f"MATCH {first}{where} CALL (a) {{ MATCH {draw(steps('(a)', names))} RETURN {inner} }} RETURN a.id AS i, k"


@settings(deadline=None, max_examples=300)
@given(query=queries())
def test_no_answer_is_owed_to_the_optimizer(session: Any, query: str) -> None:
    tree = keep_conditions(parse(query))
    run = print_query(tree, query)
    bounds = {"timeout_ms": 20_000, "row_limit": 100_000}
    found = query_snapshot(session, run, {}, without=wrong_passes(tree), **bounds)
    expected = session.cursor().cypher(query, disable_optimizer=True)
    assert list(found.columns) == list(expected.columns)
    assert sorted(map(repr, found.to_list())) == sorted(map(repr, expected.to_list()))
