"""Write a run to the ledger while it goes on: a runner that lets another carry the steps out and notes what becomes of them."""

from __future__ import annotations

import importlib.metadata
import json
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from pydantic import BaseModel

from extractors.errors import GraphmillError, UsageError
from extractors.readers.source import is_url
from extractors.sources.discovery import without_credentials
from flows.errors import EXIT_OK, EXIT_PARTIAL
from flows.project.settings import Settings
from flows.project.state_folder import disk_fault
from flows.runs.ledger import (
    CONCLUDED,
    ENDED,
    LOGGED,
    PROGRESS,
    REPORTED,
    STARTED,
    STEP,
    RunLedger,
    RunState,
    hold,
)
from flows.runs.report_files import write_report
from flows.runs.steps import Log, Runner, Step
from flows.terminal.log import at_place, place
from flows.terminal.masking import mask_error, masked_data
from graph.errors import NoGraphError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
PROGRESS_SECONDS = 2.0
"""So long after a line about how far a run has come the next one is not written, unless it is the last."""

_ROOM_FOR_THE_END = 16_384
_MOST_SAID = 1000
"""Characters of a reason; each takes up to a dozen bytes, and the last line has to fit into its room."""
_STATES: dict[int, RunState] = {EXIT_OK: "ok", EXIT_PARTIAL: "partial"}


@contextmanager
def recorded(command: str, settings: Settings, runner: Runner, **parameters: Any) -> Iterator[RecordedRunner]:
    """Give a runner that carries steps out as ``runner`` does and writes the run to the ledger; it ends with the ``with``.

    ``parameters`` are what the run was asked, as JSON has it. A run that is left by an error has failed, for its reason; what was
    asked for wrongly, by hand and before anything was done, is no run. A ledger that
    cannot be written stops no run: the log says so.

    Raises:
        StateFolderError: within, a file could not be written, for the disk is full or may only be read.

    """
    writer = _Writer(command, settings, runner, parameters)
    run = RecordedRunner(runner, writer)
    try:
        with at_place(run=run.id):
            yield run
    except OSError as error:
        mask_error(error)
        told = disk_fault(error, settings.state_folder)
        run.failed(told or error)
        if told is None:
            raise
        raise told from error
    except BaseException as error:
        mask_error(error)
        if isinstance(error, NoGraphError) and not writer.has_begun:
            raise  # where nothing is, nothing is made
        if isinstance(error, UsageError) and not runner.flow_run:
            writer.take_back()
            raise  # a slip in a command that was given by hand is no run
        run.failed(error)
        raise
    run.ended()


def as_written_down(inputs: Iterable[str]) -> list[str]:
    """Return inputs of a run as its ledger may hold them: URLs without credentials."""
    return [without_credentials(each) if is_url(each) else each for each in inputs]


class RecordedRunner:
    """Carries steps out as another runner does, and notes each, how far the run has come, its warnings and its report."""

    def __init__(self, runner: Runner, writer: _Writer) -> None:
        self._runner = runner
        self._writer = writer
        self._state: RunState = "ok"
        self._summary = ""
        self._told: dict[str, float] = {}
        self._numbers = count()
        self._unshown: set[str] = set()

    @property
    def id(self) -> str:
        """The id of the run in the ledger."""
        return self._writer.id

    @property
    def flow_run(self) -> str:
        """The id of Prefect's run, empty without one."""
        return self._runner.flow_run

    @property
    def log(self) -> Log:
        """The log of the run, or of the step that asks; warnings are in the ledger, too."""
        return _RecordedLog(self._runner.log, self._writer)

    def run(self, step: Step[T], settings: Settings) -> T:
        """Carry a step out and return what it returns; the last error of its tries is raised."""
        return self._runner.run(self._heard(step), settings)

    def run_each(
        self, steps: Sequence[Step[T]], settings: Settings
    ) -> Generator[tuple[int, T | Exception], None, None]:
        """Carry steps out as the other runner does and yield the number of each with what it returned or its last error."""
        return self._runner.run_each([self._heard(step) for step in steps], settings)

    def progress(self, name: str, done: int, total: int) -> None:
        """Show how far the run has come."""
        now = time.monotonic()
        if done >= total or now - self._told.get(name, -PROGRESS_SECONDS) >= PROGRESS_SECONDS:
            self._told[name] = now
            self._writer.write(PROGRESS, name=name, done=done, total=total)
        self._shown("how far it has come", lambda: self._runner.progress(name, done, total))

    def report(self, name: str, markdown: str, description: str) -> None:
        """Leave the report of the run."""
        self._writer.write(REPORTED, name=name, markdown=markdown)
        self._shown("its report", lambda: self._runner.report(name, markdown, description))

    def conclude(
        self, report: BaseModel | DataclassInstance, summary: str = "", exit_code: int = EXIT_OK
    ) -> None:
        """Note the figures of the run, what was done in a line, and what its exit code says of it."""
        figures = report.model_dump(mode="json") if isinstance(report, BaseModel) else asdict(report)
        self._writer.write(CONCLUDED, report=figures)
        self._summary = summary
        self._state = _STATES.get(exit_code, "failed")

    def ended(self) -> None:
        """Note that the run ended by itself."""
        self._writer.end(self._state, self._summary, why=self._summary if self._state == "failed" else "")

    def failed(self, error: BaseException) -> None:
        """Note that an error ended the run."""
        self._writer.end("failed", self._summary, why=_why(error))

    def _shown(self, what: str, show: Callable[[], None]) -> None:
        """Let the other runner show something; that its server is away for it ends no run, for the ledger has it."""
        if what in self._unshown:
            return  # each try would wait for the server again
        try:
            show()
        except Exception as error:  # noqa: BLE001 - whatever the server's client raises
            self._unshown.add(what)
            self.log.warning("%s could not be shown (%s)", what, type(error).__name__)

    def _heard(self, step: Step[T]) -> Step[T]:
        number = next(self._numbers)
        began = time.monotonic()

        def hears(state: str, error: Exception | None) -> None:
            nonlocal began
            if state == "begun":
                began = time.monotonic()
            self._writer.write(
                STEP,
                step=number,
                name=step.name,
                title=step.title,
                state=state,
                took=round(time.monotonic() - began, 3),
                why=_why(error) if error else "",
            )

        return replace(step, hears=hears)


