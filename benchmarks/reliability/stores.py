"""The Neo4j server that the benchmarks use: the one named by NEO4J_URI, else one of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def neo4j_environment(store: str) -> Iterator[None]:
    """Point graphmill's variables at a Neo4j server while inside; nothing to do for the embedded store."""
    if store != "neo4j":
        yield
        return
    if uri := os.environ.get("NEO4J_URI"):
        os.environ["GRAPHMILL_STORE__URI"] = uri
        os.environ["GRAPHMILL_STORE__USER"] = os.environ.get("NEO4J_USER", "neo4j")
        yield
        return
    from tests.support.neo4j_server.launcher import started

    with started(heap="1500m") as server:
        os.environ |= {
            "GRAPHMILL_STORE__URI": server.uri,
            "GRAPHMILL_STORE__USER": server.user,
            "NEO4J_PASSWORD": server.password,
        }
        yield
