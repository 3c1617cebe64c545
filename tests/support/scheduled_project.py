"""The page on schedules as a reader follows it: its own commands, with a checkout, a home and a project that are fresh.

The commands are those of ``docs/flows.md``. Only the server's port is another one, and the ingest comes every minute.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil

from tests.support.root import ROOT

PAGE = ROOT / "docs" / "flows.md"
PORT_OF_THE_PAGE = "4200"
TIMES_OF_THE_PAGE, TIMES = "30 2 * * *", "* * * * *"
PATIENCE = 240.0
"""Seconds, far more than a slow machine takes; only a failure waits so long."""


def commands_of_the_page() -> list[str]:
    """Return the blocks of commands in the section on schedules, in their order."""
    section = PAGE.read_text(encoding="utf-8").split("\n## On a schedule\n")[1].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, flags=re.DOTALL)


def free_port() -> int:
    """Return a port of the loopback interface that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(api: str) -> bool:
    """Tell whether a Prefect server answers at this address of its API."""
    try:
        return httpx.get(f"{api}/health", timeout=5).is_success
    except httpx.TransportError:
        return False


def ask_server(
    method: str, url: str, content: Any = None, auth: tuple[str, str] | None = None
) -> httpx.Response:
    """Return what a Prefect server's API answers.

    On a busy machine it lets one wait while it plans and starts runs. Where its database is busy it asks to be asked again, as
    Prefect's own client does; what is to be made once must carry a key of its own.

    Raises:
        httpx.HTTPStatusError: The server refuses, or was busy for all of ``PATIENCE``.

    """
    end = time.monotonic() + PATIENCE
    while True:
        answer = httpx.request(method, url, json=content, auth=auth, timeout=PATIENCE)
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() > end:
            return answer.raise_for_status()
        time.sleep(0.3)


def run_asked_for(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return what asks a deployment for a run, which is made once however often it is asked for."""
    return {"parameters": parameters, "state": {"type": "SCHEDULED"}, "idempotency_key": uuid4().hex}


@dataclass(frozen=True)
class Reader:
    """Somebody who copies the page's commands; ``folder`` holds the checkout and the home, ``port`` is the server's."""

    folder: Path
    port: int
    environment: dict[str, str]

    @property
    def checkout(self) -> Path:
        """The folder that the commands are given in."""
        return self.folder / "checkout"

    @property
    def project(self) -> Path:
        """The project's folder, as the page names it."""
        return self.folder / "home" / "press"

    @property
    def api(self) -> str:
        """The address of the server's API."""
        return f"http://127.0.0.1:{self.port}/api"

    def block(self, part: str) -> str:
        """Return the page's one block of commands with ``part`` in it."""
        found = [block for block in commands_of_the_page() if part in block]
        assert len(found) == 1, f"{len(found)} blocks with {part!r} in {PAGE}"
        return found[0].replace(PORT_OF_THE_PAGE, str(self.port)).replace(TIMES_OF_THE_PAGE, TIMES)

    def run(self, commands: str, **variables: str) -> str:
        """Run commands to their end, each of which must succeed, and return what they print."""
        done = self.attempt(commands, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def attempt(self, commands: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run commands, up to the first that fails, with further environment variables."""
        return subprocess.run(
            ["/bin/sh", "-eu", "-c", commands],
            cwd=self.checkout,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )

    @contextmanager
    def terminal(self, name: str, commands: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
        """Keep commands running in a terminal of their own, and end them with everything that they started."""
        with (self.folder / f"{name}.log").open("ab") as log:
            shell = subprocess.Popen(
                ["/bin/sh", "-eu", "-c", commands],
                cwd=self.checkout,
                env=self.environment | variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            try:
                yield shell
            finally:
                _end(shell)

    @contextmanager
    def server(self) -> Iterator[None]:
        """Keep the page's server running; it answers from the start."""
        with self.terminal("server", self.block("prefect server start")) as shell:
            self.wait_for("the server", lambda: shell.poll() is not None or answers(self.api))
            assert shell.poll() is None, self.logs()
            yield

    def wait_for(self, what: str, is_there: Callable[[], Any]) -> Any:
        """Return what ``is_there`` returns as soon as that is true; fail with the logs if it does not become so."""
        end = time.monotonic() + PATIENCE
        while not (found := is_there()):
            assert time.monotonic() < end, f"waited in vain for {what}\n{self.logs()}"
            time.sleep(0.5)
        return found

    def logs(self) -> str:
        """Return the ends of what the terminals show."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"== {log.name}\n{log.read_text(encoding='utf-8')[-8000:]}" for log in logs)

    def runs(
        self, deployment: str, *, scheduled: bool = True, flow: str = "ingest", **state: Any
    ) -> list[dict[str, Any]]:
        """Return the runs of a flow's deployment that its schedule made, or those made by hand, in the given states, latest first."""
        wanted: dict[str, Any] = {
            "deployments": {"name": {"any_": [deployment]}},
            "flows": {"name": {"any_": [flow]}},
            "flow_runs": {"state": state} if state else {},
        }
        wanted["sort"] = "START_TIME_DESC"
        found = self.call("POST", "/flow_runs/filter", wanted).json()
        return [run for run in found if run["auto_scheduled"] is scheduled]

    def call(self, method: str, path: str, content: dict[str, Any] | None = None) -> httpx.Response:
        """Return what the server's API answers."""
        return ask_server(method, f"{self.api}{path}", content)


def new_reader(folder: Path, *, environment: Path, sources: Path | None) -> Reader:
    """Return a reader with a home and a checkout below ``folder``, whose ``.venv`` is ``environment``.

    ``sources`` is imported from, ahead of what is installed there.
    """
    checkout = folder / "checkout"
    (folder / "home").mkdir(parents=True)
    checkout.mkdir()
    (checkout / ".venv").symlink_to(environment, target_is_directory=True)
    (checkout / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "OPENBLAS_CORETYPE") if name in os.environ}
    variables = keep | {"HOME": str(folder / "home"), "LC_ALL": "C.UTF-8", "COLUMNS": "200"}
    # No word to Prefect's makers from a test; the page leaves that to its reader.
    variables |= {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    if sources:
        variables["PYTHONPATH"] = str(sources)
    return Reader(folder, free_port(), variables)


def _end(shell: subprocess.Popen[bytes]) -> None:
    """Kill a shell and all below it; what it left behind is still of its process group."""
    below: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        below = psutil.Process(shell.pid).children(recursive=True)
    for process in below:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    with suppress(ProcessLookupError):
        os.killpg(shell.pid, signal.SIGKILL)
    shell.wait()
