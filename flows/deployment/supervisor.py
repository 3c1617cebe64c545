"""The process that holds a Prefect server and a worker of one machine together: ``python -m flows.deployment.supervisor``.

It is the child of ``graphmill serve`` and the parent of the two, in a session of its own, so that Ctrl-C reaches the command alone.
Its standard input is a pipe that the command holds: what is written there are its orders, a JSON object a line, and its end, however
the command came to it, is the order to end everything. What it says itself goes to standard output in the same form.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import httpx
import psutil

from flows.runs.prefect_orphans import end_all, mark_children

SECONDS_TO_START = 180.0
SECONDS_FOR_A_RUN = 20.0
"""So long a run that is told to end may take to say so to the server."""
SECONDS_TO_END = 10.0
LOOK_SECONDS = 0.3
RESTARTS, RESTART_SECONDS = 5, 120.0
"""A process that ends by itself is started again, unless it has done so this often within so many seconds."""

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


class GivenUpError(Exception):
    """A process cannot be kept running; the message says which."""


@dataclass
class Kept:
    """A process that is kept running: its command, its log, and when it was started again."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    restarts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it; it ends when this process does, in whatever way."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.log.parent,
                preexec_fn=_ends_with_its_parent if sys.platform == "linux" else None,
            )

    def ended(self) -> int | None:
        """Return the exit code of a process that has ended, None while it runs."""
        return self.process.poll() if self.process else None


class Supervisor:
    """Starts server and worker when told, starts again what ends by itself, and ends all with everything below them."""

    def __init__(self, folder: Path, port: int, pool: str, tell: Callable[..., None]) -> None:
        python = [sys.executable, "-m", "prefect"]
        self._address = f"http://127.0.0.1:{port}/api"
        server = [*python, "server", "start", "--host", "127.0.0.1", "--port", str(port)]
        worker = [
            *python,
            "worker",
            "start",
            "--pool",
            pool,
            "--type",
            "process",
            "--name",
            f"serve-{os.getpid()}",
        ]
        self._server = Kept("server", server, folder / "server.log")
        self._worker = Kept("worker", worker, folder / "worker.log")
        self._kept: list[Kept] = []
        self._tell = tell

    def start_server(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            GivenUpError: it ended, or does not answer in time.

        """
        self._server.start()
        self._kept.append(self._server)
        end = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if (code := self._server.ended()) is not None:
                raise GivenUpError(f"the server ended with {code} before it answered")
            if time.monotonic() > end:
                raise GivenUpError(f"the server does not answer after {SECONDS_TO_START:.0f} seconds")
            time.sleep(LOOK_SECONDS)
        self._tell(server=self._server.process.pid if self._server.process else 0)

    def start_worker(self) -> None:
        """Start the worker."""
        self._worker.start()
        self._kept.append(self._worker)
        self._tell(worker=self._worker.process.pid if self._worker.process else 0)

    def look(self) -> None:
        """Start again what has ended by itself.

        Raises:
            GivenUpError: it has done so too often.

        """
        for each in self._kept:
            code = each.ended()
            if code is None:
                continue
            now = time.monotonic()
            each.restarts = [at for at in each.restarts if now - at < RESTART_SECONDS] + [now]
            if len(each.restarts) > RESTARTS:
                raise GivenUpError(
                    f"the {each.name} ended {RESTARTS} times within {RESTART_SECONDS:.0f} seconds"
                )
            each.start()
            self._tell(restarted=each.name, code=code)

    def end(self) -> None:
        """End runs, worker and server in this order, so that a run can still say that it was ended; leave nothing behind."""
        self._end(self._worker, SECONDS_FOR_A_RUN)
        self._end(self._server, SECONDS_TO_END)
        end_all(psutil.Process().children(recursive=True), SECONDS_TO_END)

    def _end(self, kept: Kept, seconds: float) -> None:
        if kept.process is None:
            return
        below: list[psutil.Process] = []
        with suppress(psutil.Error):
            below = psutil.Process(kept.process.pid).children(recursive=True)
        if kept is self._worker:
            # A run of an earlier worker is no child of this one's.
            others = {kept.process.pid, self._server.process.pid if self._server.process else 0}
            below = [each for each in psutil.Process().children(recursive=True) if each.pid not in others]
        with suppress(OSError):
            kept.process.send_signal(signal.SIGINT)
        end_all(below, seconds)
        with suppress(subprocess.TimeoutExpired):
            kept.process.wait(SECONDS_TO_END)
            return
        kept.process.kill()
        kept.process.wait()

    def _answers(self) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"{self._address}/health", timeout=5).is_success
        return False


def _ends_with_its_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _adopt_what_is_orphaned() -> None:
    """Make runs whose worker was killed children of this process, where the system knows how."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


class _Orders:
    """Orders of the command, read from the pipe as they come."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe.fileno()
        self._rest = b""
        self.over = False

    def wait(self, seconds: float) -> list[str]:
        """Wait for orders, not longer than given, and return them; ``over`` says that there will be none any more."""
        ready, _, _ = select.select([self._pipe], [], [], seconds)
        if not ready:
            return []
        found = os.read(self._pipe, 65536)
        self.over = not found
        *lines, self._rest = (self._rest + found).split(b"\n")
        return [line.decode() for line in lines]


def _tell(**said: Any) -> None:
    # The command may be gone.
    with suppress(OSError):
        os.write(sys.stdout.fileno(), json.dumps(said).encode() + b"\n")


def main(folder: str, port: str, pool: str) -> int:
    """Hold server and worker until the pipe ends or a signal says so; return 1 where they could not be kept running."""
    ended: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: ended.append(number))
    mark_children()
    _adopt_what_is_orphaned()
    supervisor = Supervisor(Path(folder), int(port), pool, _tell)
    orders = _Orders(sys.stdin.buffer)
    code = 0
    try:
        supervisor.start_server()
        while not (ended or orders.over):
            if "worker" in orders.wait(LOOK_SECONDS):
                supervisor.start_worker()
            supervisor.look()
    except GivenUpError as error:
        _tell(failed=str(error))
        code = 1
    finally:
        supervisor.end()
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
