"""What a Prefect server does by itself for graphmill's runs: it starts an ingest on an event, and marks runs that died."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

from flows.deployment.plan import Plan
from flows.runs.prefect_environment import HEARTBEAT_SECONDS, TAG

DEAD_NAME = "graphmill: runs that died"
NEVER_BEGUN_NAME = "graphmill: runs that never began"
START_SECONDS = 180
"""A run that a worker has taken begins within seconds, on a busy machine within a minute."""
SILENCE_SECONDS = 3 * HEARTBEAT_SECONDS
"""A run that is not heard of for so long has died: three of its heartbeats are missing."""

_INPUTS = "{{ event.payload.get('inputs', []) | tojson }}"


def runs_that_died() -> AutomationCore:
    """Return what marks a run as crashed that is heard of no more: all runs with graphmill's tag, of whichever project."""
    return _crashing(
        DEAD_NAME,
        ["prefect.flow-run.heartbeat"],
        SILENCE_SECONDS,
        f"Nothing was heard of the run for {SILENCE_SECONDS} seconds: it was killed, or its machine is away. What it has staged and "
        "committed stays; the next run goes on from there.",
    )


def runs_that_never_began() -> AutomationCore:
    """Return what marks a run as crashed that a worker had taken and did not begin, so that it keeps no slot for ever."""
    return _crashing(
        NEVER_BEGUN_NAME,
        ["prefect.flow-run.Pending", "prefect.flow-run.Submitting", "prefect.flow-run.InfrastructurePending"],
        START_SECONDS,
        f"A worker took the run and did not begin it within {START_SECONDS} seconds: it was killed, or its machine is away.",
    )


def _crashing(name: str, after: list[str], seconds: int, message: str) -> AutomationCore:
    trigger = EventTrigger.model_validate(
        {
            "after": after,
            # Whatever else is heard of a run says as well that it lives, or how it ended.
            "expect": ["prefect.flow-run.*"],
            "match": {"prefect.resource.id": "prefect.flow-run.*"},
            "match_related": {"prefect.resource.id": f"prefect.tag.{TAG}", "prefect.resource.role": "tag"},
            "for_each": ["prefect.resource.id"],
            "posture": Posture.Proactive,
            "threshold": 1,
            "within": timedelta(seconds=seconds),
        }
    )
    return AutomationCore(
        name=name,
        description="Marks runs of graphmill as crashed that are heard of no more, so that the next one can begin.",
        trigger=trigger,
        actions=[ChangeFlowRunState(state=StateType.CRASHED, name="Crashed", message=message)],
    )


def event_name(plan: Plan) -> str:
    """Return the name of the automation that starts an ingest of the project on an event."""
    return f"graphmill: ingest of {plan.project} on an event"


def ingest_on_event(plan: Plan, deployment: UUID) -> AutomationCore:
    """Return what starts the project's ingest when its event arrives; ``inputs`` of its payload are read, else the sources."""
    trigger = EventTrigger.model_validate(
        {
            "expect": [plan.event],
            "match": {"prefect.resource.id": plan.resource},
            "posture": Posture.Reactive,
            "threshold": 1,
        }
    )
    inputs: dict[str, Any] = {
        "__prefect_kind": "json",
        "value": {"__prefect_kind": "jinja", "template": _INPUTS},
    }
    return AutomationCore(
        name=event_name(plan),
        description=f"Starts an ingest when {plan.event} is heard of {plan.resource}.",
        trigger=trigger,
        actions=[RunDeployment(source="selected", deployment_id=deployment, parameters={"inputs": inputs})],
    )
