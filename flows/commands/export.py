"""``graphmill export``: the graph as files for another program, in one of the formats there are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows.commands.audited import print_left_out
from flows.commands.options import COMMON, PATH, Common
from flows.errors import EXIT_OK
from flows.project.stores import open_project_store
from flows.terminal.output import print_json, print_table
from flows.terminal.progress import tell, terminal_progress
from graph.export.formats import ExportReport, export_format, export_formats, export_graph

FORMATS = "\n\n".join(f"{name}: {found.help}" for name, found in sorted(export_formats().items()))


def export(
    name: Annotated[str, Parameter(name="FORMAT", help=FORMATS)],
    target: Annotated[Path, PATH],
    *,
    force: Annotated[
        bool, Parameter(help="Replace a file that is there, or write into a folder that holds something.")
    ] = False,
    common: Common = COMMON,
) -> int:
    """Write the graph to files for another program.

    Parameters
    ----------
    target
        The file to write, or the folder, which is made if it is not there.

    """
    format_ = export_format(name)
    with open_project_store(common.settings()) as store, terminal_progress(quiet=common.json):
        report = export_graph(
            store,
            format_,
            target,
            force=force,
            on_progress=lambda done, total: tell("export", done, total),
        )
    if common.json:
        print_json(report.to_dict())
    else:
        print_report(report)
    return EXIT_OK


def print_report(report: ExportReport) -> None:
    """Print what was written, and what to do with it."""
    one = report.files == (report.target.name,)
    files = str(report.target) if one else f"{len(report.files)} in {report.target}"
    rows = [
        ("nodes", f"{report.nodes:,}"),
        ("relationships", f"{report.relationships:,}"),
        *((name, f"{number:,}") for name, number in report.figures.items()),
        ("file" if one else "files", f"{files}, {report.bytes / 1e6:,.1f} MB"),
    ]
    print_table(("figure", "value"), rows)
    print_left_out(report.left_out_nodes, report.left_out_relationships)
    if report.next_steps:
        print()
    for line in report.next_steps:
        print(line)
