"""The ``resolve`` flow: the whole graph linked anew from its evidence."""

from __future__ import annotations

from prefect import flow

from flows.project.settings_changes import GivenSettings, settings_of_run
from flows.runs.prefect_runner import PrefectRunner
from flows.runs.resolution import resolve_graph
from graph.writing.planning import ResolutionPlan


@flow(name="resolve", persist_result=False, validate_parameters=True)
def resolve(settings: GivenSettings = None, apply: bool = False) -> ResolutionPlan:
    """Link the whole graph anew, by its decisions and knowledge bases of now; without ``apply`` only say what would change.

    ``settings`` lie over those of the worker: the nearest graphmill.toml and its GRAPHMILL_* variables.

    Raises:
        flows.project.settings.SettingsError: no graphmill.toml in the folder of the run or above, or settings that cannot be used.
        extractors.errors.GraphmillError: what `flows.runs.resolution.resolve_graph` raises.

    """
    return resolve_graph(settings_of_run(settings), apply=apply, runner=PrefectRunner())
