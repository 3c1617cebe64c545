"""Values of Neo4j's driver in plain form, where no server of every release gives them."""

from __future__ import annotations

from typing import Any

import pytest
from neo4j.time import DateTime, Time
from neo4j.vector import Vector

from graph.errors import QueryFailedError
from graph.stores.neo4j.reading import plain


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (Vector([1.0, float("inf")], "f64"), [1.0, "Infinity"]),
        (Vector([1, 2], "i8"), [1, 2]),
        (Time(7, 8, 59, 999_999_999), "07:08:59.999999"),
        (DateTime(2024, 12, 31, 23, 59, 59, 999_999_999), "2024-12-31T23:59:59.999999"),
    ],
)
def test_a_value_of_the_driver_is_made_plain(value: Any, form: Any) -> None:
    assert plain({"values": [value]}) == {"values": [form]}


def test_what_the_driver_cannot_read_is_told() -> None:
    with pytest.raises(QueryFailedError, match=r"toString\(\)"):
        plain([object()])
