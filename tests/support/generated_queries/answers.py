"""Whether an answer is right, given all rows in a right order.

The order of rows counts where the query sorts them, but not among rows that it holds equal; where it cuts rows off, any of those may be
left out. The order inside a list counts unless its column is one of those where it is not certain. Decimal fractions may differ
by one part in 10^9.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

TOLERANCE = 1e-9
NEAR = 100
"""So many rows are looked at whether they differ in the last digits of fractions only."""
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """All rows in a right order; behind their first ``width`` columns come those that they are sorted by.

    ``unordered`` are the columns in whose lists the order does not count. An answer skips ``skip`` rows and has at most ``limit``.
    """

    rows: Sequence[Row]
    width: int
    unordered: frozenset[int] = frozenset()
    skip: int = 0
    limit: int | None = None


def fault(answer: Sequence[Row], expected: Expected) -> str | None:
    """Return what is wrong with the rows of an answer, or None if they are right."""
    rows = expected.rows[expected.skip :]
    wanted = len(rows) if expected.limit is None else min(len(rows), expected.limit)
    if len(answer) != wanted:
        return f"{len(answer)} rows for {wanted}"
    for start, stop in _ties(expected):
        first, last = max(start - expected.skip, 0), min(stop - expected.skip, wanted)
        if first >= last:
            continue
        allowed = [row[: expected.width] for row in expected.rows[start:stop]]
        strange = _without(answer[first:last], allowed, expected.unordered)
        if strange:
            return f"row {first + 1} to {last}: {len(strange)} not right, such as {strange[0]!r}"
    return None


def _ties(expected: Expected) -> Iterator[tuple[int, int]]:
    """Yield the places of the first row, and of that behind the last, of rows that the sorting holds equal."""
    start = 0
    for place, row in enumerate(expected.rows):
        if not alike(row[expected.width :], expected.rows[start][expected.width :]):
            yield start, place
            start = place
    yield start, len(expected.rows)


def _without(rows: Sequence[Row], allowed: Sequence[Row], unordered: frozenset[int]) -> list[Row]:
    """Return the rows that are left when each of those allowed has been taken away once."""
    held = Counter(_key(row, unordered) for row in allowed)
    by_key = {_key(row, unordered): row for row in allowed}
    left: list[Row] = []
    for row in rows:
        key = _key(row, unordered)
        if held[key]:
            held[key] -= 1
        else:
            left.append(row)
    if not left or len(left) > NEAR:
        return left
    # Two fractions that differ in their last digits may have been rounded to different keys.
    near = [by_key[key] for key, count in held.items() for _ in range(count)]
    return [row for row in left if not _take(row, near, unordered)]


def _take(row: Row, rows: list[Row], unordered: frozenset[int]) -> bool:
    for place, other in enumerate(rows):
        if len(row) == len(other) and all(
            alike(one, another, unordered=column in unordered)
            for column, (one, another) in enumerate(zip(row, other, strict=True))
        ):
            del rows[place]
            return True
    return False


def alike(one: Any, other: Any, *, unordered: bool = False) -> bool:
    """Tell whether two values are the same, of the same type, fractions nearly so."""
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        if len(one) != len(other):
            return False
        if unordered:
            one, other = sorted(one, key=_text), sorted(other, key=_text)
        return all(alike(a, b, unordered=unordered) for a, b in zip(one, other, strict=True))
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            alike(one[key], other[key], unordered=unordered) for key in one
        )
    if isinstance(one, float):
        return one == other or math.isclose(one, other, rel_tol=TOLERANCE) or (one != one and other != other)
    return bool(one == other)


def _key(row: Row, unordered: frozenset[int]) -> tuple[str, ...]:
    return tuple(_text(value, unordered=place in unordered) for place, value in enumerate(row))


def _text(value: Any, *, unordered: bool = False) -> str:
    """Return a value as text that is the same for the same value, with the types of numbers and ten digits of fractions."""
    if isinstance(value, float):
        return f"{value:.9e}"
    if isinstance(value, (list, tuple)):
        parts = [_text(each, unordered=unordered) for each in value]
        return f"[{', '.join(sorted(parts) if unordered else parts)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_text(value[key], unordered=unordered)}' for key in sorted(value))}}}"
    return repr(value)
