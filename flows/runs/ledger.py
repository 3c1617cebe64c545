"""The ledger of a project's runs: what each was asked, how far it came, and how it ended; read here, written in `recording`.

A run is one file of JSON lines in ``runs`` below the state folder, added to while the run goes on. Its writer holds a lock on the
file for as long as it lives, so that a run that was killed is told from one that goes on, and from one that ended.
"""

from __future__ import annotations

import json
import os
import socket
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal

from extractors.errors import GraphmillError, UsageError
from flows.terminal.pace import Pace

RunState = Literal["running", "ok", "partial", "failed", "died"]
"""``partial``: something was rejected, the rest is done; ``died``: it ended without having said how."""

STARTED, STEP, PROGRESS, LOGGED, REPORTED, CONCLUDED, ENDED = (
    "started",
    "step",
    "progress",
    "logged",
    "reported",
    "concluded",
    "ended",
)
"""What a line of the ledger says; each has ``what``, and ``at``, the time in UTC."""
DIED = "the process ended without a word: killed, out of memory, or the machine went down"


class UnknownRunError(GraphmillError):
    """The ledger has no such run, or more than one."""


@dataclass(slots=True)
class RunStep:
    """A step of a run: how often it was begun, how it went, and how long it took; ``state`` is begun, done or failed."""

    name: str
    title: str = ""
    state: str = "begun"
    tries: int = 0
    seconds: float = 0.0
    why: str = ""


@dataclass(slots=True)
class RunWarning:
    """A warning or an error in the log of a run, and the stage and the document that it is about, where it is about one."""

    message: str
    level: str = "WARNING"
    stage: str = ""
    document: str = ""
    at: str = ""

    def __str__(self) -> str:
        where = self.document or self.stage
        return f"{where}: {self.message}" if where else self.message


@dataclass(slots=True)
class RunRecord:
    """What the ledger knows of one run.

    ``flow_run`` is the id of Prefect's run that it was, if it was one. ``summary`` says in a line what was done, ``why`` how it
    came to an end that was not good, ``pace`` in words how quick each phase of ``progress`` is or was. ``steps``, ``warnings``, ``report`` and ``markdown`` are there only where a run is asked for alone.
    """

    id: str
    command: str
    state: RunState
    started: str
    ended: str = ""
    seconds: float = 0.0
    summary: str = ""
    why: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    flow_run: str = ""
    host: str = ""
    pid: int = 0
    version: str = ""
    progress: dict[str, tuple[int, int]] = field(default_factory=dict)
    pace: dict[str, str] = field(default_factory=dict)
    steps: list[RunStep] = field(default_factory=list)
    warnings: list[RunWarning] = field(default_factory=list)
    report: dict[str, Any] = field(default_factory=dict)
    markdown: str = ""

    @property
    def is_over(self) -> bool:
        """Whether it goes on no more."""
        return self.state != "running"


class RunLedger:
    """The runs of a project, from the files in its state folder."""

    def __init__(self, state: Path) -> None:
        self.folder = state / "runs"

    def runs(self) -> list[RunRecord]:
        """Return all runs without their details, the newest first."""
        return sorted(self._heads(), key=lambda run: (run.started, run.id), reverse=True)

    def find(self, name: str = "last") -> RunRecord:
        """Return a run with all that is known of it: by its id or the beginning of one, or the ``last``.

        Raises:
            UnknownRunError: there is none such, or several.

        """
        runs = self.runs()
        if name == "last":
            found = runs[:1]
        else:
            found = [run for run in runs if run.id.startswith(name)] if name.strip() else []
            found = [run for run in found if run.id == name] or found
        if len(found) > 1:
            listed = ", ".join(run.id for run in found[:5])
            raise UnknownRunError(f"{name} begins the ids of {len(found)} runs: {listed}. Give more of it.")
        if not found:
            raise UnknownRunError(
                f"{name}: no such run is in {self.folder}. `graphmill runs` lists those that are."
                if runs
                else f"No run is in {self.folder}: nothing ran here yet, or --state names another folder."
            )
        if (record := _record(self._path(found[0].id))) is None:
            raise UnknownRunError(
                f"{name}: its file has just been removed. `graphmill runs` lists what is left."
            )
        return record

    def has(self, run: str) -> bool:
        """Tell whether there is a run of this id."""
        return self._path(run).is_file()

    def remove_old(self, keep: int, *, but: str = "") -> None:
        """Remove the files of all runs that are over, except the newest ``keep`` and the run ``but``."""
        for path in sorted(self._files(), reverse=True)[keep:]:
            if path.stem != but and not _is_held(path):
                path.unlink(missing_ok=True)

    def _heads(self) -> Iterator[RunRecord]:
        for path in self._files():
            if (found := _head(path)) is not None:
                yield found

    def _files(self) -> list[Path]:
        return list(self.folder.glob("*.jsonl")) if self.folder.is_dir() else []

    def _path(self, run: str) -> Path:
        return self.folder / f"{run}.jsonl"


