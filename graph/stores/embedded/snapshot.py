"""How users' queries read an embedded graph: a copy of it as it is at the query's start, which takes no writes.

kglite gives such a copy in a microsecond, for it shares with the graph what neither has changed since; writers go on, and what they
commit meanwhile the query does not see. Unlike a session, a copy can do without passes of the optimizer. It refuses to write, for it has
no log; to be marked as read-only it would have to part with all that it shares.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from graph.cypher.passes import OPTIONAL


def query_snapshot(
    session: Any,
    text: str,
    parameters: Mapping[str, Any],
    *,
    timeout_ms: int,
    row_limit: int,
    without: Sequence[str],
) -> Any:
    """Run a query on a copy that is the query's own, ``without`` some passes of the optimizer, and return kglite's answer.

    ``timeout_ms`` ends the query, ``row_limit`` cuts its answer. Any number of threads may do so while others write.

    Raises:
        ValueError: The query writes, or a parameter has no like in Cypher.
        kglite.CypherTimeoutError: The query took longer than it may.
        kglite.KgError: The query cannot be run.

    """
    # A copy belongs to one thread at a time, so none is kept.
    copy = session.cursor()
    deadline = time.monotonic() + timeout_ms / 1_000

    def answer(passes: list[str]) -> Any:
        return copy.cypher(
            text,
            params=dict(parameters),
            timeout_ms=max(1, int((deadline - time.monotonic()) * 1_000)),
            row_limit=row_limit,
            # Rows that are made as they are fetched would keep the copy, and be made outside the time that the query has.
            streaming=False,
            disabled_passes=passes,
        )

    found = answer(list(without))
    if not found.columns and OPTIONAL not in without:
        return answer([*without, OPTIONAL])
    return found
