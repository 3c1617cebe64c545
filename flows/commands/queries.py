"""``graphmill queries``: the saved queries, and one of them in full."""

from __future__ import annotations

from pathlib import Path

from rapidfuzz import fuzz, process

from extractors.errors import UsageError
from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.project.settings import Settings
from flows.terminal.output import heading, print_json, print_table
from graph.queries.saved import SavedQuery, load_queries

FOLDER = Path("queries")
"""Where a project keeps queries of its own, beside its settings."""
_NEAR = 60.0


def queries(name: str | None = None, *, common: Common = COMMON) -> int:
    """List the saved queries, or show one: what it asks, its parameters, its Cypher.

    Queries of your own are the .cypher files of the folder "queries" beside graphmill.toml.

    Parameters
    ----------
    name
        The query to show.

    """
    settings = common.settings()
    if name is not None:
        found = find_query(name, settings)
        if common.json:
            print_json(_plain(found))
        else:
            _print_query(found)
        return EXIT_OK
    listed = _all(settings).values()
    if common.json:
        print_json([_plain(each) for each in listed])
        return EXIT_OK
    print_table(("query", "what it asks"), [(each.name, each.title) for each in listed])
    print("\nMore of one: graphmill queries NAME. Ask it: graphmill query NAME --param name=value")
    return EXIT_OK


def find_query(name: str, settings: Settings) -> SavedQuery:
    """Return the saved query of a name, one of graphmill's or of the project's own.

    Raises:
        UsageError: there is none; the message names those that come near.

    """
    found = _all(settings)
    if name in found:
        return found[name]
    near = process.extract(name, list(found), scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=3)
    suggestion = f" Did you mean {' or '.join(each for each, *_ in near)}?" if near else ""
    raise UsageError(
        f"{name}: no saved query of that name.{suggestion} `graphmill queries` lists them; Cypher has more than one word."
    )


def _all(settings: Settings) -> dict[str, SavedQuery]:
    return load_queries(settings.base / FOLDER)


def _print_query(query: SavedQuery) -> None:
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
