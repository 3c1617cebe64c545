"""The command as a user calls it: a process of its own, in a folder of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.scheduled_project import PATIENCE, answers, free_port

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Finished:
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Project:
    """A folder with a graph of its own; ``run`` calls graphmill there."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str, stdin: str | None = None, timeout: float = 240) -> Finished:
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", *arguments],
            cwd=self.folder,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def kill_in_mid_run(self, *arguments: str, when: Callable[[], bool], timeout: float = 240) -> bool:
        """Start graphmill and kill it with SIGKILL as soon as ``when``; False if it ended by itself before."""
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        helpers: list[psutil.Process] = []
        end = time.monotonic() + timeout
        try:
            while process.poll() is None and time.monotonic() < end:
                if when():
                    helpers = psutil.Process(process.pid).children(recursive=True)
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    return True
                time.sleep(0.01)
            return False
        finally:
            # The machine would clear these up in a real crash; a killed parent does not.
            for helper in helpers:
                if helper.is_running():
                    helper.kill()
            if process.poll() is None:
                process.kill()


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a Prefect server of the tests' own."""
    folder = tmp_path_factory.mktemp("server")
    address = f"http://127.0.0.1:{free_port()}/api"
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--port", address.split(":")[2][:-4]],
            env=make_project(folder).environment
            | {"PREFECT_HOME": str(folder), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            end = time.monotonic() + PATIENCE
            while not answers(address):
                assert server.poll() is None, (folder / "server.log").read_text(encoding="utf-8")
                assert time.monotonic() < end, (folder / "server.log").read_text(encoding="utf-8")
                time.sleep(0.5)
            yield address
        finally:
            server.terminate()
            server.wait()


@pytest.fixture(params=["plain", "on a server"])
def way(request: pytest.FixtureRequest) -> dict[str, str]:
    """Give the variables that make commands run plainly, and those that make them runs of flows on a Prefect server."""
    if request.param == "plain":
        return {}
    address: str = request.getfixturevalue("prefect_server")
    return {"PREFECT_API_URL": address}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


def make_project(folder: Path, **variables: str) -> Project:
    keep = {"PATH", "HOME", "LANG", "VIRTUAL_ENV", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}
    environment = {name: value for name, value in os.environ.items() if name in keep}
    return Project(
        folder,
        environment | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"} | variables,
    )


@pytest.fixture(scope="module")
def milled(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project with the example corpus ingested once, for tests that only look."""
    project = make_project(tmp_path_factory.mktemp("milled"))
    done = project.run("ingest", str(ROOT / "examples" / "corpus"), "--json")
    assert done.code == 0, done.err
    return project