class _RecordedLog(logging.LoggerAdapter[Any]):
    """A run's log whose warnings and errors are written to the ledger, too."""

    def __init__(self, log: Log, writer: _Writer) -> None:
        super().__init__(log)
        self._writer = writer

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:
        """Log a line, and note it if it is a warning or worse."""
        if level >= logging.WARNING:
            where = place()
            self._writer.write(
                LOGGED,
                level=logging.getLevelName(level),
                message=str(msg) % args if args else str(msg),
                stage=where.stage,
                document=where.document,
            )
        kwargs["stacklevel"] = kwargs.get("stacklevel", 1) + 1
        self.logger.log(level, msg, *args, **kwargs)


class _Writer:
    """Adds to the file of one run, from all its threads; begins it at once where the state folder is there, else with the first line."""

    def __init__(self, command: str, settings: Settings, runner: Runner, parameters: dict[str, Any]) -> None:
        now = datetime.now(UTC)
        self.id = f"{now:%Y%m%d-%H%M%S}-{now.microsecond // 1000:03}{secrets.token_hex(2)}"
        self._state = settings.state_folder
        self._ledger = RunLedger(settings.state_folder)
        self._keep = settings.flow.keep_runs
        self._log: Callable[[], Log] = lambda: runner.log
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        self._length = self._reserved = 0
        self._is_broken = False
        start = {
            "what": STARTED,
            "at": now.isoformat(timespec="milliseconds"),
            "seconds": 0.0,
            "command": command,
            "parameters": parameters,
            "flow_run": runner.flow_run,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "version": importlib.metadata.version("graphmill"),
        }
        # Where no graph is, none of the commands that need one makes a folder: then what is to be written waits.
        self._waiting = [start]
        with self._lock:
            self._flush(make=False)

    @property
    def has_begun(self) -> bool:
        """Whether there is a file of the run."""
        return self._file is not None

    def write(self, what: str, **said: Any) -> None:
        """Add a line."""
        with self._lock:
            self._waiting.append({"what": what, **self._now(), **said})
            self._flush(make=what == ENDED)

    def end(self, state: RunState, summary: str, *, why: str) -> None:
        """Add the last line, and remove the runs that are too many."""
        self._is_broken = False  # perhaps there is room again
        self.write(ENDED, state=state, summary=summary[:_MOST_SAID], why=why[:_MOST_SAID])
        with self._lock:
            if self._file is not None:
                self._file.close()
        if not self._is_broken:
            self._ledger.remove_old(self._keep, but=self.id)
            try:
                write_report(self._state, self.id)
            except OSError as error:
                self._log().warning(
                    "the report of run %s cannot be written (%s)", self.id, error.strerror or error
                )

    def take_back(self) -> None:
        """Leave nothing of the run."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                (self._ledger.folder / f"{self.id}.jsonl").unlink(missing_ok=True)

    def _now(self) -> dict[str, Any]:
        return {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "seconds": round(time.monotonic() - self._began, 3),
        }

    def _flush(self, *, make: bool) -> None:
        """Write what waits, if the file can be opened."""
        self._begin(make=make)
        if self._file is not None:
            for line in self._waiting:
                self._add(line)
        if self._file is not None or self._is_broken:
            self._waiting.clear()

    def _begin(self, *, make: bool) -> None:
        """Open the file, if that is not done, and if the state folder is there or to be made."""
        if self._file is not None or self._is_broken or not (make or self._ledger.folder.parent.is_dir()):
            return
        try:
            self._ledger.folder.mkdir(parents=True, exist_ok=True)
            self._file = (self._ledger.folder / f"{self.id}.jsonl").open("xb", buffering=0)
            hold(self._file)
        except OSError as error:
            self._give_up(error)

    def _add(self, line: dict[str, Any]) -> None:
        if self._file is None or self._is_broken:
            return
        data = memoryview(json.dumps(masked_data(line), default=str).encode("ascii") + b"\n")
        length = self._length + len(data)
        try:
            self._make_room(length if line["what"] == ENDED else length + _ROOM_FOR_THE_END)
            while data:
                data = data[self._file.write(data) :]
            if line["what"] == ENDED:
                self._file.truncate(length)
            if line["what"] in (STARTED, ENDED):
                os.fsync(self._file.fileno())
        except OSError as error:
            self._file.seek(self._length)
            self._give_up(error)
        else:
            self._length = length

    def _make_room(self, length: int) -> None:
        """Reserve blocks of the disk for so many bytes, so that a run can say how it ended where others have filled it."""
        if self._file is not None and length > self._reserved and hasattr(os, "posix_fallocate"):
            reserved = length + _ROOM_FOR_THE_END
            os.posix_fallocate(self._file.fileno(), 0, reserved)
            self._reserved = reserved

    def _give_up(self, error: OSError) -> None:
        self._is_broken = True
        self._log().warning(
            "the ledger of runs in %s cannot be written (%s): the run goes on without it",
            self._ledger.folder,
            error.strerror or error,
        )


def _why(error: BaseException) -> str:
    """Return the reason of an error: its own words where they were written for people, else its kind before them."""
    if isinstance(error, GraphmillError):
        return str(error)
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
