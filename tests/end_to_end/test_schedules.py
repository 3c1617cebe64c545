"""The commands of ``docs/flows.md`` give runs on a schedule: a real server, a real worker, and runs that nobody asked for.

Prefect's server can look well, deploy, and carry out every run made by hand, and yet never plan one: only a run that the schedule
itself has made shows that schedules work.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.scheduled_project import ROOT, Reader, new_reader

pytestmark = pytest.mark.model

DONE = {"type": {"any_": ["COMPLETED"]}}
CRASHED, FAILED = ({"type": {"any_": [state]}} for state in ("CRASHED", "FAILED"))
DOCUMENTS = len(list((ROOT / "examples" / "corpus").glob("*.txt")))


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Return a reader of the page who has come to the worker: the server runs, and both flows are deployed."""
    reader = new_reader(tmp_path_factory.mktemp("reader"), environment=Path(sys.prefix), sources=ROOT)
    with reader.server():
        reader.run(reader.block("prefect deploy"))
        yield reader


@pytest.fixture(scope="module")
def runs(reader: Reader) -> dict[str, dict[str, Any]]:
    """Return a completed run of each deployment that the schedule made, and leave the project to its reader."""
    with reader.terminal("worker", reader.block("prefect worker start")):
        ingested = reader.wait_for("a planned ingest", lambda: reader.runs("nightly", **DONE))[-1]

        def analysed() -> list[dict[str, Any]]:
            done = reader.runs("weekly-analysis", **DONE)
            return [run for run in done if run["start_time"] > ingested["end_time"]]

        return {
            "nightly": ingested,
            "weekly-analysis": reader.wait_for("a planned analysis", analysed)[-1],
        }


@pytest.mark.parametrize("deployment", ["nightly", "weekly-analysis"])
def test_the_schedule_makes_runs_and_they_complete(runs: dict[str, dict[str, Any]], deployment: str) -> None:
    assert runs[deployment]["auto_scheduled"]
    assert runs[deployment]["state_type"] == "COMPLETED"


def test_the_graph_of_the_project_holds_what_the_runs_made(
    reader: Reader, runs: dict[str, dict[str, Any]]
) -> None:
    status = json.loads(
        reader.run(f"cd {reader.project} && {reader.checkout}/.venv/bin/graphmill status --json")
    )
    assert status["documents"] == DOCUMENTS
    assert status["analysis"]["analysed_at"]


def test_the_page_shows_what_is_planned_that_all_is_well_and_where_a_log_is(
    reader: Reader, runs: dict[str, dict[str, Any]]
) -> None:
    shown = reader.run(reader.block("prefect flow-run ls"))
    assert "SCHEDULED" in shown
    assert runs["nightly"]["name"] in shown
    assert re.search(r"schedules +ok +2 deployments with an active schedule, the next run at 2", shown)
    logs = reader.block("prefect flow-run logs")
    log = reader.run(logs.replace(" ID", f" {runs['nightly']['id']}"))
    assert "Completed" in log


def test_the_doctor_names_an_active_schedule_that_no_run_is_planned_for(reader: Reader) -> None:
    flow = reader.call("POST", "/flows/", {"name": "ended"}).json()["id"]
    ended = {"rrule": "DTSTART:20200101T000000Z\nRRULE:FREQ=DAILY;COUNT=1"}
    made = {"name": "yesterday", "flow_id": flow, "schedules": [{"schedule": ended, "active": True}]}
    deployment = "/deployments/" + reader.call("POST", "/deployments/", made).json()["id"]
    try:
        code, checks = diagnosis(reader, PREFECT_API_URL=reader.api)
        assert code == 1
        assert checks["schedules"]["ok"] is False
        assert checks["schedules"]["found"].startswith("3 deployments with an active schedule")
        assert checks["schedules"]["found"].endswith("; no run is planned for ended/yesterday")
        assert "log" in checks["schedules"]["remedy"]
        reader.call("POST", f"{deployment}/pause_deployment")
        assert diagnosis(reader, PREFECT_API_URL=reader.api)[0] == 0
    finally:
        reader.call("DELETE", deployment)


def test_the_doctor_refuses_a_pair_that_never_plans_a_run(reader: Reader, tmp_path: Path) -> None:
    installed = tmp_path / "sqlalchemy-2.1.9.dist-info" / "METADATA"
    installed.parent.mkdir()
    installed.write_text("Metadata-Version: 2.1\nName: SQLAlchemy\nVersion: 2.1.9\n", encoding="utf-8")
    prefect = tmp_path / "prefect-3.8.8.dist-info" / "METADATA"
    prefect.parent.mkdir()
    prefect.write_text("Metadata-Version: 2.1\nName: prefect\nVersion: 3.8.8\n", encoding="utf-8")
    code, checks = diagnosis(reader, PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert code == 1
    assert checks["scheduler"]["ok"] is False
    assert checks["scheduler"]["found"] == "prefect 3.8.8 with sqlalchemy 2.1.9"
    assert "sqlalchemy<2.1" in checks["scheduler"]["remedy"]


@pytest.mark.parametrize("project", ["", "press", "~/press"])
def test_a_project_that_a_worker_could_not_find_is_not_deployed(reader: Reader, project: str) -> None:
    deploy = "exec .venv/bin/prefect deploy --all"
    done = reader.attempt(deploy, PREFECT_API_URL=reader.api, GRAPHMILL_PROJECT=project)
    assert done.returncode == 1
    assert done.stderr.startswith("GRAPHMILL_PROJECT is ")
    assert "Deploy with the absolute path of the folder that holds graphmill.toml" in done.stderr


def test_a_run_without_a_project_ends_at_once_and_its_log_says_why(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = {"empty": (FAILED, "There is no graphmill.toml in "), "none": (CRASHED, "is not on this machine")}
    reader.run(".venv/bin/prefect work-pool create elsewhere --type process", PREFECT_API_URL=reader.api)
    for name in said:
        file = by_hand(tmp_path, name)
        deploy = f".venv/bin/prefect deploy --all --prefect-file {file}"
        reader.run(deploy, PREFECT_API_URL=reader.api, GRAPHMILL_PROJECT=str(tmp_path / name))
        reader.run(f".venv/bin/prefect deployment run ingest/{name}", PREFECT_API_URL=reader.api)
    worker = reader.block("prefect worker start").replace("--pool graphmill", "--pool elsewhere")
    with reader.terminal("worker-elsewhere", worker):
        for name, (state, reason) in said.items():
            run = reader.wait_for("the end of a run", partial(reader.runs, name, scheduled=False, **state))[0]
            log = reader.run(reader.block("prefect flow-run logs").replace(" ID", f" {run['id']}"))
            assert str(tmp_path / name) in log
            assert reason in log


def by_hand(folder: Path, name: str) -> Path:
    """Write a file with the ingest of ``prefect.yaml`` as a deployment of that name, for runs by hand and another worker."""
    content = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    deployment = content["deployments"][0]
    deployment["work_pool"]["name"] = "elsewhere"
    content["deployments"] = [deployment | {"name": name, "schedules": [], "concurrency_limit": None}]
    file = folder / f"{name}.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return file


def diagnosis(reader: Reader, **variables: str) -> tuple[int, dict[str, Any]]:
    """Return the doctor's exit code and its checks by name."""
    done = reader.attempt(
        f"cd {reader.project} && {reader.checkout}/.venv/bin/graphmill doctor --json", **variables
    )
    return done.returncode, {check["name"]: check for check in json.loads(done.stdout)["checks"]}
