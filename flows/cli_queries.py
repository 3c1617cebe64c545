"""The commands that ask the graph: Cypher of one's own, saved queries, full-text search."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import App, Parameter

from flows.cli_options import COMMON, Common, refuse_option


def register(app: App) -> None:
    """Add the commands of this module to the command line."""
    app.command(query)


def query(
    cypher: Annotated[str, Parameter(allow_leading_hyphen=True)],
    *,
    param: Annotated[
        list[str] | None, Parameter(help="A parameter as NAME=VALUE (VALUE is JSON or text); repeatable.")
    ] = None,
    limit: Annotated[int, Parameter(help="Most rows to fetch.")] = 1000,
    timeout: Annotated[float, Parameter(help="Seconds a query may run.")] = 30.0,
    common: Common = COMMON,
) -> int:
    """Ask the graph in Cypher, read-only.

    Parameters
    ----------
    cypher
        The query; "-" reads it from standard input.

    """
    from flows.commands.explore import run_query

    refuse_option(cypher)
    text = sys.stdin.read() if cypher == "-" else cypher
    return run_query(text, param or [], common.settings(), limit=limit, timeout=timeout, as_json=common.json)
