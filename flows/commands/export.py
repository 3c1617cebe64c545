"""``graphmill export``: the graph as files for another program, in one of the formats there are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows.commands.audited import print_left_out
from flows.commands.explore import explorer_project
from flows.commands.options import COMMON, PATH, Common
from flows.errors import EXIT_OK
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.terminal.output import print_json, print_table
from flows.terminal.progress import tell, terminal_progress
from graph.explorer.offline.file import HELP, NAME, html_format
from graph.export.formats import ExportFormat, ExportReport, export_format, export_formats, export_graph

FORMATS = "\n\n".join(
    f"{name}: {told}"
    for name, told in sorted([(NAME, HELP), *((name, each.help) for name, each in export_formats().items())])
)


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
    settings = common.settings()
    format_ = format_of(name, settings)
    with open_project_store(settings) as store, terminal_progress(quiet=common.json):
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


def format_of(name: str, settings: Settings) -> ExportFormat:
    """Return the format of a name; that of the page knows the project.

    Raises:
        UsageError: There is none.

    """
    if name == NAME:
        return html_format(explorer_project(settings, read_only=True))
    return export_format(name)


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
