"""The plan of a project put on the Prefect server of ``PREFECT_API_URL``, or compared with what is there."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.client.schemas.schedules import CronSchedule, RRuleSchedule
from prefect.exceptions import ObjectNotFound
from prefect.states import Crashed

from flows.deployment.automations import event_name, ingest_on_event, runs_that_died, runs_that_never_began
from flows.deployment.clock import Times
from flows.deployment.notifications import (
    block_name,
    block_of,
    held_address,
    keep_address,
    tell_of_runs,
)
from flows.deployment.notified import automation_name
from flows.deployment.plan import Deployed, Plan
from flows.runs.prefect_environment import TAG, PrefectUnavailableError
from flows.runs.prefect_schedules import SECONDS_TO_ANSWER

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.responses import DeploymentResponse
    from prefect.events.schemas.automations import AutomationCore

RUNS_AT_ONCE = 1
"""Of a project: a graph has one writer at a time, and an embedded one is open in one process at a time."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing that the plan wants on the server: its kind and name, and in words what differs; nothing where it is in place."""

    kind: str
    name: str
    differs: tuple[str, ...] = ()

    @property
    def is_in_place(self) -> bool:
        """Whether the server has it as the plan wants it."""
        return not self.differs


def put(plan: Plan) -> list[Placed]:
    """Put everything of the plan on the server, what is there already brought up to date; return what was different before.

    Raises:
        PrefectUnavailableError: the server does not answer, or refuses something.

    """
    with _server() as client:
        before = _compared(client, plan)
        if not all(each.is_in_place for each in before):
            _put(client, plan)
        return before


def compared(plan: Plan) -> list[Placed]:
    """Return what the plan wants on the server, and how what is there differs; nothing is changed.

    Raises:
        PrefectUnavailableError: the server does not answer.

    """
    with _server() as client:
        return _compared(client, plan)


def crash_what_was_left(plan: Plan) -> None:
    """Mark the runs of the project as crashed that were begun before its only worker; a slot that one held is free then.

    Raises:
        PrefectUnavailableError: the server does not answer.

    """
    begun = FlowRunFilterState(
        type=FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING, StateType.CANCELLING])
    )
    crashed: State[Any] = Crashed(
        message="Its worker was ended before it. The next run goes on from what is staged and committed."
    )
    with _server() as client:
        for run in client.read_flow_runs(
            flow_run_filter=FlowRunFilter(state=begun),
            deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[plan.project])),
        ):
            client.set_flow_run_state(run.id, crashed, force=True)


@contextmanager
def _server() -> Iterator[SyncPrefectClient]:
    try:
        # With Prefect's own tries: a server that has just been started, or plans many runs, answers 503 for a moment.
        with get_client(httpx_settings={"timeout": SECONDS_TO_ANSWER}, sync_client=True) as client:
            yield client
    except httpx.HTTPStatusError as error:
        raise PrefectUnavailableError(
            f"The Prefect server refuses it: {error.response.status_code} {error.response.text[:500]}"
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, RuntimeError) as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise PrefectUnavailableError(
            f"No Prefect server answers at PREFECT_API_URL: {reason}. Start it, or correct the variable; `graphmill serve` "
            "runs all of it on this machine without one."
        ) from error


def _put(client: SyncPrefectClient, plan: Plan) -> None:
    try:
        client.read_work_pool(plan.pool)
    except ObjectNotFound:
        client.create_work_pool(WorkPoolCreate(name=plan.pool, type="process"))
    ids: dict[str, UUID] = {}
    for each in plan.flows:
        flow = _flow(each)
        wanted = _wanted(plan, each)
        schedules = (
            [DeploymentScheduleCreate(schedule=_schedule(each.times), active=True, slug=each.flow)]
            if each.times
            else []
        )
        ids[each.flow] = client.create_deployment(
            flow_id=client.create_flow(flow),
            name=plan.project,
            schedules=schedules,
            enforce_parameter_schema=True,
            **{name: value for name, value in wanted.items() if name not in {"times"}},
        )
    queue = client.read_work_queue_by_name(plan.project, plan.pool)
    client.update_work_queue(queue.id, concurrency_limit=RUNS_AT_ONCE)
    keep_address(plan)
    for automation in _automations(client, plan, ids):
        found = client.find_automation(automation.name)
        if found is None:
            client.create_automation(automation)
        elif not _is_the_same(found, automation):
            # Any update makes the server forget which runs it waits to hear of. One that people have switched off stays so.
            automation.enabled = found.enabled
            client.update_automation(found.id, automation)
    for name in _unwanted(plan):
        if old := client.find_automation(name):
            client.delete_automation(old.id)


