"""Generated queries: comparing the answers of two stores, drawing queries, and making them short."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from graph.schema.labels import LINK_KINDS
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from tests.support.generated_queries.answers import Expected, fault
from tests.support.generated_queries.judging import Answer, KeptAnswers
from tests.support.generated_queries.queries import drawn
from tests.support.generated_queries.sample_graph import sample_graph, write
from tests.support.generated_queries.shrinking import form, shrunk
from tests.support.generated_queries.syntax import (
    Branch,
    Item,
    Query,
    SortKey,
    listing,
    query_text,
    reference_text,
    words,
)

NAN = math.nan


@pytest.mark.parametrize(
    ("answer", "rows"),
    [
        ([["a"], ["b"]], [["b"], ["a"]]),
        ([[None, 1]], [[None, 1]]),
        ([[0.1 + 0.2]], [[0.3]]),
        ([[1e300 * 10]], [[1e300 * 10 * (1 + 1e-12)]]),
        ([[NAN]], [[NAN]]),
        ([[{"b": [1, None], "a": 2}]], [[{"a": 2, "b": [1, None]}]]),
        ([[[1, [2, None]]]], [[[1, [2, None]]]]),
        ([], []),
    ],
)
def test_the_same_rows_in_any_order_are_right(answer: list[list[Any]], rows: list[list[Any]]) -> None:
    assert fault(answer, Expected(rows, len(rows[0]) if rows else 1)) is None


@pytest.mark.parametrize(
    ("answer", "rows"),
    [
        ([["a"]], [["a"], ["a"]]),
        ([["a"], ["a"]], [["a"], ["b"]]),
        ([[None]], [[0]]),
        ([[None]], [[""]]),
        ([[1]], [[1.0]]),
        ([[True]], [[1]]),
        ([[0.3]], [[0.3001]]),
        ([[[1, 2]]], [[[2, 1]]]),
        ([[[1, [2, 3]]]], [[[1, [3, 2]]]]),
        ([[{"a": None}]], [[{}]]),
        ([[[]]], [[None]]),
    ],
)
def test_other_values_types_or_numbers_of_rows_are_wrong(
    answer: list[list[Any]], rows: list[list[Any]]
) -> None:
    assert fault(answer, Expected(rows, 1)) is not None


def test_the_order_in_a_list_counts_only_where_it_is_certain() -> None:
    rows = [[["a", "b", None], ["x", "y"]]]
    answer = [[[None, "b", "a"], ["x", "y"]]]
    assert fault(answer, Expected(rows, 2, frozenset({0}))) is None
    assert fault(answer, Expected(rows, 2)) is not None
    assert fault([[["a", "b"], ["x", "y"]]], Expected(rows, 2, frozenset({0}))) is not None
    assert fault([[["a", "b", None], ["y", "x"]]], Expected(rows, 2, frozenset({0}))) is not None


def test_a_list_without_order_holds_each_value_as_often() -> None:
    rows = [[["a", "a", "b"]]]
    assert fault([[["a", "b", "a"]]], Expected(rows, 1, frozenset({0}))) is None
    assert fault([[["a", "b", "b"]]], Expected(rows, 1, frozenset({0}))) is not None


# Three rows tie in the middle; behind each row is what it is sorted by.
TIED = [["first", 9], ["b", 5], ["c", 5], ["d", 5], ["last", None]]


@pytest.mark.parametrize(
    ("answer", "skip", "limit"),
    [
        (["first", "d", "c", "b", "last"], 0, None),
        (["first", "d"], 0, 2),
        (["first", "c", "b"], 0, 3),
        (["d"], 2, 1),
        (["b", "last"], 3, 9),
        ([], 5, 3),
        ([], 0, 0),
    ],
)
def test_rows_that_tie_may_come_in_any_order_and_any_of_them_be_cut_off(
    answer: list[str], skip: int, limit: int | None
) -> None:
    assert fault([[each] for each in answer], Expected(TIED, 1, skip=skip, limit=limit)) is None


@pytest.mark.parametrize(
    ("answer", "skip", "limit"),
    [
        (["b", "first", "c", "d", "last"], 0, None),
        (["first", "last"], 0, 2),
        (["first", "b", "b"], 0, 3),
        (["b", "c"], 0, 2),
        (["first"], 0, 2),
        (["first"], 1, 1),
        (["last", "b"], 3, 9),
    ],
)
def test_a_row_out_of_its_place_or_twice_is_wrong(answer: list[str], skip: int, limit: int | None) -> None:
    assert fault([[each] for each in answer], Expected(TIED, 1, skip=skip, limit=limit)) is not None


def test_without_an_order_a_limit_may_leave_any_rows() -> None:
    rows = [["a"], ["b"], ["b"]]
    assert fault([["b"], ["b"]], Expected(rows, 1, limit=2)) is None
    assert fault([["a"], ["a"]], Expected(rows, 1, limit=2)) is not None
    assert fault([["c"], ["b"]], Expected(rows, 1, limit=2)) is not None


def test_sort_keys_that_differ_in_their_last_digit_tie() -> None:
    rows = [["a", 0.1 + 0.2], ["b", 0.3], ["c", 0.4]]
    assert fault([["b"], ["a"], ["c"]], Expected(rows, 1)) is None


def test_a_query_depends_on_its_seed_and_number_alone() -> None:
    graph = sample_graph()
    alone = query_text(drawn(3, 41, graph))
    several = [query_text(drawn(3, number, graph)) for number in range(60)]
    assert several[41] == alone
    assert [query_text(drawn(3, number, graph)) for number in range(60)] == several
    assert len(set(several)) == 60
    assert query_text(drawn(4, 41, graph)) != alone


def test_the_grammar_draws_every_clause_and_the_usual_combinations() -> None:
    graph = sample_graph()
    texts = [query_text(drawn(0, number, graph)) for number in range(1_000)]
    for sign in (
        "OPTIONAL MATCH", "WHERE EXISTS {", "NOT EXISTS {", "COUNT {", "CALL (", "CALL {", "CALL ()", "UNWIND", " WITH ", "DISTINCT",
        "UNION", "shortestPath", "collect(", "count(DISTINCT", "ORDER BY", "SKIP", "LIMIT", "CASE", "coalesce(", "reduce(", "any(",
        "none(", "keys(", "labels(", "properties(", "type(", "IS NULL", "$p", "*]", "*..", " | ", "nodes(", ".knowledgeBase", ".title",
    ):  # fmt: skip
        assert any(sign in text for text in texts), sign
    assert sum("OPTIONAL MATCH" in text and "count(" in text for text in texts) > 20
    assert sum(text.count("]-") > 1 for text in texts) > 300


def test_the_sample_graph_has_what_queries_stumble_over() -> None:
    graph = sample_graph()
    assert 180 <= sum(map(len, graph.nodes.values())) <= 240
    assert 500 <= sum(map(len, graph.links.values())) <= 700
    entities, links = graph.nodes["Entity"], graph.links["CO_OCCURS_WITH"]
    names = [entity.properties["name"] for entity in entities]
    assert len(set(names)) < len(names)
    neighbours = {end for link in links for end in (link.a, link.b)}
    assert any(entity.id not in neighbours for entity in entities)
    ids = {node.id for held in graph.nodes.values() for node in held}
    assert all({link.a, link.b} <= ids for held in graph.links.values() for link in held)
    documents = [chunk.properties["docId"] for chunk in graph.nodes["Chunk"]]
    assert max(documents.count(document) for document in documents) > 50


NAMES = Item("e.name", "name")


def test_the_reference_of_a_query_has_all_rows_and_what_they_are_sorted_by() -> None:
    branch = Branch(
        ("MATCH (e)",),
        (NAMES,),
        order=(SortKey("e.docs", descending=True, column=False), SortKey("name")),
        limit=3,
    )
    assert (
        query_text(Query((branch,))) == "MATCH (e) RETURN e.name AS name ORDER BY e.docs DESC, name LIMIT 3"
    )
    assert reference_text(Query((branch,))) == (
        "MATCH (e) WITH e.name AS name, e.docs AS key0 RETURN name, key0, name AS key1 ORDER BY key0 DESC, key1"
    )
    plain = Branch(("MATCH (e)",), (NAMES,), distinct=True, skip=1)
    assert reference_text(Query((plain,))) == "MATCH (e) RETURN DISTINCT e.name AS name"


def test_a_query_is_made_as_short_as_what_it_shows_allows() -> None:
    graph = sample_graph()
    query = next(
        query
        for query in (drawn(1, number, graph) for number in range(500))
        if query_text(query).count("count(") > 1
    )
    short = shrunk(query, lambda less: "count(" in query_text(less), tries=5_000)
    assert query_text(short).count("count(") == 1
    assert len(query_text(short)) < 60


def test_an_item_is_left_out_with_what_stands_around_the_list() -> None:
    query = Query((Branch((words("MATCH (e)", listing(["a", "b"], " AND ", before=" WHERE ")),), (NAMES,)),))
    assert query_text(query) == "MATCH (e) WHERE a AND b RETURN e.name AS name"
    short = shrunk(query, lambda less: "MATCH (e)" in query_text(less))
    assert query_text(short) == "MATCH (e) RETURN e.name AS name"


def test_queries_that_differ_in_names_and_values_alone_have_one_form() -> None:
    one = form("MATCH (e1:Entity)-[:FROM_CHUNK]->(c1) WHERE e1.docs > 3 RETURN e1.name AS a0")
    other = form("MATCH (c2:Chunk)-[:FROM_DOCUMENT]->(d7) WHERE c2.index > 12 RETURN c2.name AS a1")
    assert one == other == "MATCH (_:_)-[:_]->(_) WHERE _._ > 0 RETURN _.name AS _"
    assert form("RETURN e1.text AS a0") != form("RETURN e1.title AS a0")


def test_kept_answers_are_those_of_the_graph_query_and_parameters(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    kept = KeptAnswers(path, "graph")
    kept.put("RETURN $p", {"p": 1}, Answer([[1, None, [0.5, "ü"]]], truncated=True))
    kept.close()
    again, other = KeptAnswers(path, "graph"), KeptAnswers(path, "another")
    assert again.get("RETURN $p", {"p": 1}) == Answer([[1, None, [0.5, "ü"]]], truncated=True)
    assert again.get("RETURN $p", {"p": 2}) is None
    assert other.get("RETURN $p", {"p": 1}) is None
    again.close()
    other.close()


def test_a_store_of_a_comparison_holds_the_sample_graph_and_nothing_else(tmp_path: Path) -> None:
    graph = sample_graph()
    with open_store(StoreSettings(path=tmp_path / "a.kgl")) as store:
        write(graph, store)
        nodes = next(iter(store.stream("MATCH (n) RETURN count(n) AS n")))["n"]
        links = next(iter(store.stream("MATCH ()-[r]->() RETURN count(r) AS n")))["n"]
    assert nodes == sum(map(len, graph.nodes.values()))
    assert links == sum(len(graph.links[kind.type]) for kind in LINK_KINDS)
