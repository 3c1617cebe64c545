"""The ``export`` flow: the graph written to files for another program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from prefect import flow

from flows.project.settings_changes import GivenSettings, settings_of_run
from flows.runs.exporting import format_names, write_export
from flows.runs.prefect_runner import PrefectRunner
from graph.export.formats import ExportReport

if TYPE_CHECKING:
    FormatName = str
else:
    FormatName = Literal[tuple(format_names())]
"""The name of a format, which Prefect's form offers."""


@flow(name="export", persist_result=False, validate_parameters=True)
def export(
    format_name: FormatName, target: str, settings: GivenSettings = None, replace: bool = False
) -> ExportReport:
    """Write the graph to a file or folder in one of the formats that `graphmill export --help` lists.

    ``target`` is relative to the project's folder; with ``replace`` files that are there are replaced. ``settings`` lie over
    those of the worker: the nearest graphmill.toml and its GRAPHMILL_* variables.

    Raises:
        flows.project.settings.SettingsError: no graphmill.toml in the folder of the run or above, or settings that cannot be used.
        extractors.errors.GraphmillError: what `flows.runs.exporting.write_export` raises.

    """
    return write_export(format_name, target, settings_of_run(settings), force=replace, runner=PrefectRunner())
