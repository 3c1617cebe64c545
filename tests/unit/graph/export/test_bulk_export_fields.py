"""Fields of the files for a bulk import: what each value looks like, and which values no field can say."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.export.neo4j_admin import ARRAY_DELIMITER, Column, quoted

TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(list('",;|\n\r\\\x1f\x00\t ')))


@pytest.mark.parametrize(
    ("value", "field", "header"),
    [
        (None, "", "x:string"),
        ("", '""', "x:string"),
        ('say "no", \r\n', '"say ""no"", \r\n"', "x:string"),
        (True, "true", "x:boolean"),
        (7, "7", "x:long"),
        (-(2**62), "-4611686018427387904", "x:long"),
        (0.1, "0.1", "x:double"),
        (1e-300, "1e-300", "x:double"),
        (["a", ""], '"a\x1f"', "x:string[]"),
        ([1, 2], "1\x1f2", "x:long[]"),
        ([0.5], "0.5", "x:double[]"),
        ([True, False], "true\x1ffalse", "x:boolean[]"),
    ],
)
def test_a_value_is_a_field_under_a_header_with_its_type(value: Any, field: str, header: str) -> None:
    column = Column("x")
    assert column.cell(value) == field
    assert column.header == header


@pytest.mark.parametrize(
    "value", [[], [""], [f"a{ARRAY_DELIMITER}b"], ["a", ARRAY_DELIMITER], [1, 0.5], [1, True]]
)
def test_what_no_field_can_say_is_told(value: Any) -> None:
    column = Column("x")
    assert column.cell(value) is None
    assert column.header == "x:string", "and leaves the column as it was"


@pytest.mark.parametrize(("first", "other"), [(1, 1.0), ("1", 1), (["1"], "1"), (1, True), ([1], [1.5])])
def test_a_column_has_one_type(first: Any, other: Any) -> None:
    column = Column("x")
    assert column.cell(first) is not None
    assert column.cell(other) is None
    assert column.cell(first) is not None


@given(st.lists(TEXTS, min_size=1))
def test_another_reader_of_such_files_finds_the_texts(texts: list[str]) -> None:
    line = ",".join(map(quoted, texts)) + "\n"
    assert next(csv.reader(io.StringIO(line, newline=""), strict=True)) == texts


@given(st.lists(TEXTS))
def test_a_list_is_said_by_a_field_or_not_at_all(texts: list[str]) -> None:
    cell = Column("x").cell(texts)
    if cell is None:
        assert texts in ([], [""]) or any(ARRAY_DELIMITER in each for each in texts)
    else:
        assert cell[1:-1].replace('""', '"').split(ARRAY_DELIMITER) == texts
