"""``graphmill export``: the graph as files for another program, in one of the formats there are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows.commands.audited import print_left_out
from flows.commands.options import COMMON, PATH, Common
from flows.commands.running import carry_out
from flows.errors import EXIT_OK
from flows.runs.exporting import format_of, write_export
from flows.terminal.output import print_json, print_table
from graph.explorer.offline.file import HELP, NAME
from graph.export.formats import ExportReport, export_formats

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
    # The format first: a mistyped one is said before anything is opened. Relative paths start where the command was called.
    format_of(name, settings)
    path = str(Path.cwd() / target)

    def as_flow() -> ExportReport:
        from flows.export import export as run_flow

        return run_flow(name, path, settings, replace=force)

    report = carry_out(
        lambda: write_export(name, path, settings, force=force), as_flow, settings, quiet=common.json
    )
    # Shown as it was given, as every path.
    steps = tuple(line.replace(path, str(target)) for line in report.next_steps)
    report = replace(report, target=target, next_steps=steps)
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
