"""What is to be on a Prefect server for a project: its deployments, with their times, and what starts and ends their runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extractors.errors import UsageError
from flows.deployment.clock import Times, times_of
from flows.deployment.notified import Notified, notified
from flows.project.schedule import FLOWS, FORBIDDEN
from flows.project.settings import CONFIG_NAME, Settings
from flows.runs import static_tls
from flows.runs.exporting import format_names
from flows.runs.prefect_environment import HEARTBEAT_SECONDS, HEARTBEAT_VARIABLE

ENTER = "flows.project.deployment_folder.enter"
"""The step that brings a run into the project's folder."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """A flow of the project as it is to be on the server; ``times`` is None where it runs by hand and by events alone."""

    flow: str
    parameters: Mapping[str, Any]
    times: Times | None

    @property
    def entrypoint(self) -> str:
        """The module and function that a worker imports."""
        return f"flows.{self.flow}.{self.flow}"


@dataclass(frozen=True, slots=True)
class Plan:
    """All of a project: its deployments have its name, its runs the queue of that name, one after another.

    ``folder`` holds the settings file on the machine of the worker, ``event`` starts an ingest (empty: none does).
    """

    project: str
    folder: Path
    pool: str
    timezone: str
    event: str
    flows: tuple[Deployed, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    notified: Notified = field(default_factory=Notified)

    @property
    def resource(self) -> str:
        """What an event that starts an ingest must be about."""
        return f"graphmill.{self.project}"

    @property
    def pull_steps(self) -> list[dict[str, Any]]:
        """What a worker does before a run."""
        return [{ENTER: {"directory": str(self.folder), "project": self.project}}]


def plan_of(settings: Settings, folder: Path) -> Plan:
    """Return what the settings want on a server; ``folder`` is where graphmill.toml is on the worker's machine.

    Raises:
        UsageError: the project's name cannot be one on a server, or an ingest is planned and no source is named.

    """
    schedule = settings.schedule
    project = settings.project_name
    if set(project) & set(FORBIDDEN):
        raise UsageError(
            f"The project's name {project!r} has a sign that no name on a Prefect server has ({FORBIDDEN}): "
            f"name it otherwise in {CONFIG_NAME} (project)."
        )
    if schedule.ingest and not settings.sources:
        raise UsageError(
            f"An ingest is planned ({schedule.ingest}), but the settings name no source. Say in {CONFIG_NAME} what it is to "
            'bring in: [[sources]] with name = "inbox" and path = "inbox"; or take its times out: [schedule] ingest = "".'
        )
    if schedule.export_format not in (names := format_names()):
        raise UsageError(
            f"There is no export format {schedule.export_format!r}, which [schedule] export_format names: choose one of "
            f"{', '.join(names)}."
        )
    parameters: dict[str, dict[str, Any]] = {
        "ingest": {"inputs": []},
        "resolve": {"apply": True},
        "analyse": {"top": 20},
        "export": {"format_name": schedule.export_format, "target": schedule.export_to, "replace": True},
        # What is forgotten is for people to say.
        "forget": {"gone": True, "apply": False},
    }
    year = datetime.now(UTC).year
    return Plan(
        project=project,
        folder=folder,
        pool=schedule.pool,
        timezone=schedule.timezone,
        event=schedule.event,
        flows=tuple(
            Deployed(
                flow,
                parameters.get(flow, {}),
                times_of(cron, schedule.timezone, year) if (cron := schedule.times(flow)) else None,
            )
            for flow in FLOWS
        ),
        notified=notified(schedule.notify, schedule.notify_variable, schedule.notify_block),
        environment={
            # Room for the embedded store and PyTorch in one process (flows/runs/static_tls.py).
            "GLIBC_TUNABLES": f"{static_tls.TUNABLE}={static_tls.BYTES}",
            HEARTBEAT_VARIABLE: str(HEARTBEAT_SECONDS),
        },
    )
