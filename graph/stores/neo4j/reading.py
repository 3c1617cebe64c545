"""Users' queries on a Neo4j server: the plan is looked at first, then the query runs in a session that only reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

import neo4j
import neo4j.time
from neo4j import exceptions
from neo4j.spatial import Point, WGS84Point

from graph.cypher.read_guard import check_plan, check_readable
from graph.errors import QueryFailedError, QueryRefusedError
from graph.stores import values
from graph.stores.bounds import Bounds, gather, same_ends, too_slow, unreadable
from graph.stores.protocol import QueryResult

FETCH_ROWS = 200
"""Rows that are on their way at a time: what the row cap and the size leave over is fetched for nothing."""

EXPLAIN = "EXPLAIN "
"""Asks for the plan of what follows."""
_PLACE = re.compile(r"\(line (\d+), column (\d+) \(offset: (\d+)\)\)")
METADATA = {"app": "graphmill query"}
"""What ``SHOW TRANSACTIONS YIELD metaData`` shows of a user's query."""

SAME_ENDS = "start and end nodes are the same"


def answer(session: neo4j.Session, cypher: str, given: Mapping[str, Any], bounds: Bounds) -> QueryResult:
    """Run a user's query that does nothing but read; the server ends it when its time is over.

    Raises:
        QueryRefusedError: The query would do more than read the graph.
        QueryFailedError: The server cannot run it, or it took too long, too much memory or gave too much, or what cannot be shown.
        neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError: The server cannot be reached, or fails.

    """
    text = check_readable(cypher)
    parameters = dict(given)
    before = EXPLAIN
    try:
        plan = session.run(_query(f"{EXPLAIN}{text}", bounds), parameters).consume()
        before = ""
        if plan.query_type != "r":
            raise QueryRefusedError(
                "The query would do more than read the graph; only reading is allowed here."
            )
        check_plan(plan.plan)
        result = session.run(_query(text, bounds), parameters)
        columns = tuple(result.keys())
        return gather(columns, (tuple(map(plain, record)) for record in result), bounds)
    except exceptions.Neo4jError as error:
        told = _of_the_query(error, bounds, before)
        if told is None:
            raise
        raise told from error
    except exceptions.BrokenRecordError as error:
        raise unreadable() from error
    except (TypeError, ValueError, OverflowError) as error:
        raise QueryFailedError(f"The query cannot be sent to the server: {error}") from error


def plain(value: Any) -> Any:
    """Return a value of the driver in the form of :mod:`graph.stores.values`."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return values.number(value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return values.mapping({key: plain(each) for key, each in value.items()})
    if isinstance(value, (bytes, bytearray)):
        return values.binary(value)
    return _graph_value(value)


def _graph_value(value: Any) -> Any:
    if isinstance(value, neo4j.graph.Node):
        return values.node(value.labels, {key: plain(each) for key, each in value.items()})
    if isinstance(value, neo4j.graph.Relationship):
        return values.relationship(value.type, {key: plain(each) for key, each in value.items()})
    if isinstance(value, neo4j.graph.Path):
        return values.path(
            [plain(each) for each in value.nodes], [plain(each) for each in value.relationships]
        )
    if isinstance(value, neo4j.time.Duration):
        return values.duration(value.months, value.days, value.seconds, value.nanoseconds)
    if isinstance(value, neo4j.time.Time):
        # The driver's own way to Python's time rounds, up to a second that is none.
        return values.moment(
            time(value.hour, value.minute, value.second, value.nanosecond // 1_000, value.tzinfo)
        )
    if isinstance(value, WGS84Point):
        return values.mapping(
            dict(zip(("longitude", "latitude", "height"), map(values.number, value), strict=False))
        )
    if isinstance(value, Point):
        return dict(zip("xyz", map(values.number, value), strict=False))
    # Within a list or map the driver leaves what it cannot read, in an object of its own.
    if not hasattr(value, "to_native"):
        raise unreadable()
    # A date, a date with a time, or a vector.
    native = value.to_native()
    return plain(native) if isinstance(native, list) else values.moment(native)


def _query(text: str, bounds: Bounds) -> neo4j.Query:
    return neo4j.Query(text, metadata=METADATA, timeout=bounds.seconds)


def _of_the_query(
    error: exceptions.Neo4jError, bounds: Bounds, before: str
) -> QueryFailedError | QueryRefusedError | None:
    """Return the error to raise for one of the server's that a query has brought about; None for one of the server itself.

    ``before`` is what was sent in front of the query.
    """
    code = str(error.code)
    if "TransactionTimedOut" in code:
        return too_slow(bounds)
    if "AccessMode" in code:
        return QueryRefusedError("The query would write to the graph; only reading is allowed here.")
    if SAME_ENDS in str(error.message):
        return same_ends()
    if "OutOfMemory" in code:
        return QueryFailedError(
            "The query takes more memory than the server gives it; narrow it, or let the server give more."
        )
    if isinstance(error, exceptions.ClientError) or ".Statement." in code:
        return QueryFailedError(f"The query cannot be run: {_without(before, str(error.message))}")
    if code.startswith("Neo.DatabaseError.General."):
        return QueryFailedError(
            f"The server cannot run the query: {error.message}. Write it another way; where every query ends so, look at the "
            "server's log."
        )
    return None


def _without(before: str, message: str) -> str:
    """Return a message with its places as in the query alone: without what was sent in front of it, on its first line."""
    if not before:
        return message

    def moved(place: re.Match[str]) -> str:
        line, column, offset = map(int, place.groups())
        return f"(line {line}, column {column - (len(before) if line == 1 else 0)} (offset: {offset - len(before)}))"

    lines = _PLACE.sub(moved, message).split("\n")
    for number, line in enumerate(lines):
        quoted = line.lstrip()
        if quoted.startswith(f'"{before}'):
            lines[number] = line.replace(before, "", 1)
            lines[number + 1 :] = [each.removeprefix(" " * len(before)) for each in lines[number + 1 :]]
    return "\n".join(lines)
