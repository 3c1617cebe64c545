"""The page that is made from the table of queries: docs/cypher.md, and how it shows values."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.cypher.page import PAGE, page, shown
from tests.support.cypher_table import load, short

NODE = {"labels": ["Entity", "Person", "__Entity__"], "properties": {"name": "Zoë", "docs": 1}}
LINK = {"type": "CO_OCCURS_WITH", "properties": {"count": 2, "id": "a|b"}}


def test_the_page_is_what_the_table_makes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(load())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (NODE, '(:Entity:Person {name: "Zoë"})'),
        (LINK, "[:CO_OCCURS_WITH {count: 2}]"),
        (
            {"nodes": [NODE, NODE], "relationships": [LINK]},
            '(:Entity:Person {name: "Zoë"})-[:CO_OCCURS_WITH {count: 2}]-(:Entity:Person {name: "Zoë"})',
        ),
        ({"b": [None, True], "a": 1.5}, "{a: 1.5, b: [null, true]}"),
        ("it's\n", r"'it\'s\n'"),
        ({"two words": 1}, "{`two words`: 1}"),
    ],
)
def test_values_are_shown_as_cypher_writes_them(value: Any, text: str) -> None:
    assert shown(short(value)) == text
