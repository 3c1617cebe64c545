"""Conversions in a process of their own, which may be killed: a hostile file costs one failure, never the run."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from types import TracebackType
from typing import IO, Any, Self

from extractors.documents import Outcome
from extractors.readers.conversion import Converted, ReadError, ReaderSettings, RejectedPart, megabytes
from extractors.readers.worker import LENGTH_BYTES

_START_SECONDS = 120.0
_BYTES_PER_CHARACTER = 6  # the most that JSON takes: \uXXXX


class ConversionSandbox:
    """Runs converters in one worker process, which lives on from file to file and is replaced when it fails.

    The worker has ``settings.memory_bytes`` of address space and ``settings.timeout_seconds`` a file. It is started
    with the first file, killed at the limit, ends when the sandbox is closed, and ends by itself when this process
    dies. Threads may share a sandbox; they take turns. The limits guard against damaged and oversized files; they
    are no barrier against a program that took over the worker.
    """

    def __init__(self, settings: ReaderSettings) -> None:
        self._settings = settings
        self._dumped_settings = settings.model_dump(mode="json")
        self._lock = threading.Lock()
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker; a later conversion starts another."""
        with self._lock:
            self._discard()

    @property
    def worker_pid(self) -> int | None:
        """The worker's process id, None before the first file and after a failure."""
        return self._worker.pid if self._worker else None

    def convert(self, converter: str, data: bytes) -> list[Converted | RejectedPart]:
        """Return what the converter at ``module:function`` makes of ``data``.

        A worker that dies or runs out of memory over a file may have been worn out by the files before, so the file
        gets a second try in a fresh one: what becomes of a file does not depend on its neighbours.

        Raises:
            ReadError: the converter refused; or with TIMEOUT, TOO_LARGE (memory) or CORRUPT (the worker crashed).
            RuntimeError: the worker process cannot be started on this machine.

        """
        with self._lock:
            while True:
                worker = self._worker or _Worker(self._settings.memory_bytes)
                used = self._worker is not None
                self._worker = worker
                try:
                    return worker.convert(converter, self._dumped_settings, self._settings, data)
                except _WorkerLostError as lost:
                    self._discard()
                    if used and lost.may_be_worn_out:
                        continue
                    raise lost.refusal from None
                except ReadError:
                    raise
                except BaseException:
                    # An interrupt between request and answer would leave that answer to the next file.
                    self._discard()
                    raise

    def _discard(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None


class _WorkerLostError(Exception):
    """The worker is of no use any more, for a reason that is the file's or its own."""

    def __init__(self, refusal: ReadError, *, may_be_worn_out: bool) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal
        self.may_be_worn_out = may_be_worn_out


class _Worker:
    def __init__(self, memory_bytes: int) -> None:
        # The worker finds the modules that this process finds (a registered converter among them), and none that
        # happen to lie in the working directory.
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own module
            [sys.executable, "-P", "-m", "extractors.readers.worker", str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment,
        )
        try:
            with _Deadline(self._process, _START_SECONDS):
                self._receive(1000)
        except (OSError, EOFError) as error:
            said = self._last_words()
            self.kill()
            raise RuntimeError(f"The process that converts documents did not start: {said}") from error

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()

    def convert(
        self, converter: str, dumped: dict[str, Any], settings: ReaderSettings, data: bytes
    ) -> list[Converted | RejectedPart]:
        header = {
            "converter": converter,
            "settings": dumped,
            "size": len(data),
            "seconds": settings.timeout_seconds,
        }
        deadline = _Deadline(self._process, settings.timeout_seconds)
        try:
            with deadline:
                stream = _open(self._process.stdin)
                stream.write(json.dumps(header).encode() + b"\n")
                stream.write(data)
                stream.flush()
                answer = self._receive(settings.max_characters * _BYTES_PER_CHARACTER * 2 + 1_000_000)
        except (OSError, EOFError):
            raise self._lost(settings, timed_out=deadline.passed) from None
        if answer.get("out_of_memory"):
            raise _WorkerLostError(_out_of_memory(settings), may_be_worn_out=True)
        if "results" not in answer:
            raise ReadError(Outcome(answer["outcome"]), answer["reason"], answer["remedy"])
        return [_decoded(result) for result in answer["results"]]

    def _receive(self, most: int) -> dict[str, Any]:
        stream = _open(self._process.stdout)
        length = int.from_bytes(_exactly(stream, LENGTH_BYTES), "big")
        if length > most:
            raise EOFError(f"an answer of {length} bytes")
        answer: dict[str, Any] = json.loads(_exactly(stream, length))
        return answer

    def _lost(self, settings: ReaderSettings, *, timed_out: bool) -> _WorkerLostError:
        self.kill()
        if timed_out:
            refusal = ReadError(
                Outcome.TIMEOUT,
                f"The conversion took longer than {settings.timeout_seconds:g} s and was stopped.",
                "Raise the readers' timeout_seconds, or convert the document to text by other means.",
            )
            return _WorkerLostError(refusal, may_be_worn_out=False)
        code = self._process.returncode
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        refusal = ReadError(
            Outcome.CORRUPT,
            f"The conversion crashed ({how}): the file is damaged, or needs more than "
            f"{megabytes(settings.memory_bytes)} of memory.",
            "Open it in the program it belongs to and save it again, or raise the readers' memory_bytes.",
        )
        return _WorkerLostError(refusal, may_be_worn_out=True)

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"exit code {self._process.returncode}"


class _Deadline:
    """Kills a process when the time is over, so that whoever waits for its pipes gets their end."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process = process
        self._timer = threading.Timer(seconds, self._fire)
        self._timer.daemon = True
        self.passed = False

    def _fire(self) -> None:
        self.passed = True
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise EOFError("the pipe to the worker is closed")
    return stream


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError("the worker ended before its answer did")
    return data


def _decoded(result: dict[str, Any]) -> Converted | RejectedPart:
    if "text" in result:
        return Converted(**result)
    return RejectedPart(result["record"], Outcome(result["outcome"]), result["reason"], result["remedy"])


def _out_of_memory(settings: ReaderSettings) -> ReadError:
    return ReadError(
        Outcome.TOO_LARGE,
        f"The conversion needs more than {megabytes(settings.memory_bytes)} of memory.",
        "Split the document, or raise the readers' memory_bytes.",
    )
