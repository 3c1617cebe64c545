"""A run that exports: the graph written to files for another program."""

from __future__ import annotations

from functools import partial

from extractors.paths import at_home
from flows.project.explorer import explorer_project
from flows.project.settings import Settings
from flows.project.stores import open_project_store, require_project_graph
from flows.runs.recording import recorded
from flows.runs.retries import store_is_away
from flows.runs.steps import HERE, Runner, Step
from flows.terminal.markdown import cell
from flows.terminal.progress import tell
from graph.explorer.offline.file import NAME, html_format
from graph.export.formats import (
    ExportFormat,
    ExportReport,
    export_format,
    export_formats,
    export_graph,
)


def write_export(
    format_name: str, target: str, settings: Settings, *, force: bool = False, runner: Runner = HERE
) -> ExportReport:
    """Write the graph to a file or folder in a format and return what was written.

    ``target`` is relative to the project's folder; with ``force`` files that are there are replaced. ``runner`` says where that
    is carried out.

    Raises:
        UsageError: there is no such format.
        graph.errors.NotEmptyError: the target is there already, and ``force`` is not given.
        graph.errors.GraphFileError: the target cannot be written.
        graph.errors.NoGraphError: there is no graph.
        graph.errors.StoreError: the graph cannot be opened, stays taken by a writer, or holds what the format cannot say.

    """
    format_ = format_of(format_name, settings)
    require_project_graph(settings)
    with recorded("export", settings, runner, format=format_name, target=target, force=force) as run:
        step = Step("export", partial(_written, format_, target, settings, force=force), store_is_away)
        report = run.run(step, settings)
        run.report("export-report", markdown(format_name, report), "Report of an export")
        summary = f"{report.target} written as {format_name}: {report.nodes:,} nodes, {report.relationships:,} relationships"
        run.log.info("%s", summary)
        run.conclude(report, summary)
    return report


def format_names() -> list[str]:
    """Return the names of all formats that there are."""
    return sorted([NAME, *export_formats()])


def format_of(name: str, settings: Settings) -> ExportFormat:
    """Return the format of a name; that of the page knows the project.

    Raises:
        UsageError: there is none.

    """
    if name == NAME:
        return html_format(explorer_project(settings, read_only=True))
    return export_format(name)


def markdown(format_name: str, report: ExportReport) -> str:
    """Return the report of an export as markdown, for Prefect's artifact."""
    lines = ["# graphmill export", "", "| figure | value |", "|---|---|"]
    lines += [f"| format | {cell(format_name)} |", f"| target | {cell(str(report.target))} |"]
    lines += [f"| nodes | {report.nodes:,} |", f"| relationships | {report.relationships:,} |"]
    lines += [f"| {cell(name)} | {number:,} |" for name, number in report.figures.items()]
    return "\n".join([*lines, f"| bytes | {report.bytes:,} |"]) + "\n"


def _written(format_: ExportFormat, target: str, settings: Settings, *, force: bool) -> ExportReport:
    path = settings.base / at_home(target)
    if force:
        # A run by itself has nobody who makes the folder that it writes in.
        path.parent.mkdir(parents=True, exist_ok=True)
    with open_project_store(settings) as store:
        return export_graph(
            store, format_, path, force=force, on_progress=lambda done, total: tell("export", done, total)
        )
