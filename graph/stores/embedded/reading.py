"""How an embedded graph answers users' queries, whether it is open to be written or a copy of it is read."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol

from graph.cypher.guard import GuardedQuery, guarded
from graph.cypher.read_guard import check_readable
from graph.cypher.rules.types import told_by_guard
from graph.errors import QueryFailedError
from graph.schema.labels import NODE_LABELS, OWN_LABELS
from graph.stores.bounds import Bounds, gather, same_ends, too_slow
from graph.stores.embedded.loading import import_kglite
from graph.stores.embedded.snapshot import query_snapshot
from graph.stores.embedded.values import rows_of
from graph.stores.protocol import QueryResult
from graph.stores.settings import StoreSettings

OWN_NODES = frozenset((*NODE_LABELS, *OWN_LABELS))
"""The first labels of all nodes that graphmill writes."""


class Copied(Protocol):
    """What copies of a graph can be had from, each for one query: a session of kglite, or a graph of its own."""

    @property
    def node_types(self) -> Any:
        """The first labels of all nodes that there are."""
        ...

    def cursor(self) -> Any:
        """Return a copy as the graph is now."""
        ...


def answer(
    copied: Copied,
    settings: StoreSettings,
    cypher: str,
    parameters: Mapping[str, Any],
    *,
    timeout: float | None,
    limit: int | None,
) -> QueryResult:
    """Run a user's query, as :mod:`graph.cypher` writes it, and return its answer.

    Raises:
        QueryRefusedError: The query may do more than read this graph.
        QueryFailedError: It cannot be run, or it took longer or gave more than the bounds allow.

    """
    kglite = import_kglite()
    bounds = Bounds.of(settings, timeout, limit)
    values = dict(parameters)
    foreign = not OWN_NODES.issuperset(copied.node_types)
    query = guarded(check_readable(cypher), values, foreign=foreign)

    def ask(asked: GuardedQuery) -> Any:
        return query_snapshot(
            copied,
            asked.text,
            values,
            timeout_ms=max(1, int((bounds.deadline - time.monotonic()) * 1000)),
            row_limit=bounds.rows + 1,
            without=asked.without,
        )

    try:
        if any(list(ask(each)) for each in query.same_ends):
            raise same_ends()
        view = ask(query)
    except kglite.CypherTimeoutError as error:
        raise too_slow(bounds) from error
    except (kglite.KgError, TypeError, ValueError, OverflowError) as error:
        raise QueryFailedError(f"The query cannot be run: {told_by_guard(str(error)) or error}") from error
    return gather(query.columns, rows_of(view, query.columns, foreign=foreign), bounds)
