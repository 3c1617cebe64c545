"""Do schedules make runs? What is known of Prefect's versions, and what a server says of its own plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from packaging.version import Version

from flows.runs.prefect_environment import PrefectUnavailableError

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.responses import DeploymentResponse

REPAIRED_PREFECT, BREAKING_SQLALCHEMY = (3, 9, 1), (2, 1)
"""A Prefect server before the first cannot insert planned runs with SQLAlchemy from the second on."""

SECONDS_TO_ANSWER = 20.0
"""A server that starts a worker's runs on a small machine has been seen to let a caller wait for more than five."""

PAGE = 200
"""Most things that Prefect's API returns at once."""


@dataclass(frozen=True)
class ActiveDeployment:
    """A deployment with an active schedule, as ``flow/deployment``, and when the server plans to run it next, if ever."""

    name: str
    next_run: datetime | None


def can_plan(prefect: str, sqlalchemy: str) -> bool:
    """Tell whether a server of this version of Prefect, with this version of SQLAlchemy, makes the runs of a schedule."""
    return Version(prefect).release >= REPAIRED_PREFECT or Version(sqlalchemy).release < BREAKING_SQLALCHEMY


def active_deployments() -> list[ActiveDeployment]:
    """Ask the server at ``PREFECT_API_URL`` which deployments have an active schedule, and for the next run of each.

    Raises:
        PrefectUnavailableError: the server does not answer, or not as Prefect does.

    """
    import httpx
    from prefect.client.orchestration import get_client
    from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

    try:
        with (
            temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}),
            get_client(httpx_settings={"timeout": SECONDS_TO_ANSWER}, sync_client=True) as client,
        ):
            return [
                ActiveDeployment(
                    f"{client.read_flow(each.flow_id).name}/{each.name}", _next_run(client, each)
                )
                for each in _deployments(client)
                if not each.paused and any(schedule.active for schedule in each.schedules)
            ]
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        # What another kind of server answers is no JSON, or not of Prefect's form: both are ValueErrors.
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise PrefectUnavailableError(f"No Prefect server answers there: {reason}") from error


def _deployments(client: SyncPrefectClient) -> list[DeploymentResponse]:
    found: list[DeploymentResponse] = []
    while part := client.read_deployments(limit=PAGE, offset=len(found)):
        found += part
    return found


def _next_run(client: SyncPrefectClient, deployment: DeploymentResponse) -> datetime | None:
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterId,
        FlowRunFilter,
        FlowRunFilterExpectedStartTime,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.sorting import FlowRunSort

    # A run of the past that was never begun says nothing about a scheduler that still works.
    to_come = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"after_": datetime.now(UTC)}),
    )
    runs = client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id])),
        flow_run_filter=to_come,
        sort=FlowRunSort.EXPECTED_START_TIME_ASC,
        limit=PAGE,
    )
    return next((run.expected_start_time for run in runs if run.auto_scheduled), None)
