"""The ``audit`` flow: the whole graph recounted from its mentions."""

from __future__ import annotations

from prefect import flow

from flows.project.settings_changes import GivenSettings, settings_of_run
from flows.runs.auditing import audit_graph
from flows.runs.prefect_runner import PrefectRunner
from graph.checks.audit import AuditReport


@flow(name="audit", persist_result=False, validate_parameters=True)
def audit(settings: GivenSettings = None) -> AuditReport:
    """Recount the whole graph from its mentions; a graph that differs from what they say is a run that has failed.

    ``settings`` lie over those of the worker: the nearest graphmill.toml and its GRAPHMILL_* variables.

    Raises:
        flows.project.settings.SettingsError: no graphmill.toml in the folder of the run or above, or settings that cannot be used.
        flows.runs.auditing.GraphDiffersError: the graph differs; the message says how often, and names the first difference.
        extractors.errors.GraphmillError: what else `flows.runs.auditing.audit_graph` raises.

    """
    return audit_graph(settings_of_run(settings), runner=PrefectRunner())
