"""``graphmill search``: entities by words of their names."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from flows.commands.options import COMMON, Common
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.stores import open_project_store
from flows.terminal.output import print_error, print_json, print_table
from graph.questions.search import search as search_names


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
    with open_project_store(common.settings()) as store:
        found = search_names(store, text, limit, type_name=type_)
    if common.json:
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
