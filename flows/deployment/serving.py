"""Everything that schedules need, on one machine: server, worker and schedules, held together and ended together."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from extractors.errors import GraphmillError
from flows.project.state_folder import make_state_folder
from flows.runs.prefect_environment import prepare

FOLDER = "server"
"""Below the state folder: the server's data and the logs."""
USUAL_PORT = 4200
SECONDS_TO_END = 60.0


class ServingError(GraphmillError):
    """Server and worker cannot be started or kept running; the message says why and where their logs are."""


class Serving:
    """A server and a worker that run: what their supervisor says, and how it is told to go on or to end."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, port: int) -> None:
        self._process = process
        self.folder = folder
        self.port = port

    @property
    def pages(self) -> str:
        """The address of Prefect's pages."""
        return f"http://127.0.0.1:{self.port}"

    def start_worker(self) -> None:
        """Tell the supervisor to start the worker."""
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        self._process.stdin.write(b"worker\n")
        self._process.stdin.flush()

    def said(self) -> Iterator[dict[str, Any]]:
        """Yield what the supervisor says, as it comes, until it ends.

        Raises:
            ServingError: server or worker could not be started or kept running.

        """
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        for line in self._process.stdout:
            said: dict[str, Any] = json.loads(line)
            if why := said.get("failed"):
                raise ServingError(
                    f"{why[:1].upper()}{why[1:]}. Their logs are in {self.folder}: server.log, worker.log."
                )
            yield said
        raise ServingError(
            f"The process that holds server and worker was killed. Their logs are in {self.folder}."
        )

    def end(self) -> None:
        """End everything and wait for it."""
        with suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        try:
            self._process.wait(SECONDS_TO_END)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            # Asked a second time, or too slow: what it holds ends with it.
            self._process.kill()
            self._process.wait()


@contextmanager
def serving(state: Path, pool: str, port: int) -> Iterator[Serving]:
    """Start a server below ``state`` that listens on loopback, give it when it answers, and end it with all that belongs to it.

    A ``port`` of 0 is the usual one, or any where that is taken. The variables of this process lead to the server.

    Raises:
        ServingError: another one serves the project, the port is taken, or the server does not start.
        flows.project.state_folder.StateFolderError: the folder cannot be written.

    """
    folder = state / FOLDER
    make_state_folder(folder)
    with _alone(folder):
        port = _free_port(port)
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
        os.environ["PREFECT_HOME"] = str(folder)
        prepare(state)
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "flows.deployment.supervisor", str(folder), str(port), pool],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env=os.environ | {"PREFECT_LOGGING_LEVEL": "INFO", "PREFECT_SERVER_LOGGING_LEVEL": "WARNING"},
        )
        running = Serving(process, folder, port)
        try:
            next(running.said())
            yield running
        finally:
            running.end()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the project's server folder, so that no second server works on the same data."""
    with (folder / "lock").open("wb") as file:
        if os.name == "posix":
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ServingError(
                    f"`graphmill serve` runs already for this project, with its data in {folder}."
                ) from error
        yield


def _free_port(port: int) -> int:
    for each in (port,) if port else (USUAL_PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", each))
                return int(probe.getsockname()[1])
    raise ServingError(
        f"The port {port} is taken. Choose another one with --port, or let any free one be taken."
    )
