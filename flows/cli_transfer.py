"""The commands that move, rebuild and export a graph."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from flows.commands.options import COMMON, Common
from flows.commands.paths import PATH

StoreKind = Literal["embedded", "neo4j"]
export_app = App(name="export", help="Write the graph to files for another program.")


def register(app: App) -> None:
    """Add the commands of this module to the command line."""
    app.command(export_app)
    for command in (copy, rebuild, tidy):
        app.command(command)


@export_app.command(name="neo4j-admin")
def export_neo4j_admin(
    folder: Annotated[Path, PATH],
    *,
    force: Annotated[bool, Parameter(help="Write into a folder that holds something.")] = False,
    common: Common = COMMON,
) -> int:
    """Write the graph as files for Neo4j's own bulk import, with the script that loads them: the quickest way into an empty database.

    Parameters
    ----------
    folder
        Where to write them; made if it is not there.

    """
    from flows.commands.transfer import export_for_neo4j_admin

    return export_for_neo4j_admin(folder, common.settings(), force=force, as_json=common.json)


def copy(
    *,
    from_: Annotated[StoreKind, Parameter("--from", help="Store that holds the graph.")],
    to: Annotated[StoreKind, Parameter(help="Store that is to hold it; it must hold no graph.")],
    common: Common = COMMON,
) -> int:
    """Copy the graph to the other store as it is: ids, redirects, dates and all. A copy that was cut off begins afresh."""
    from flows.commands.transfer import copy_between_stores

    return copy_between_stores(from_, to, common.settings(), as_json=common.json)


def rebuild(*, common: Common = COMMON) -> int:
    """Build the graph again from its own documents and mentions: no file is read and no model run.

    Mends what was damaged by hand. A rebuild that was cut off goes on when it is run again.
    """
    from flows.commands.transfer import rebuild_graph

    return rebuild_graph(common.settings(), as_json=common.json)


def tidy(*, common: Common = COMMON) -> int:
    """Delete entities that no document names any more and that lead to none that is named."""
    from flows.commands.transfer import tidy_graph

    return tidy_graph(common.settings(), as_json=common.json)
