"""Answers to users' queries, bounded in rows, in size and in time, whichever store gives them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graph.errors import QueryFailedError, QueryTimeoutError
from graph.stores.protocol import QueryResult
from graph.stores.settings import StoreSettings

# What a number, a truth value or the place of an entry in a list counts for.
_SCALAR = 8


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a query may take: ``seconds`` of time, ``rows`` of answer, ``size`` in bytes of all values, roughly.

    ``deadline`` is when its seconds are over, on the clock of :func:`time.monotonic`.
    """

    seconds: float
    rows: int
    size: int
    deadline: float

    @classmethod
    def of(cls, settings: StoreSettings, timeout: float | None, limit: int | None) -> Bounds:
        """Return the bounds of a query that starts now: those of the settings, or tighter ones of its own."""
        seconds = min(settings.query_timeout, settings.query_timeout if timeout is None else timeout)
        rows = min(settings.query_rows, settings.query_rows if limit is None else limit)
        return cls(seconds, rows, settings.query_bytes, time.monotonic() + seconds)


def gather(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], bounds: Bounds) -> QueryResult:
    """Return the rows up to the row cap, taking one more to know whether there are more.

    Raises:
        QueryFailedError: The values are larger than the bounds allow, or they come too slowly; the message has the remedy.

    """
    found: list[tuple[Any, ...]] = []
    size = 0
    for row in rows:
        if len(found) == bounds.rows:
            return QueryResult(columns, found, truncated=True)
        size += size_of(row)
        if size > bounds.size:
            raise QueryFailedError(
                f"The answer is larger than {bounds.size / 1e6:,.0f} MB at row {len(found) + 1:,}: return fewer or smaller "
                "values, or raise query_bytes."
            )
        if time.monotonic() > bounds.deadline:
            raise too_slow(bounds)
        found.append(row)
    return QueryResult(columns, found, truncated=False)


def too_slow(bounds: Bounds) -> QueryTimeoutError:
    """Return the error of a query that took its time and was ended."""
    return QueryTimeoutError(
        f"The query took longer than {bounds.seconds:g} s; narrow it, or raise query_timeout."
    )


def same_ends() -> QueryFailedError:
    """Return the error of a query that asks for a shortest path between a node and itself."""
    return QueryFailedError(
        "The query asks for a shortest path between a node and itself. Leave such pairs out, by WHERE a <> b with the names of "
        "the two ends of the path."
    )


def unreadable() -> QueryFailedError:
    """Return the error of a query whose answer holds a value that Python has not."""
    return QueryFailedError(
        "The answer holds what cannot be shown, such as a date outside the years 1 to 9999: return it as text, by toString()."
    )


def size_of(value: Any) -> int:
    """Return roughly how many bytes a value of an answer takes when written out."""
    if isinstance(value, (str, bytes)):
        return len(value) + _SCALAR
    if isinstance(value, dict):
        return _SCALAR + sum(len(key) + size_of(each) for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return _SCALAR + sum(map(size_of, value))
    return _SCALAR
