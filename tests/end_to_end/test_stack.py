"""What the compose file starts, without containers: Postgres, Redis, Prefect's server and its services apart, and a worker.

Runs come of a schedule and of an event, and the servers guard themselves as the file says.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.stack.running import Stack, started

EVENT = "graphmill.documents.arrived"
PROJECT = """\
project = "letters"
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


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Give the running stack with a project whose rules find every type, so that no run loads a model."""
    project = tmp_path_factory.mktemp("project")
    (project / "graphmill.toml").write_text(PROJECT, encoding="utf-8")
    (project / "inbox").mkdir()
    (project / "inbox" / "letter.txt").write_text("Write to anna@example.com.\n", encoding="utf-8")
    with started(project, changes={"GRAPHMILL_STORE__KIND": "embedded"}, worker=False) as stack:
        deploy(stack)
        pool = ["prefect", "worker", "start", "--pool", "graphmill", "--type", "process"]
        stack.start("worker", [*pool, "--with-healthcheck"])
        yield stack


def deploy(stack: Stack) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "deploy"],
        cwd=stack.project,
        env=stack.environment("worker"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def runs(stack: Stack) -> dict[str, dict[str, Any]]:
    """Give a completed run by what made it: an event that somebody sent, and the schedule."""
    send = f"from prefect.events import emit_event; emit_event({EVENT!r}, resource={{'prefect.resource.id': 'graphmill.letters'}})"
    subprocess.run([sys.executable, "-c", send], env=stack.environment("worker"), check=True)

    def made() -> dict[str, dict[str, Any]]:
        done = stack.call(
            "POST", "/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
        )
        by = {run["created_by"]["type"]: run for run in done.json()}
        return by if {"AUTOMATION", "SCHEDULE"} <= set(by) else {}

    found: dict[str, dict[str, Any]] = stack.wait_for("a run of an event and one of the schedule", made)
    return found


def test_a_schedule_makes_a_run_when_its_minute_comes(runs: dict[str, dict[str, Any]]) -> None:
    planned = runs["SCHEDULE"]
    assert planned["auto_scheduled"]
    assert planned["expected_start_time"].endswith((":00Z", ":00+00:00"))
    assert planned["state_name"] == "Completed"


def test_an_event_makes_a_run_that_nobody_planned(runs: dict[str, dict[str, Any]]) -> None:
    assert not runs["AUTOMATION"]["auto_scheduled"]
    assert runs["AUTOMATION"]["state_name"] == "Completed"


def test_the_runs_brought_the_documents_in(stack: Stack, runs: dict[str, dict[str, Any]]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "status", "--json"],
        cwd=stack.project,
        env=stack.environment("explorer"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(done.stdout)["documents"] == 1, done.stderr


def test_every_task_of_the_runs_is_on_record(stack: Stack, runs: dict[str, dict[str, Any]]) -> None:
    """Where the server and its services have no broker in common, records get lost."""

    def recorded() -> bool:
        tasks = stack.call("POST", "/task_runs/filter", {}).json()
        return {run["id"] for run in runs.values()} <= {task["flow_run_id"] for task in tasks}

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


def test_no_password_is_in_a_log(stack: Stack, runs: dict[str, dict[str, Any]]) -> None:
    written = stack.logs() + json.dumps(stack.call("POST", "/logs/filter", {}).json())
    written += "".join(file.read_text(errors="replace") for file in Path(stack.folder).glob("*.log"))
    for name, value in stack.variables.items():
        if name.endswith(("PASSWORD", "STRING", "TOKEN")):
            assert value.rpartition(":")[2] not in written, name
