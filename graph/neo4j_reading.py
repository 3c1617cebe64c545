"""Users' queries on a Neo4j server: the plan is looked at first, then the query runs in a session that only reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import neo4j
from neo4j import exceptions

from graph.answers import Bounds, gather, too_slow
from graph.errors import QueryFailedError, QueryRefusedError
from graph.read_guard import check_plan, check_readable
from graph.store import QueryResult

FETCH_ROWS = 200
"""Rows that are on their way at a time: what the row cap and the size leave over is fetched for nothing."""

METADATA = {"app": "graphmill query"}
"""What ``SHOW TRANSACTIONS YIELD metaData`` shows of a user's query."""


def answer(session: neo4j.Session, cypher: str, values: Mapping[str, Any], bounds: Bounds) -> QueryResult:
    """Run a user's query that does nothing but read; the server ends it when its time is over.

    Raises:
        QueryRefusedError: The query would do more than read the graph.
        QueryFailedError: The server cannot run it, or it took too long, too much memory or gave too much.
        neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError: The server cannot be reached, or fails.

    """
    text = check_readable(cypher)
    parameters = dict(values)
    try:
        plan = session.run(_query(f"EXPLAIN {text}", bounds), parameters).consume()
        if plan.query_type != "r":
            raise QueryRefusedError(
                "The query would do more than read the graph; only reading is allowed here."
            )
        check_plan(plan.plan)
        result = session.run(_query(text, bounds), parameters)
        columns = tuple(result.keys())
        return gather(columns, (tuple(map(plain, record)) for record in result), bounds)
    except exceptions.ClientError as error:
        raise _refused(error, bounds) from error
    except exceptions.TransientError as error:
        if "OutOfMemory" not in str(error.code):
            raise
        raise QueryFailedError(
            "The query takes more memory than the server gives it; narrow it, or let the server give more."
        ) from error
    except (TypeError, ValueError, OverflowError) as error:
        raise QueryFailedError(f"The query cannot be sent to the server: {error}") from error


def plain(value: Any) -> Any:
    """Return a value of the driver as plain data, nodes and relationships in the shape the embedded store gives."""
    if isinstance(value, neo4j.graph.Node):
        return {
            "labels": sorted(value.labels),
            "properties": {key: plain(each) for key, each in value.items()},
        }
    if isinstance(value, neo4j.graph.Relationship):
        return {"type": value.type, "properties": {key: plain(each) for key, each in value.items()}}
    if isinstance(value, neo4j.graph.Path):
        return {
            "nodes": [plain(node) for node in value.nodes],
            "relationships": [plain(each) for each in value.relationships],
        }
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value.iso_format() if hasattr(value, "iso_format") else value


def _query(text: str, bounds: Bounds) -> neo4j.Query:
    return neo4j.Query(text, metadata=METADATA, timeout=bounds.seconds)


def _refused(error: exceptions.ClientError, bounds: Bounds) -> QueryFailedError | QueryRefusedError:
    code = str(error.code)
    if "TransactionTimedOut" in code:
        return too_slow(bounds)
    if "AccessMode" in code:
        return QueryRefusedError("The query would write to the graph; only reading is allowed here.")
    return QueryFailedError(f"The query cannot be run: {error.message}")
