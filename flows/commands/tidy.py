"""``graphmill tidy``: entities that nothing needs any more."""

from __future__ import annotations

from flows.commands.options import COMMON, Common
from flows.errors import EXIT_OK
from flows.project.stores import open_project_store
from flows.terminal.output import count, print_json
from graph.upkeep.tidying import remove_unused_entities


def tidy(*, common: Common = COMMON) -> int:
    """Delete entities that no document names any more and that lead to none that is named."""
    with open_project_store(common.settings(), "write") as store:
        removed = remove_unused_entities(store)
    if common.json:
        print_json({"removed": removed})
    else:
        print(f"Removed {count(removed, 'entity').replace('entitys', 'entities')} that nothing names.")
    return EXIT_OK