def _compared(client: SyncPrefectClient, plan: Plan) -> list[Placed]:
    found = [_pool(client, plan), _queue(client, plan)]
    ids: dict[str, UUID] = {}
    for each in plan.flows:
        name = f"{each.flow}/{plan.project}"
        try:
            present = client.read_deployment_by_name(name)
        except ObjectNotFound:
            found.append(Placed("deployment", name, ("missing",)))
            continue
        ids[each.flow] = present.id
        there, wanted = _present(present), _wanted(plan, each)
        differs = [key for key in wanted if wanted[key] != there[key]]
        found.append(Placed("deployment", name, tuple(map(_in_words, differs))))
    if plan.event and "ingest" not in ids:
        found.append(Placed("automation", event_name(plan), ("missing",)))
    if plan.notified.url is not None and plan.notified.states:
        held = held_address(client, plan)
        block = f"webhook/{block_name(plan)}"
        if held is None:
            # What calls it is made as soon as it is there.
            found += [
                Placed("block", block, ("missing",)),
                Placed("automation", automation_name(plan.project), ("missing",)),
            ]
        else:
            same_address = held == plan.notified.url.get_secret_value()
            found.append(Placed("block", block, () if same_address else ("address",)))
    for automation in _automations(client, plan, ids):
        there_is = client.find_automation(automation.name)
        if there_is is None:
            found.append(Placed("automation", automation.name, ("missing",)))
        else:
            same = _is_the_same(there_is, automation)
            found.append(Placed("automation", automation.name, () if same else ("differs",)))
    unwanted = [name for name in _unwanted(plan) if client.find_automation(name)]
    return found + [Placed("automation", name, ("no longer wanted",)) for name in unwanted]


def _is_the_same(there_is: AutomationCore, wanted: AutomationCore) -> bool:
    return (there_is.trigger, there_is.actions) == (wanted.trigger, wanted.actions)


def _pool(client: SyncPrefectClient, plan: Plan) -> Placed:
    try:
        client.read_work_pool(plan.pool)
    except ObjectNotFound:
        return Placed("work pool", plan.pool, ("missing",))
    return Placed("work pool", plan.pool)


def _queue(client: SyncPrefectClient, plan: Plan) -> Placed:
    try:
        queue = client.read_work_queue_by_name(plan.project, plan.pool)
    except ObjectNotFound:
        return Placed("queue", plan.project, ("missing",))
    one = queue.concurrency_limit == RUNS_AT_ONCE
    return Placed("queue", plan.project, () if one else (f"runs at once: {queue.concurrency_limit}",))


def _automations(client: SyncPrefectClient, plan: Plan, ids: Mapping[str, UUID]) -> list[AutomationCore]:
    found = [runs_that_died(), runs_that_never_began()]
    if plan.event and "ingest" in ids:
        found.append(ingest_on_event(plan, ids["ingest"]))
    if plan.notified.states and (block := block_of(client, plan)):
        found.append(tell_of_runs(plan, block))
    return found


def _unwanted(plan: Plan) -> list[str]:
    """Return the names of automations that the plan does without."""
    return ([] if plan.event else [event_name(plan)]) + (
        [] if plan.notified.states else [automation_name(plan.project)]
    )


def _flow(each: Deployed) -> Flow[..., Any]:
    module, _, name = each.entrypoint.rpartition(".")
    return cast("Flow[..., Any]", getattr(importlib.import_module(module), name))


def _described(flow: Flow[..., Any]) -> str:
    """Return the first sentence of what the flow says of itself."""
    return (inspect.getdoc(flow.fn) or flow.name).partition("\n")[0]


def _schedule(times: Times) -> CronSchedule | RRuleSchedule:
    if times.rrule:
        return RRuleSchedule(rrule=times.rrule, timezone=times.timezone)
    return CronSchedule(cron=times.cron, timezone=times.timezone)


def _wanted(plan: Plan, each: Deployed) -> dict[str, Any]:
    """Return what the deployment is to be, by the names of Prefect's fields; ``times`` are those of its schedules."""
    return {
        "times": [(_told(_schedule(each.times)), True)] if each.times else [],
        "description": _described(_flow(each)),
        "parameters": dict(each.parameters),
        "entrypoint": each.entrypoint,
        "work_pool_name": plan.pool,
        "work_queue_name": plan.project,
        "tags": [TAG],
        "pull_steps": plan.pull_steps,
        "job_variables": {"env": dict(plan.environment)},
        "parameter_openapi_schema": _flow(each).parameters.model_dump_for_openapi(),
    }


def _present(there: DeploymentResponse) -> dict[str, Any]:
    return {
        "times": [(_told(each.schedule), each.active) for each in there.schedules],
        **{
            name: getattr(there, name)
            for name in (
                "description",
                "parameters",
                "entrypoint",
                "work_pool_name",
                "work_queue_name",
                "tags",
                "pull_steps",
                "job_variables",
                "parameter_openapi_schema",
            )
        },
    }


def _told(schedule: Any) -> tuple[str, str]:
    """Return a schedule as its kind with its rule, and its time zone."""
    rule = getattr(schedule, "cron", None) or getattr(schedule, "rrule", None) or f"{schedule!r}"
    return rule, schedule.timezone or "UTC"


def _in_words(key: str) -> str:
    return {
        "pull_steps": "folder",
        "parameter_openapi_schema": "form",
        "job_variables": "environment",
        "work_pool_name": "work pool",
        "work_queue_name": "queue",
    }.get(key, key)
