"""``graphmill mentions``: every mention of the graph, a line each."""

from __future__ import annotations

from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.project.stores import open_project_store
from flows.terminal.output import print_jsonl
from graph.questions.mentions import mentions as all_mentions


def mentions(*, common: Common = COMMON) -> int:
    """Print every mention with document, offsets, type, score and entity, one JSON object a line."""
    with open_project_store(common.settings()) as store:
        print_jsonl(all_mentions(store))
    return EXIT_OK
