"""The commands of ``docs/flows.md`` give runs on a schedule: a real server, a real worker, and runs that nobody asked for.

Prefect's server can look well, deploy, and carry out every run made by hand, and yet never plan one: only a run that the schedule
itself has made shows that schedules work.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import pytest

from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from graph.contents.loading import known_documents
from tests.support.scheduled_project import ROOT, TIMES, Reader, new_reader, run_asked_for

pytestmark = pytest.mark.model

DONE = {"type": {"any_": ["COMPLETED"]}}
DOCUMENTS = len(list((ROOT / "examples" / "corpus").glob("*.txt")))
PREFECT = ".venv/bin/prefect"


class Quick:
    """A project whose rules find every type, so that no run loads a model, on the reader's server with workers of its own pool."""

    def __init__(self, reader: Reader, folder: Path, name: str = "quick") -> None:
        self.reader, self.folder, self.name = reader, folder, name
        (folder / "inbox").mkdir(parents=True)
        (folder / "graphmill.toml").write_text(
            f'''project = "{name}"
[[types]]
name = "email"
kind = "email"
[[sources]]
name = "inbox"
path = "inbox"
[schedule]
pool = "{name}"
ingest = ""
analyse = ""
audit = ""
''',
            encoding="utf-8",
        )
        self.write("first")

    def write(self, name: str) -> None:
        (self.folder / "inbox" / f"{name}.txt").write_text(
            f"Write to {name}@example.com.\n", encoding="utf-8"
        )

    def deploy(self, options: str = "") -> None:
        command = f".venv/bin/graphmill deploy --config {self.folder}/graphmill.toml {options}"
        self.reader.run(command, PREFECT_API_URL=self.reader.api)

    def worker(self, log: str, **variables: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
        command = f"exec {PREFECT} worker start --pool {self.name}"
        return self.reader.terminal(log, command, PREFECT_API_URL=self.reader.api, **variables)

    def ask(self, flow: str, parameters: dict[str, Any] | None = None) -> str:
        """Ask for a run as ``prefect deployment run`` does, and return its id."""
        found = self.reader.call("GET", f"/deployments/name/{flow}/{self.name}").json()["id"]
        asked = run_asked_for(parameters or {})
        made = self.reader.call("POST", f"/deployments/{found}/create_flow_run", asked).json()
        return str(made["id"])

    def end_of(self, run: str) -> dict[str, Any]:
        """Wait for the end of a run and return it."""

        def ended() -> dict[str, Any] | None:
            found: dict[str, Any] = self.reader.call("GET", f"/flow_runs/{run}").json()
            return found if found["end_time"] else None

        return dict(self.reader.wait_for(f"the end of {run}", ended))

    def documents(self, folder: Path | None = None) -> list[str]:
        with open_project_store(load_settings(folder=folder or self.folder)) as store:
            return sorted(each.uri for each in known_documents(store).values())


@pytest.fixture(scope="module")
def missed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Reader, datetime]]:
    """Return a reader of the page whose server was off when a minute came that it had planned a run for, and is on again."""
    reader = new_reader(tmp_path_factory.mktemp("reader"), environment=Path(sys.prefix), sources=ROOT)
    reader.run(reader.block("graphmill init"))
    with reader.server():
        reader.run(reader.block("graphmill deploy"))
        scheduled = {"type": {"any_": ["SCHEDULED"]}}
        planned = reader.wait_for("planned runs", lambda: reader.runs("press", **scheduled))
    minute = min(datetime.fromisoformat(run["expected_start_time"]) for run in planned)
    now = datetime.now(UTC)
    # The one that is planned first may have been of the moment when the server went.
    off = minute if minute > now else now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    time.sleep(max(0.0, (off - datetime.now(UTC)).total_seconds() + 0.5))
    with reader.server():
        yield reader, off


@pytest.fixture(scope="module")
def reader(missed: tuple[Reader, datetime]) -> Reader:
    return missed[0]


