"""The ``analyse`` flow: the graph measured as a network, each step a task."""

from __future__ import annotations

from prefect import flow

from flows.project.settings_changes import GivenSettings, settings_of_run
from flows.runs.analysis import analyse_graph
from flows.runs.analysis_report import AnalysisReport
from flows.runs.prefect_runner import PrefectRunner


@flow(name="analyse", persist_result=False, validate_parameters=True)
def analyse(
    settings: GivenSettings = None, write: bool = True, graphml: str = "", top: int = 10
) -> AnalysisReport:
    """Measure the graph as a network and write the measures to its entities and edges.

    ``settings`` lie over those of the worker: the nearest graphmill.toml and its GRAPHMILL_* variables. With ``write`` off the
    graph stays as it is. ``graphml`` names a file, relative to the project's folder, for the network and its measures;
    ``top`` is the length of the report's tables.

    Raises:
        flows.project.settings.SettingsError: no graphmill.toml in the folder of the run or above, or settings that cannot be used.
        extractors.errors.GraphmillError: what `flows.runs.analysis.analyse_graph` raises.

    """
    return analyse_graph(
        settings_of_run(settings), write=write, graphml=graphml, top=top, runner=PrefectRunner()
    )
