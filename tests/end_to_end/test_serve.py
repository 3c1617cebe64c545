"""``graphmill serve``: schedules on one machine, which end with everything that belongs to them, however they end."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.end_to_end.conftest import Project, make_project
from tests.support.scheduled_project import PATIENCE, ask_server, run_asked_for

SETTINGS = """\
project = "press"
[[types]]
name = "email"
kind = "email"
[[sources]]
name = "inbox"
path = "inbox"
[schedule]
timezone = "Europe/Berlin"
ingest = "0 3 1 1 *"
"""


@pytest.fixture
def press(tmp_path: Path) -> Project:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.txt").write_text("Write to ada@example.com.\n", encoding="utf-8")
    (tmp_path / "graphmill.toml").write_text(SETTINGS, encoding="utf-8")
    # No word to Prefect's makers from a test.
    return make_project(tmp_path, DO_NOT_TRACK="1")


class Serving:
    """``graphmill serve`` as a process: where its server answers, and all processes that belong to it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", "serve", "--json"],
            cwd=project.folder,
            env=project.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        told = ""
        while not told.endswith("}\n"):
            line = self.process.stdout.readline()
            assert line, f"{self.process.communicate()[1]}\n{self.logs()}"
            told += line
        self.api = str(json.loads(told)["api"])

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def workers(self) -> list[psutil.Process]:
        found = []
        for each in self.family():
            # One that has ended shows no command.
            with suppress(psutil.Error):
                if "worker" in each.cmdline():
                    found.append(each)
        return found

    def call(self, method: str, path: str, content: dict[str, Any] | None = None) -> Any:
        return ask_server(method, f"{self.api}{path}", content).json()

    def ask(self, **parameters: Any) -> str:
        deployment = self.call("GET", "/deployments/name/ingest/press")["id"]
        asked = run_asked_for(parameters)
        return str(self.call("POST", f"/deployments/{deployment}/create_flow_run", asked)["id"])

    def state_of(self, run: str) -> str:
        return str(self.call("GET", f"/flow_runs/{run}")["state_type"])

    def wait_for(self, what: str, is_so: Callable[[], Any]) -> None:
        end = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < end, f"waited in vain for {what}\n{self.logs()}"
            time.sleep(0.3)

    def logs(self) -> str:
        folder = self._project.folder / ".graphmill" / "server"
        return "\n".join(log.read_text(encoding="utf-8")[-4000:] for log in folder.glob("*.log"))


@contextmanager
def serving(project: Project) -> Iterator[Serving]:
    served = Serving(project)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.process.terminate()
        served.process.communicate()


@contextmanager
def silent() -> Iterator[str]:
    """Take connections and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/never.txt"


def test_it_carries_runs_out_and_leaves_nothing_behind_when_it_is_killed_or_ended(press: Project) -> None:
    with silent() as never, serving(press) as served:
        run = served.ask()
        served.wait_for("the run", lambda: served.state_of(run) == "COMPLETED")
        again = press.run("serve")
        assert (again.code, "runs already for this project" in again.err) == (1, True)
        hanging = served.ask(inputs=[never])
        served.wait_for("a run in its midst", lambda: served.state_of(hanging) == "RUNNING")
        family = served.family()
        assert len(family) >= 4
        served.process.send_signal(signal.SIGKILL)
        _, left = psutil.wait_procs(family, timeout=PATIENCE)
        assert left == []

    with serving(press) as served:
        # Its data are still there, and the run that was killed holds no slot.
        assert served.state_of(run) == "COMPLETED"
        assert served.state_of(hanging) == "CRASHED"
        (press.folder / "inbox" / "b.txt").write_text("Write to bob@example.com.\n", encoding="utf-8")
        following = served.ask()
        served.wait_for("the next run", lambda: served.state_of(following) == "COMPLETED")
        (worker,) = served.workers()
        worker.kill()
        served.wait_for("another worker", lambda: [each for each in served.workers() if each != worker])
        family = served.family()
        served.process.terminate()
        _, left = psutil.wait_procs(family, timeout=PATIENCE)
        assert (left, served.process.wait()) == ([], 0)
    status = press.run("status", "--json")
    assert status.data["documents"] == 2
    assert press.run("audit").code == 0


def test_what_cannot_be_served_is_refused_before_anything_is_started(press: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = press.run("serve", "--port", str(port))
    assert (done.code, f"port {port} is taken" in done.err) == (1, True)
    assert press.run("serve", "--port", "70000").code == 2
    (press.folder / "graphmill.toml").write_text(SETTINGS.split("[[sources]]")[0], encoding="utf-8")
    done = press.run("serve")
    assert (done.code, "name no source" in done.err) == (2, True)
    shutil.rmtree(press.folder / "inbox")
    (press.folder / "graphmill.toml").unlink()
    done = press.run("serve")
    assert (done.code, "no graphmill.toml" in done.err) == (2, True)


def test_the_small_server_of_a_run_that_was_killed_is_ended_by_the_next_command(press: Project) -> None:
    with silent() as never:
        program = (
            "from flows.commands.ingest import ingest_here; from flows.project.settings_file import load_settings; "
            f"ingest_here(['{never}'], load_settings(), in_prefect=True)"
        )
        killed = subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=press.folder,
            env=press.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + PATIENCE
        servers: list[psutil.Process] = []
        while not servers:
            assert time.monotonic() < end
            assert killed.poll() is None
            below = psutil.Process(killed.pid).children(recursive=True)
            servers = [each for each in below if any("prefect.server" in part for part in each.cmdline())]
            time.sleep(0.1)
        killed.kill()
        killed.wait()
    assert servers[0].is_running()
    done = press.run("ingest", "inbox", "--json")
    assert (done.code, done.data["documents_added"]) == (0, 1)
    assert f"ended what a killed run had left of Prefect: process {servers[0].pid}" in done.err
    assert not servers[0].is_running()