@pytest.fixture(scope="module")
def killed(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> tuple[Quick, str]:
    """Return a project and its run that was killed in its midst, with its worker; it is long until the server knows."""
    project = Quick(reader, tmp_path_factory.mktemp("projects") / "killed", "killed")
    project.deploy()
    with silent() as address, project.worker("worker-killed") as worker:
        run = project.ask("ingest", {"inputs": [f"{address}/never.txt"]})
        # Its first heartbeat comes as it begins.
        reader.wait_for("its first heartbeat", lambda: heartbeats(reader, run))
        for process in (psutil.Process(worker.pid), *psutil.Process(worker.pid).children(recursive=True)):
            process.kill()
    return project, run


@pytest.fixture(scope="module")
def planned_run(missed: tuple[Reader, datetime], killed: tuple[Quick, str]) -> dict[str, Any]:
    """Return the completed run of the minute at which the server was off, and leave the project without a schedule."""
    reader, off = missed

    def made_up() -> list[dict[str, Any]]:
        done = reader.runs("press", **DONE)
        return [run for run in done if datetime.fromisoformat(run["expected_start_time"]) <= off]

    with reader.terminal("worker", reader.block("prefect worker start")):
        run: dict[str, Any] = reader.wait_for("the run that was missed", made_up)[0]
        file = reader.project / "graphmill.toml"
        told = file.read_text(encoding="utf-8").replace(f'ingest = "{TIMES}"', 'ingest = "30 2 * * *"')
        file.write_text(told, encoding="utf-8")
        reader.run(reader.block("graphmill deploy"))
        return run


def test_a_run_whose_time_came_while_the_server_was_off_is_made_up(
    missed: tuple[Reader, datetime], planned_run: dict[str, Any]
) -> None:
    assert planned_run["auto_scheduled"]
    assert planned_run["state_type"] == "COMPLETED"
    assert datetime.fromisoformat(planned_run["start_time"]) > missed[1]


def test_the_graph_of_the_project_holds_what_the_run_made(
    reader: Reader, planned_run: dict[str, Any]
) -> None:
    status = json.loads(
        reader.run(f"cd {reader.project} && {reader.checkout}/.venv/bin/graphmill status --json")
    )
    assert status["documents"] == DOCUMENTS


def test_the_page_shows_what_is_planned_that_all_is_well_and_where_a_log_is(
    reader: Reader, planned_run: dict[str, Any]
) -> None:
    shown = reader.run(reader.block("prefect flow-run ls"))
    assert "SCHEDULED" in shown
    assert planned_run["name"] in shown
    assert re.search(r"schedules +ok +3 deployments with an active schedule, the next run at 2", shown)
    logs = reader.block("prefect flow-run logs")
    log = reader.run(logs.replace(" ID", f" {planned_run['id']}"))
    assert "Completed" in log


def test_a_project_that_is_deployed_again_is_in_place_and_a_change_is_named_and_brought_up(
    reader: Reader, planned_run: dict[str, Any]
) -> None:
    check = reader.block("graphmill deploy").replace(" deploy ", " deploy --json --check ")
    assert json.loads(reader.run(check))["in_place"]
    zone = {"GRAPHMILL_SCHEDULE__TIMEZONE": "Asia/Tokyo"}
    done = reader.attempt(check, **zone)
    assert done.returncode == 1
    differs = {each["name"]: each["differs"] for each in json.loads(done.stdout)["things"] if each["differs"]}
    assert differs == {f"{flow}/press": ["times"] for flow in ("ingest", "analyse", "audit")}
    reader.run(check.replace("--check", ""), **zone)
    assert json.loads(reader.run(check, **zone))["in_place"]
    times = {"type": {"any_": ["SCHEDULED"]}}
    planned = [datetime.fromisoformat(run["expected_start_time"]) for run in reader.runs("press", **times)]
    at = {f"{each:%H:%M}" for each in planned if each > datetime.now(UTC)}
    # What was planned by the old times is planned no more.
    assert at == {"17:30"}


def test_the_doctor_names_an_active_schedule_that_no_run_is_planned_for(reader: Reader) -> None:
    flow = reader.call("POST", "/flows/", {"name": "ended"}).json()["id"]
    ended = {"rrule": "DTSTART:20200101T000000Z\nRRULE:FREQ=DAILY;COUNT=1"}
    made = {"name": "yesterday", "flow_id": flow, "schedules": [{"schedule": ended, "active": True}]}
    deployment = "/deployments/" + reader.call("POST", "/deployments/", made).json()["id"]
    try:
        code, checks = diagnosis(reader, PREFECT_API_URL=reader.api)
        assert code == 1
        assert checks["schedules"]["ok"] is False
        assert checks["schedules"]["found"].startswith("4 deployments with an active schedule")
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


@pytest.mark.parametrize(
    ("options", "variables", "told"),
    [
        ("--folder press", {}, "give the absolute path"),
        ("", {"PREFECT_API_URL": ""}, "PREFECT_API_URL names no Prefect server"),
        ("", {"PREFECT_API_URL": "http://127.0.0.1:9/api"}, "No Prefect server answers"),
        ("", {"GRAPHMILL_SCHEDULE__INGEST": "61 * * * *"}, "bad minute"),
        ("--config examples/none.toml", {}, "no such settings file"),
    ],
)
def test_what_cannot_be_deployed_is_refused_in_words(
    reader: Reader, options: str, variables: dict[str, str], told: str
) -> None:
    given = options if "--config" in options else f"--config {reader.project}/graphmill.toml {options}"
    environment = {"PREFECT_API_URL": reader.api} | variables
    done = reader.attempt(f"exec .venv/bin/graphmill deploy {given}", **environment)
    assert done.returncode in (1, 2)
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def diagnosis(reader: Reader, **variables: str) -> tuple[int, dict[str, Any]]:
    """Return the doctor's exit code and its checks by name."""
    done = reader.attempt(
        f"cd {reader.project} && {reader.checkout}/.venv/bin/graphmill doctor --json", **variables
    )
    return done.returncode, {check["name"]: check for check in json.loads(done.stdout)["checks"]}


@pytest.fixture(scope="module")
def quick(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Quick:
    made = Quick(reader, tmp_path_factory.mktemp("projects") / "quick")
    made.deploy()
    return made


def test_a_run_without_a_project_ends_at_once_and_its_log_says_why(quick: Quick, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = {
        "empty": ("FAILED", "There is no graphmill.toml in "),
        "none": ("CRASHED", "is not on this machine"),
    }
    with quick.worker("worker-elsewhere"):
        for name, (state, reason) in said.items():
            quick.deploy(f"--folder {tmp_path / name}")
            run = quick.end_of(quick.ask("ingest"))
            assert run["state_type"] == state
            log = quick.reader.run(f"{PREFECT} flow-run logs {run['id']}", PREFECT_API_URL=quick.reader.api)
            assert str(tmp_path / name) in log
            assert reason in log
    quick.deploy()


def test_an_event_starts_an_ingest_of_what_it_names_and_two_workers_carry_out_one_run_at_a_time(
    quick: Quick,
) -> None:
    quick.write("second")
    elsewhere = quick.folder.parent / "elsewhere"
    shutil.copytree(quick.folder, elsewhere)
    (elsewhere / "graphmill.toml").write_text(
        f'state = "{quick.folder}/.graphmill"\n'
        + (quick.folder / "graphmill.toml").read_text(encoding="utf-8"),
        encoding="utf-8",
    )
    event = (
        "from prefect.events import emit_event; emit_event('graphmill.documents.arrived', "
        "resource={'prefect.resource.id': 'graphmill.quick'}, payload={'inputs': ['inbox/second.txt']})"
    )
    with (
        quick.worker("worker-here"),
        # As on another machine: its folder is another one.
        quick.worker("worker-there", GRAPHMILL_PROJECT=str(elsewhere)),
    ):
        quick.reader.run(f".venv/bin/python -c {shlex.quote(event)}", PREFECT_API_URL=quick.reader.api)
        started = quick.reader.wait_for(
            "the run of the event", lambda: quick.reader.runs("quick", scheduled=False, **DONE)
        )[0]
        assert started["parameters"]["inputs"] == ["inbox/second.txt"]
        assert quick.documents() == ["inbox/second.txt"]
        runs = [
            quick.end_of(run)
            for run in [quick.ask(flow) for flow in ("ingest", "audit", "ingest", "resolve")]
        ]
    assert {run["state_type"] for run in runs} == {"COMPLETED"}
    times = sorted((run["start_time"], run["end_time"]) for run in runs)
    assert all(before[1] <= after[0] for before, after in pairwise(times))
    assert quick.documents() == ["inbox/first.txt", "inbox/second.txt"]


def test_a_deployment_is_carried_out_in_the_folder_of_the_machine_that_does_it(
    quick: Quick, tmp_path: Path
) -> None:
    other = Quick(quick.reader, tmp_path / "other")
    other.write("only-there")
    with quick.worker("worker-there", GRAPHMILL_PROJECT=str(other.folder)):
        assert quick.end_of(quick.ask("ingest"))["state_type"] == "COMPLETED"
    assert quick.documents(other.folder) == ["inbox/first.txt", "inbox/only-there.txt"]


def test_a_run_that_is_killed_with_its_worker_is_marked_crashed_and_the_next_one_begins(
    killed: tuple[Quick, str],
) -> None:
    project, run = killed
    following = project.ask("ingest")
    with project.worker("worker-next"):
        first = project.end_of(run)
        second = project.end_of(following)
    assert (first["state_type"], second["state_type"]) == ("CRASHED", "COMPLETED")
    assert "Nothing was heard of the run" in first["state"]["message"]
    assert second["start_time"] >= first["end_time"]


def heartbeats(reader: Reader, run: str) -> int:
    wanted = {
        "filter": {
            "event": {"name": ["prefect.flow-run.heartbeat"]},
            "resource": {"id": [f"prefect.flow-run.{run}"]},
        }
    }
    return int(reader.call("POST", "/events/filter", wanted).json()["total"])


@contextmanager
def silent() -> Iterator[str]:
    """Take connections and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
