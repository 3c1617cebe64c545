"""The table of queries: what its files may say, and how a verdict is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.cypher_table import (
    VERDICTS,
    Answer,
    Row,
    every_row,
    exactly,
    is_ordered,
    load,
    save,
    verdict_on,
)

SECTIONS = load()
ROWS = list(every_row(SECTIONS))


def answer(*rows: tuple[Any, ...]) -> Answer:
    return Answer(("x",), rows, exact=tuple(map(exactly, rows)))


def test_the_table_has_enough_rows_and_none_twice() -> None:
    asked = [(each.graph, row.query, exactly(row.parameters)) for each in SECTIONS for row in each.rows]
    assert len(asked) >= 300
    assert sorted(each for each in set(asked) if asked.count(each) > 1) == []


def test_every_difference_is_explained_in_a_sentence() -> None:
    assert [row.query for row in ROWS if row.verdict == "differs" and not row.why.endswith(".")] == []


def test_no_question_ends_in_an_error_of_the_engine_where_neo4j_answers() -> None:
    assert {row.verdict for row in ROWS} == set(VERDICTS) - {"fails"}


def test_answers_are_short() -> None:
    assert [row.query for row in ROWS for each in (row.embedded, row.neo4j) if len(each.rows) > 16] == []


def test_the_files_are_as_the_generator_writes_them(tmp_path: Path) -> None:
    for section in SECTIONS:
        copy = replace(section, path=tmp_path / section.path.name)
        save(copy)
        assert copy.path.read_text("utf-8") == section.path.read_text("utf-8")


@pytest.mark.parametrize(
    ("embedded", "neo4j", "verdict"),
    [
        (answer((1,)), answer((1,)), "agrees"),
        (answer((1,)), answer((1.0,)), "differs"),
        (answer((None,)), answer(("null",)), "differs"),
        (answer((1,)), Answer(error="no"), "differs"),
        (Answer(error="no", refused=True), answer((1,)), "refused"),
        (Answer(error="no", refused=True), Answer(error="never"), "refused"),
        (Answer(error="no"), Answer(error="never"), "refused"),
        (Answer(error="no"), answer((1,)), "fails"),
    ],
)
def test_two_answers_make_a_verdict(embedded: Answer, neo4j: Answer, verdict: str) -> None:
    assert verdict_on(Row("RETURN 1 AS x"), embedded, neo4j).verdict == verdict


def test_columns_are_part_of_an_answer() -> None:
    other = Answer(("y",), ((1,),), exact=(exactly((1,)),))
    assert verdict_on(Row("RETURN 1"), answer((1,)), other).verdict == "differs"


@pytest.mark.parametrize(
    ("query", "ordered"),
    [
        ("RETURN 1 AS x ORDER BY x", True),
        ("MATCH (n) WITH n ORDER BY n.name RETURN n", False),
        ("RETURN COLLECT { MATCH (n) RETURN n ORDER BY n.name } AS x", False),
        ("CALL { RETURN 1 AS x ORDER BY x } RETURN x", False),
        ("RETURN 1 AS x ORDER BY x UNION RETURN 2 AS x", False),
        ("RETURN 1 AS x order by x // RETURN", True),
    ],
)
def test_only_a_last_order_by_orders_the_rows(query: str, ordered: bool) -> None:
    assert is_ordered(query) is ordered


def test_the_last_digit_of_a_mean_is_no_difference() -> None:
    assert exactly([1.7500000000000002, {"a": 0.1 + 0.2}]) == exactly([1.75, {"a": 0.3}])
    assert exactly(1.75) != exactly(1.7500001)
    assert exactly(1) != exactly(1.0)
