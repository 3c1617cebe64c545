"""``graphmill query``, ``entity`` and ``mentions``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from extractors.errors import UsageError
from flows.commands.neighbourhood import check_hops, print_neighbourhood
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.terminal.output import (
    count,
    heading,
    print_csv,
    print_error,
    print_json,
    print_jsonl,
    print_sentences,
    print_table,
    print_warning,
)
from graph.stores.protocol import QueryResult

MOST_ROWS = 1_000
"""Rows that a query may return where nothing else is said."""

Form = Literal["table", "json", "csv"]
"""How the rows of an answer are printed."""


def run_query(
    cypher: str,
    parameters: Sequence[str],
    settings: Settings,
    *,
    limit: int,
    timeout: float | None,
    form: Form,
) -> int:
    """Run a read-only query and print its rows; says so when there were more than ``limit``."""
    from graph.queries.warnings import ask

    values = dict(_parameter(text) for text in parameters)
    with open_project_store(settings) as store:
        result = ask(store, cypher, values, limit=limit, timeout=timeout)
    print_result(result, form)
    return EXIT_OK


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


def show_entity(name: str, settings: Settings, *, limit: int, hops: int, as_json: bool) -> int:
    """Print an entity with aliases, neighbours and evidence; several matches are listed to choose from.

    More than one hop shows what lies around it too.
    """
    from graph.questions.entities import find_entities
    from graph.questions.evidence import evidence
    from graph.questions.neighbourhood import neighbourhood
    from graph.questions.neighbours import neighbours

    check_hops(hops)
    with open_project_store(settings) as store:
        matches = find_entities(store, name)
        if not matches:
            print_error(
                f"{name}: no entity of that name. Try a part of it, or `graphmill status` for what there is."
            )
            return EXIT_FAILED
        best = matches[0]
        # NPMI alone puts what was seen once first: what shares two sentences goes before it.
        near = neighbours(store, best.id, limit=limit, least=2)
        seen = {neighbour.id for neighbour in near}
        near += [n for n in neighbours(store, best.id, limit=2 * limit) if n.id not in seen]
        near = near[:limit]
        around = neighbourhood(store, best.id, hops=hops, limit=limit) if hops > 1 else None
        sentences = evidence(store, best.id, limit=limit)
    if as_json:
        shown = {"entity": best, "neighbours": near, "evidence": sentences, "other_matches": matches[1:]}
        print_json(shown if around is None else shown | {"neighbourhood": around})
        return EXIT_OK
    heading(f"{best.name}  ({best.type}, {best.id})")
    # A name that runs over a line's end is shown on one line.
    others = sorted({" ".join(alias.split()) for alias in best.aliases} - {best.name})
    print(f"aliases: {', '.join(others) if others else 'none'}")
    if best.kb_ids:
        print(f"knowledge base: {', '.join(best.kb_ids)}")
    if best.hidden:
        print("hidden from listings (graphmill decisions, graphmill undo)")
    print(f"in {count(best.windows, 'sentence')} of {count(best.docs, 'document')}\n")
    print_table(
        ("neighbour", "type", "npmi", "sentences", "documents", "id"),
        [(n.name, n.type, n.npmi, n.count, n.docs, n.id) for n in near],
        title="Neighbours, the most telling first",
    )
    if around is not None:
        print()
        print_neighbourhood(around)
    print_sentences("Evidence", sentences)
    if len(matches) > 1:
        print()
        print_table(
            ("other match", "type", "documents", "id"),
            [(m.name, m.type, m.docs, m.id) for m in matches[1 : limit + 1]],
        )
    return EXIT_OK


def print_mentions(settings: Settings) -> int:
    """Print every mention in the graph as JSON, one a line, ordered by document and offset."""
    from graph.questions.mentions import mentions

    with open_project_store(settings) as store:
        print_jsonl(mentions(store))
    return EXIT_OK


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