def checked_run_name(name: str) -> str:
    """Return the name of a run as a person gives it.

    Raises:
        UsageError: it is empty.

    """
    if not name.strip():
        raise UsageError("The id of the run is empty: give it, its beginning, or `last`.")
    return name.strip()


def hold(file: BinaryIO) -> None:
    """Hold the lock of a run's file until it is closed or the process ends, however it ends."""
    if os.name == "posix":
        import fcntl

        # A reader that just looks has it for a moment.
        fcntl.flock(file, fcntl.LOCK_EX)


def _is_held(path: Path) -> bool:
    """Tell whether the writer of a run's file lives."""
    if os.name != "posix":
        return False
    import fcntl

    with suppress(OSError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _head(path: Path) -> RunRecord | None:
    """Return a run without its details: of one that ended its first line and its last say all."""
    try:
        with path.open("rb") as file:
            first = file.readline()
            last = _last_line(file)
    except OSError:
        return None
    began, end = _event(first), _event(last)
    if began is None or end is None or end["what"] != ENDED:
        record = _record(path)
        if record is not None:
            record.steps, record.warnings, record.report, record.markdown = [], [], {}, ""
        return record
    return _folded(path, [began, end], held=False)


def _last_line(file: BinaryIO) -> bytes:
    size = file.seek(0, os.SEEK_END)
    length = 1 << 16
    while True:
        file.seek(max(0, size - length))
        tail = file.read().rstrip(b"\n\0")  # where it was killed, the room for its end is there still
        if b"\n" in tail or length >= size:
            return tail.rpartition(b"\n")[2]
        length *= 4


def _record(path: Path) -> RunRecord | None:
    # First the lock: a run that ends between the two looks has then said how.
    held = _is_held(path)
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return None
    # The last line may be cut off, where the disk was full or the machine went down.
    return _folded(path, [event for event in map(_event, lines) if event is not None], held=held)


_ALWAYS: dict[str, Any] = {"at": str, "seconds": int | float}
_TOLD: dict[str, dict[str, Any]] = {
    STARTED: dict.fromkeys(("command", "flow_run", "host", "version"), str)
    | {"parameters": dict, "pid": int},
    STEP: dict.fromkeys(("name", "title", "state", "why"), str) | {"step": int, "took": int | float},
    PROGRESS: {"name": str, "done": int, "total": int},
    LOGGED: dict.fromkeys(("message", "level", "stage", "document"), str),
    REPORTED: {"markdown": str},
    CONCLUDED: {"report": dict},
    ENDED: dict.fromkeys(("state", "why", "summary"), str),
}
"""What a line of each kind says, and as what."""


def _event(line: bytes) -> dict[str, Any] | None:
    """Return what a line says, nothing where it was damaged."""
    with suppress(ValueError):
        event = json.loads(line)
        if isinstance(event, dict) and isinstance(event.get("what"), str):
            told = _ALWAYS | _TOLD.get(event["what"], {})
            if all(isinstance(event.get(name), kind) for name, kind in told.items()):
                return event
    return None


def _folded(path: Path, events: list[dict[str, Any]], *, held: bool) -> RunRecord | None:
    """Return what the lines of a run say together; nothing where the first has not been written yet."""
    if not events or events[0]["what"] != STARTED:
        return None
    began = events[0]
    run = RunRecord(
        id=path.stem,
        command=began["command"],
        state="running",
        started=began["at"],
        **{name: began[name] for name in ("parameters", "flow_run", "host", "pid", "version")},
    )
    steps: dict[int, RunStep] = {}
    now = 0.0
    paces = defaultdict[str, Pace](lambda: Pace(lambda: now))
    for event in events[1:]:
        what = event["what"]
        if what == STEP:
            step = steps.setdefault(event["step"], RunStep(event["name"], event["title"]))
            step.state, step.seconds, step.why = event["state"], event["took"], event["why"]
            step.tries += event["state"] == "begun"
        elif what == PROGRESS:
            now = event["seconds"]
            run.progress[event["name"]] = (event["done"], event["total"])
            paces[event["name"]].at(event["done"], event["total"])
        elif what == LOGGED:
            run.warnings.append(
                RunWarning(*(event[name] for name in ("message", "level", "stage", "document", "at")))
            )
        elif what == REPORTED:
            run.markdown = event["markdown"]
        elif what == CONCLUDED:
            run.report = event["report"]
        elif what == ENDED:
            run.state, run.why, run.summary = event["state"], event["why"], event["summary"]
            run.ended, run.seconds = event["at"], event["seconds"]
    run.steps = list(steps.values())
    run.pace = {name: pace.told() for name, pace in paces.items()}
    if not run.is_over:
        run.seconds = events[-1]["seconds"]
        if not (held and _may_live(run)):
            run.state, run.ended, run.why = "died", events[-1]["at"], DIED
    return run


def _may_live(run: RunRecord) -> bool:
    """Tell whether the process of a run may be there: what it started may have its lock for longer than it lives."""
    if run.host != socket.gethostname() or os.name != "posix":
        return True
    try:
        os.kill(run.pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # another user's
    return True
