"""What the compose file starts, without containers: Postgres, Redis, Prefect's server and its services apart, and a worker.

Runs come of a schedule and of an event, somebody is told of those that end badly, and the servers guard themselves as the file
says.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.support.scheduled_project import run_asked_for
from tests.support.stack.running import Stack, started
from tests.support.webhook import Webhook, listening

EVENT = "graphmill.documents.arrived"
PROJECT = """\
project = "press"

[[types]]
name = "email"
kind = "email"

[[sources]]
name = "inbox"
path = "inbox"

[schedule]
timezone = "Europe/Berlin"
ingest = "* * * * *"
"""
BAD = ("Failed", "Partial", "Crashed")
"""States in which runs end of which somebody is told."""


@pytest.fixture(scope="module")
def webhook() -> Iterator[Webhook]:
    with listening() as webhook:
        yield webhook


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, webhook: Webhook) -> Iterator[Stack]:
    """Give the running stack with a project whose rules find every type, so that no run loads a model."""
    project = tmp_path_factory.mktemp("project")
    (project / "graphmill.toml").write_text(PROJECT, encoding="utf-8")
    for place in ("inbox", "arrived"):
        (project / place).mkdir()
        (project / place / f"{place}.txt").write_text(f"Write to {place}@example.com.\n", encoding="utf-8")
    (project / "damaged").mkdir()
    (project / "damaged" / "letter.docx").write_bytes(b"no document of Word's")
    changes = {"GRAPHMILL_STORE__KIND": "embedded", "GRAPHMILL_NOTIFY_URL": webhook.url}
    with started(project, changes=changes) as stack:
        yield stack


@pytest.fixture(scope="module")
def runs(stack: Stack) -> dict[str, dict[str, Any]]:
    """Give runs that have ended: that of the schedule, and by their states those that an event and somebody asked for."""
    about = "resource={'prefect.resource.id': 'graphmill.press'}, payload={'inputs': ['arrived', 'damaged']}"
    send = f"from prefect.events import emit_event; emit_event({EVENT!r}, {about})"
    subprocess.run([sys.executable, "-c", send], env=stack.environment("worker"), check=True)
    deployment = stack.call("GET", "/deployments/name/ingest/press").json()["id"]
    path = f"/deployments/{deployment}/create_flow_run"
    stack.call("POST", path, run_asked_for({"inputs": ["nowhere"]}))
    doomed = stack.call("POST", path, run_asked_for({"inputs": ["arrived"]})).json()["id"]
    killed = False

    def ended() -> dict[str, dict[str, Any]]:
        nonlocal killed
        killed = killed or kill_run(stack, doomed)
        found = [run for run in stack.call("POST", "/flow_runs/filter", {}).json() if run["end_time"]]
        by = {"Scheduled" if run["auto_scheduled"] else run["state_name"]: run for run in found}
        return by if set(by) == {"Scheduled", *BAD} else {}

    found: dict[str, dict[str, Any]] = stack.wait_for("runs of every kind", ended)
    return found


def kill_run(stack: Stack, run: str) -> bool:
    """Kill the process of a run, if it is there by now."""
    for process in psutil.Process(stack.processes["worker"].pid).children(recursive=True):
        try:
            mine = process.environ().get("PREFECT__FLOW_RUN_ID") == run
        except psutil.Error:
            continue
        if mine:
            process.kill()
            return True
    return False


def test_a_schedule_makes_a_run_when_its_minute_comes(runs: dict[str, dict[str, Any]]) -> None:
    planned = runs["Scheduled"]
    assert planned["expected_start_time"].endswith((":00Z", ":00+00:00"))
    assert planned["state_name"] == "Completed"


def test_an_event_makes_a_run_that_reads_what_the_event_names(runs: dict[str, dict[str, Any]]) -> None:
    assert runs["Partial"]["created_by"]["type"] == "AUTOMATION"
    assert runs["Partial"]["parameters"]["inputs"] == ["arrived", "damaged"]


def test_the_runs_brought_the_documents_in(stack: Stack, runs: dict[str, dict[str, Any]]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "status", "--json"],
        cwd=stack.project,
        env=stack.environment("explorer"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(done.stdout)["documents"] == 2, done.stderr


@pytest.mark.parametrize("state", BAD)
def test_the_webhook_is_told_of_a_run_that_ended_badly(
    stack: Stack, runs: dict[str, dict[str, Any]], webhook: Webhook, state: str
) -> None:
    assert runs[state]["state_name"] == state
    (told,) = stack.wait_for(
        f"word of the run that is {state}",
        lambda: [each for each in webhook.messages if each["run_id"] == runs[state]["id"]],
    )
    assert told["state"] == state
    assert (told["project"], told["flow"], told["run"]) == ("press", "ingest", runs[state]["name"])
    assert told["message"] == runs[state]["state"]["message"]
    assert told["text"] == f"graphmill: ingest of press is {state}: {told['message']}"
    assert told["content_type"].startswith("application/json")


def test_nobody_is_told_of_runs_that_went_well(runs: dict[str, dict[str, Any]], webhook: Webhook) -> None:
    assert {each["run_id"] for each in webhook.messages} == {runs[state]["id"] for state in BAD}
    assert not webhook.strays


def test_the_page_is_served_to_who_has_its_token(stack: Stack, runs: dict[str, dict[str, Any]]) -> None:
    stack.start("explorer")
    page = f"http://127.0.0.1:{stack.ports['explorer']}/"
    token = stack.variables["EXPLORE_TOKEN"]
    assert httpx.get(f"{page}api/project").status_code == 403
    given = httpx.get(f"{page}api/project", headers={"Authorization": f"Bearer {token}"})
    assert given.status_code == 200
    assert given.json()["name"] == "press"
    stack.kill("explorer")


def test_what_was_deployed_is_in_place_and_another_address_is_not(stack: Stack, webhook: Webhook) -> None:
    def differing(**changes: str) -> dict[str, list[str]]:
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", "deploy", "--check", "--json"],
            cwd=stack.project,
            env=stack.environment("worker") | changes,
            capture_output=True,
            text=True,
            check=False,
        )
        assert webhook.url not in done.stdout + done.stderr
        things = json.loads(done.stdout)["things"]
        return {each["kind"]: each["differs"] for each in things if each["differs"]}

    assert differing(GRAPHMILL_NOTIFY_URL=f"{webhook.url}/other") == {"block": ["address"]}
    # Whoever deploys without the address leaves the one that the server has.
    assert differing(GRAPHMILL_NOTIFY_URL="") == {}


def test_every_run_has_its_tasks_on_record(stack: Stack, runs: dict[str, dict[str, Any]]) -> None:
    """Where the server and its services have no broker in common, records get lost."""
    whole = {runs[kind]["id"] for kind in ("Scheduled", "Partial")}

    def recorded() -> bool:
        tasks = stack.call("POST", "/task_runs/filter", {}).json()
        return whole <= {task["flow_run_id"] for task in tasks}

    stack.wait_for("the records of the tasks", recorded)


def test_nobody_is_answered_without_the_password(stack: Stack) -> None:
    assert httpx.get(f"{stack.api}/admin/version").status_code == 401
    assert httpx.get(f"{stack.api}/admin/version", auth=("graphmill", "guessed")).status_code == 401
    assert httpx.get(f"{stack.api}/ready").status_code == 200
    from redis import AuthenticationError, Redis

    with pytest.raises(AuthenticationError), Redis(port=stack.ports["redis"]) as client:
        client.ping()
    denied = subprocess.run(
        ["psql", "--dbname", "prefect", "--command", "SELECT 1"],
        env=stack.database.environment | {"PGPASSWORD": "guessed"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "password authentication failed" in denied.stderr


def test_no_secret_is_in_a_log_or_in_what_the_server_shows(
    stack: Stack, runs: dict[str, dict[str, Any]], webhook: Webhook
) -> None:
    written = "".join(file.read_text(errors="replace") for file in Path(stack.folder).glob("*.log"))
    for path in ("/logs/filter", "/automations/filter", "/block_documents/filter", "/events/filter"):
        written += json.dumps(stack.call("POST", path, {}).json())
    assert "graphmill: tell of runs of press" in written
    assert webhook.url not in written
    for name, value in stack.variables.items():
        if name.endswith(("PASSWORD", "STRING", "TOKEN")):
            assert value.rpartition(":")[2] not in written, name
