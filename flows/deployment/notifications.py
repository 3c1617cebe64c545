"""Who is told when runs end badly: a webhook, or a notification block of Prefect, called by an automation on the server.

A webhook's address is a secret: it comes from the environment of whoever deploys, and is kept in a block on the server, which
keeps it encrypted and shows it to nobody.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from prefect.blocks.webhook import Webhook
from prefect.events.actions import ActionTypes, CallWebhook, SendNotification
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.exceptions import ObjectNotFound

from extractors.errors import UsageError
from flows.deployment.notified import automation_name

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import BlockDocument

    from flows.deployment.plan import Plan

SUBJECT = "graphmill: {{ flow.name }} of {{ deployment.name }} is {{ flow_run.state.name }}"
BODY = "The run {{ flow_run.name }} of {{ flow.name }} of {{ deployment.name }} is {{ flow_run.state.name }}: {{ flow_run.state.message }}"
PAYLOAD = """\
{
  "text": {{ ("graphmill: " ~ flow.name ~ " of " ~ deployment.name ~ " is " ~ event.resource["prefect.state-name"] ~ ": " ~ event.resource["prefect.state-message"]) | tojson }},
  "project": {{ deployment.name | tojson }},
  "flow": {{ flow.name | tojson }},
  "state": {{ event.resource["prefect.state-name"] | tojson }},
  "message": {{ event.resource["prefect.state-message"] | tojson }},
  "run": {{ flow_run.name | tojson }},
  "run_id": {{ (flow_run.id ~ "") | tojson }},
  "at": {{ (event.occurred ~ "") | tojson }}
}
"""
"""What a webhook is sent; chat services show ``text``. The state is that of the event: the run may have gone on since."""


def block_name(plan: Plan) -> str:
    """Return the name of the block with the address of the project's webhook; Prefect takes small letters, digits and dashes."""
    readable = re.sub(r"[^a-z0-9]+", "-", plan.project.lower()).strip("-")
    # Two projects that are written alike are not to share one.
    return f"graphmill-{readable}-{hashlib.sha256(plan.project.encode()).hexdigest()[:6]}"


def held_address(client: SyncPrefectClient, plan: Plan) -> str | None:
    """Return the address of the webhook that the server holds for the project, None where it holds none."""
    found = _block(client, "webhook", block_name(plan))
    if found is None:
        return None
    address = found.data.get("url")
    return str(getattr(address, "get_secret_value", lambda: address)())


def block_of(client: SyncPrefectClient, plan: Plan) -> UUID | None:
    """Return the id of the block by which the project's runs are told of, None where there is none yet.

    Raises:
        UsageError: the settings name a block that the server does not have.

    """
    kind, _, name = plan.notified.block.partition("/")
    found = _block(client, kind or "webhook", name or block_name(plan))
    if found is None and plan.notified.block:
        raise UsageError(
            f"[schedule] notify_block names {plan.notified.block}, which the Prefect server does not have: `prefect block ls` shows "
            "those that are there."
        )
    return None if found is None else found.id


def keep_address(plan: Plan) -> None:
    """Keep the address that was given on the server; one that is there is replaced."""
    if plan.notified.url is not None:
        hook = Webhook.model_validate(
            {"url": plan.notified.url, "headers": {"Content-Type": "application/json; charset=utf-8"}}
        )
        # Called from synchronous code, so this has been done and is no coroutine.
        cast("object", hook.save(block_name(plan), overwrite=True))


def tell_of_runs(plan: Plan, block: UUID) -> AutomationCore:
    """Return what tells of runs of the project's deployments when they come into one of the states."""
    trigger = EventTrigger.model_validate(
        {
            "expect": [f"prefect.flow-run.{state.capitalize()}" for state in plan.notified.states],
            "match": {"prefect.resource.id": "prefect.flow-run.*"},
            "match_related": {
                "prefect.resource.id": "prefect.deployment.*",
                "prefect.resource.role": "deployment",
                "prefect.resource.name": plan.project,
            },
            # Each run by itself: two that fail are two messages.
            "for_each": ["prefect.resource.id"],
            "posture": Posture.Reactive,
            "threshold": 1,
            "within": timedelta(0),
        }
    )
    action: ActionTypes = (
        SendNotification(block_document_id=block, subject=SUBJECT, body=BODY)
        if plan.notified.block
        else CallWebhook(block_document_id=block, payload=PAYLOAD)
    )
    return AutomationCore(
        name=automation_name(plan.project),
        description=f"Tells of runs of {plan.project} that are {', '.join(plan.notified.states)}.",
        trigger=trigger,
        actions=[action],
    )


def _block(client: SyncPrefectClient, kind: str, name: str) -> BlockDocument | None:
    try:
        return client.read_block_document_by_name(name, kind, include_secrets=True)
    except ObjectNotFound:
        return None
