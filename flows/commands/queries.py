"""``graphmill query NAME``, ``queries`` and ``search``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.errors import UsageError
from flows.commands.entity import MOST_ROWS, Form, given_value, print_result
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.terminal.output import heading, print_error, print_json, print_table
from graph.queries.saved import NAME, SavedQuery, load_queries, run_saved
from graph.stores.protocol import GraphStore

FOLDER = Path("queries")
"""Where a project keeps queries of its own, beside its settings."""
_NEAR = 60.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A saved query as it was asked for: ``parameters`` as NAME=VALUE, most rows, and seconds that it may run."""

    name: str
    parameters: Sequence[str]
    limit: int | None
    timeout: float | None


def is_name(text: str) -> bool:
    """Tell whether a text is the name of a saved query rather than Cypher, none of which is one word."""
    return NAME.fullmatch(text) is not None


def run_named(asked: Asked, settings: Settings, form: Form) -> int:
    """Ask a saved query and print its rows; what stands for an entity may be its name, an alias or its id."""
    query = _query(asked.name, settings)
    values = dict(given_value(text) for text in asked.parameters)
    takes_limit = any(parameter.name == "limit" for parameter in query.parameters)
    if takes_limit and asked.limit is not None:
        values.setdefault("limit", str(asked.limit))
    bound = query.bind(values)
    most = MOST_ROWS if asked.limit is None else asked.limit
    with open_project_store(settings) as store:
        result = run_saved(
            store,
            query,
            _with_ids(store, query, bound),
            timeout=asked.timeout,
            limit=max(most, bound["limit"]) if takes_limit else most,
        )
    print_result(result, form)
    return EXIT_OK


def list_queries(settings: Settings, *, as_json: bool) -> int:
    """Print the names of the saved queries with what they ask."""
    found = _all(settings)
    if as_json:
        print_json([_plain(query) for query in found.values()])
        return EXIT_OK
    print_table(("query", "what it asks"), [(query.name, query.title) for query in found.values()])
    print("\nMore of one: graphmill queries NAME. Ask it: graphmill query NAME --param name=value")
    return EXIT_OK


def show_query(name: str, settings: Settings, *, as_json: bool) -> int:
    """Print a saved query: description, parameters, example, Cypher."""
    query = _query(name, settings)
    if as_json:
        print_json(_plain(query))
        return EXIT_OK
    heading(f"{query.name}: {query.title}")
    print(f"{query.description}\n")
    rows = [
        (
            parameter.name,
            parameter.type,
            "required" if parameter.required else _shown(parameter.default),
            parameter.meaning,
        )
        for parameter in query.parameters
    ]
    print_table(("parameter", "type", "default", "meaning"), rows)
    print(f"\nFor instance: {query.command}\n")
    print(query.cypher)
    if query.cut is not None:
        print(
            f"\nThe column {query.cut.text} is cut from {query.cut.start} to {query.cut.end}, in code points."
        )
    return EXIT_OK


def search_entities(
    text: str, settings: Settings, *, type_name: str | None, limit: int, as_json: bool
) -> int:
    """Print the entities whose names fit the words, the best first; without any, the command has failed."""
    from graph.questions.search import search

    with open_project_store(settings) as store:
        found = search(store, text, limit, type_name=type_name)
    if as_json:
        print_json(found)
    elif found:
        print_table(
            ("name", "type", "score", "documents", "matched", "id"),
            [(each.name, each.type, each.score, each.docs, each.matched, each.id) for each in found],
        )
    else:
        print_error(
            f"{text}: no name with such words. Try fewer of them, or `graphmill entity`, which also finds parts of words."
        )
    return EXIT_OK if found else EXIT_FAILED


def _all(settings: Settings) -> dict[str, SavedQuery]:
    return load_queries(settings.base / FOLDER)


def _query(name: str, settings: Settings) -> SavedQuery:
    from rapidfuzz import fuzz, process

    found = _all(settings)
    if name in found:
        return found[name]
    near = process.extract(name, list(found), scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=3)
    suggestion = f" Did you mean {' or '.join(each for each, *_ in near)}?" if near else ""
    raise UsageError(
        f"{name}: no saved query of that name.{suggestion} `graphmill queries` lists them; Cypher has more than one word."
    )


def _with_ids(store: GraphStore, query: SavedQuery, bound: dict[str, object]) -> dict[str, object]:
    from flows.commands.corrections.shown import choose

    values = dict(bound)
    for parameter in query.parameters:
        value = bound[parameter.name]
        if parameter.type == "entity":
            values[parameter.name] = choose(store, str(value)).id
        elif parameter.type == "entities" and isinstance(value, list):
            values[parameter.name] = [choose(store, each).id for each in value]
    return values


def _shown(default: object) -> str:
    return '""' if default == "" else ", ".join(default) if isinstance(default, list) else str(default)


def _plain(query: SavedQuery) -> dict[str, object]:
    return {
        "name": query.name,
        "title": query.title,
        "description": query.description,
        "parameters": query.parameters,
        "example": query.command,
        "cypher": query.cypher,
        "file": query.file,
    }
