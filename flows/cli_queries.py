"""The commands that ask the graph: Cypher of one's own, saved queries, full-text search."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import App, Parameter

from extractors.errors import UsageError
from flows.commands import entity
from flows.commands.options import COMMON, Common, refuse_option


def register(app: App) -> None:
    """Add the commands of this module to the command line."""
    for command in (query, queries, search):
        app.command(command)


def query(
    cypher: Annotated[str, Parameter(allow_leading_hyphen=True)],
    *,
    param: Annotated[
        list[str] | None,
        Parameter(
            help="A parameter as NAME=VALUE, repeatable. In Cypher VALUE is JSON or text; a saved query says what it takes."
        ),
    ] = None,
    limit: Annotated[int | None, Parameter(help="Most rows, 1000 unless the query says otherwise.")] = None,
    timeout: Annotated[
        float | None, Parameter(help="Seconds a query may run, at most store.query_timeout.")
    ] = None,
    csv: Annotated[
        bool, Parameter(help="Print CSV with a header instead of a table; lists and maps are JSON in a cell.")
    ] = False,
    common: Common = COMMON,
) -> int:
    """Ask the graph in Cypher, read-only, or by the name of a saved query.

    Parameters
    ----------
    cypher
        The query, or the name of a saved one (`graphmill queries`); "-" reads Cypher from standard input.

    """
    from flows.commands import queries

    refuse_option(cypher)
    if csv and common.json:
        raise UsageError("--csv and --json are two forms of one answer: give one of them.")
    form: entity.Form = "csv" if csv else "json" if common.json else "table"
    settings = common.settings()
    if queries.is_name(cypher):
        asked = queries.Asked(cypher, param or [], limit, timeout)
        return queries.run_named(asked, settings, form)
    text = sys.stdin.read() if cypher == "-" else cypher
    most = entity.MOST_ROWS if limit is None else limit
    return entity.run_query(text, param or [], settings, limit=most, timeout=timeout, form=form)


def queries(name: str | None = None, *, common: Common = COMMON) -> int:
    """List the saved queries, or show one: what it asks, its parameters, its Cypher.

    Queries of your own are the .cypher files of the folder "queries" beside graphmill.toml.

    Parameters
    ----------
    name
        The query to show.

    """
    from flows.commands import queries as commands

    if name is None:
        return commands.list_queries(common.settings(), as_json=common.json)
    return commands.show_query(name, common.settings(), as_json=common.json)


def search(
    text: str,
    *,
    type_: Annotated[str | None, Parameter("--type", help="Only entities of this type, as person.")] = None,
    limit: Annotated[int, Parameter(help="Most entities.")] = 10,
    common: Common = COMMON,
) -> int:
    """Find entities by words of their names: in any order, with a slip, the last one perhaps unfinished.

    Parameters
    ----------
    text
        Words of a name or an alias.

    """
    from flows.commands.queries import search_entities

    return search_entities(text, common.settings(), type_name=type_, limit=limit, as_json=common.json)
