"""What is known to differ between the stores and is kept out of the comparison, each with its reason.

The grammar draws nothing of the list. What has a name of its own below it is recognized in answers that differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from benchmarks.cypher_comparison.answers import Expected, Row, fault

NOT_DRAWN = {
    "round()": "halves go away from zero on the one store, to the even neighbour or up on the other",
    "=~": "two languages of regular expressions",
    "division by an expression": "division by zero is null, an error or infinity",
    "log() and sqrt() of what may be negative or zero": "the same",
    "1 and 1.0 in one column": "two values in DISTINCT and in groups on the embedded store",
    "toString() of fractions": "other digits and exponents",
    "stDev()": "of one value it is null or 0.0",
    "dates, times, durations": "months, summer time, nanoseconds",
    "id(), elementId()": "numbers of the store",
    "labels() in their order": "each store has an order of its own; they are drawn as a bag",
    "reverse() of a list": "the server refuses one that is stored as a property",
    "a null added to a list": "null or a list with null",
    "characters beyond the Basic Multilingual Plane": "Neo4j counts two for one",
    "the nodes of a shortest path": "there may be others as short; its length is drawn",
    "LIMIT without a total order within a query": "any rows are right, and what follows from them",
}


WHOLE_SUM = "the sum of fractions that comes to a whole number is an integer on the embedded store"


def known_difference(text: str, answer: Sequence[Row], expected: Expected) -> str | None:
    """Return the name of what is known to differ, if the answer to a query is right but for that."""
    if "sum(" in text:
        rows = [[_whole(value) for value in row] for row in expected.rows]
        answered = [[_whole(value) for value in row] for row in answer]
        if fault(answered, replace(expected, rows=rows)) is None:
            return WHOLE_SUM
    return None


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
