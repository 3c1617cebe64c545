"""``graphmill query``: Cypher of one's own, or a saved query by its name."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from extractors.errors import UsageError
from flows.commands.options import COMMON, Common, refuse_option
from flows.commands.queries import find_query
from flows.errors import EXIT_OK
from flows.project.stores import open_project_store
from flows.terminal.output import print_csv, print_error, print_json, print_table, print_warning
from graph.queries.saved import NAME, run_saved, with_entities
from graph.queries.warnings import ask
from graph.stores.protocol import QueryResult

MOST_ROWS = 1_000
"""Rows that a query may return where nothing else is said."""

Form = Literal["table", "json", "csv"]
"""How the rows of an answer are printed."""


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
    refuse_option(cypher)
    if csv and common.json:
        raise UsageError("--csv and --json are two forms of one answer: give one of them.")
    form: Form = "csv" if csv else "json" if common.json else "table"
    settings = common.settings()
    given = param or []
    most = MOST_ROWS if limit is None else limit
    if is_name(cypher):
        saved = find_query(cypher, settings)
        values = dict(given_value(text) for text in given)
        takes_limit = any(parameter.name == "limit" for parameter in saved.parameters)
        if takes_limit and limit is not None:
            values.setdefault("limit", str(limit))
        bound = saved.bind(values)
        with open_project_store(settings) as store:
            result = run_saved(
                store,
                saved,
                with_entities(store, saved, bound),
                timeout=timeout,
                limit=max(most, bound["limit"]) if takes_limit else most,
            )
    else:
        text = sys.stdin.read() if cypher == "-" else cypher
        parameters = dict(_parameter(each) for each in given)
        with open_project_store(settings) as store:
            result = ask(store, text, parameters, limit=most, timeout=timeout)
    print_result(result, form)
    return EXIT_OK


def is_name(text: str) -> bool:
    """Tell whether a text is the name of a saved query rather than Cypher, none of which is one word."""
    return NAME.fullmatch(text) is not None


def print_result(result: QueryResult, form: Form) -> None:
    """Print the rows of an answer, and its warnings on standard error; says so when there were more than were fetched."""
    if form == "json":
        print_json([dict(zip(result.columns, row, strict=True)) for row in result.rows])
    elif form == "csv":
        print_csv(result.columns, result.rows)
    else:
        print_table(result.columns, result.rows)
    for warning in result.warnings:
        print_warning(warning)
    if result.truncated:
        print_error(
            f"only the first {len(result.rows):,} rows are shown. Raise --limit (and store.query_rows) or narrow the query."
        )


def given_value(text: str) -> tuple[str, str]:
    """Return the two sides of a ``--param NAME=VALUE``.

    Raises:
        UsageError: It has no name, or no value.

    """
    name, mark, value = text.partition("=")
    if not mark or not name.isidentifier():
        raise UsageError(f"--param {text}: give it as NAME=VALUE, for instance --param name=Keller")
    return name, value


def _parameter(text: str) -> tuple[str, Any]:
    name, value = given_value(text)
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value
