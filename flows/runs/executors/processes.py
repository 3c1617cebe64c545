"""Batches extracted by processes of this machine, each with a model of its own and its share of the processors."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, TypeVar, cast

from flows.runs import static_tls
from flows.runs.executors.protocol import Answer, StoppedError, WorkerLostError, result_of

T = TypeVar("T")

MODULE = "flows.runs.executors.worker"


class ProcessExecutor:
    """Carries functions out in processes, one a function at a time.

    A process is started when there is work for it, and another in its place where it dies. They end with this one, also
    when it is killed.
    """

    def __init__(self, at_once: int, threads: int) -> None:
        """Take ``at_once`` processes, which use ``threads`` processors each."""
        self.at_once = at_once
        self._threads = threads
        self._lock = threading.Lock()
        self._free: list[_Worker] = []
        self._workers: set[_Worker] = set()
        self._stopped = False

    def call(self, function: Callable[[], T]) -> T:
        """Return what ``function`` returns in one of the processes, and raise what it raises there.

        Raises:
            WorkerLostError: the process died over it.
            StoppedError: the run is being ended.

        """
        worker = self._taken()
        try:
            answer = worker.ask(function)
        except BaseException as error:
            self._discard(worker)
            if self._stopped:
                raise StoppedError("The run is being ended.") from None
            if isinstance(error, EOFError | OSError | pickle.UnpicklingError):
                raise WorkerLostError(
                    f"A worker process died over the batch: {worker.how_it_ended()}."
                ) from None
            raise
        with self._lock:
            self._free.append(worker)
        return cast("T", result_of(answer))

    def stop(self) -> None:
        """Kill the processes."""
        with self._lock:
            self._stopped = True
            workers = list(self._workers)
        for worker in workers:
            worker.kill()

    def _taken(self) -> _Worker:
        with self._lock:
            if self._stopped:
                raise StoppedError("The run is being ended.")
            while self._free:
                if (worker := self._free.pop()).is_alive:
                    return worker
                worker.kill()
                self._workers.discard(worker)
            worker = _Worker(self._threads)
            self._workers.add(worker)
            return worker

    def _discard(self, worker: _Worker) -> None:
        worker.kill()
        with self._lock:
            self._workers.discard(worker)


class _Worker:
    def __init__(self, threads: int) -> None:
        # It finds the modules that this process finds, and none that happen to lie in the working directory. How many
        # threads libraries take, and how much room they have, they ask when a process starts.
        environment = os.environ | static_tls.variables()
        environment |= {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        environment |= dict.fromkeys(
            ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(threads)
        )
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own module
            [sys.executable, "-P", "-m", MODULE, str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, function: Callable[[], object]) -> Answer:
        requests, answers = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        requests.write(pickle.dumps(function))
        requests.flush()
        answer = pickle.load(answers)  # noqa: S301 - our own process wrote it
        assert isinstance(answer, Answer)  # noqa: S101
        return answer

    def how_it_ended(self) -> str:
        code = self._process.wait()
        if code >= 0:
            return f"exit code {code}"
        name = signal.Signals(-code).name
        return f"{name}, perhaps for want of memory" if name == "SIGKILL" else name

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            # What was about to be written goes nowhere.
            with contextlib.suppress(OSError, ValueError):
                cast("IO[bytes]", stream).close()
