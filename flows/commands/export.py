"""``graphmill export neo4j-admin``: the graph as files for Neo4j's own bulk import."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows.commands.audited import print_left_out
from flows.commands.options import COMMON, PATH, Common
from flows.errors import EXIT_OK
from flows.project.stores import open_project_store
from flows.terminal.output import print_json, print_table
from flows.terminal.progress import tell, terminal_progress
from graph.export.neo4j_admin import SCRIPT, export_for_bulk_import


def neo4j_admin(
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
    settings = common.settings()
    with open_project_store(settings) as store, terminal_progress(quiet=common.json):
        report = export_for_bulk_import(
            store, folder, force=force, on_progress=lambda done, total: tell("export", done, total)
        )
    if common.json:
        print_json(asdict(report))
        return EXIT_OK
    print_table(
        ("figure", "value"),
        [
            ("nodes", f"{report.nodes:,}"),
            ("relationships", f"{report.relationships:,}"),
            ("files", f"{len(report.files)} in {folder}, {report.bytes / 1e6:,.1f} MB"),
        ],
    )
    print_left_out(report.left_out_nodes, report.left_out_relationships)
    print("\nStop the Neo4j server, load the files in place of what its database holds, and start it:")
    print(f"  {folder / SCRIPT} {settings.store.database} --overwrite-destination")
    print("then open the graph once, which completes it:")
    print("  graphmill audit --store neo4j")
    return EXIT_OK
