"""What workers of a run are given to do in tests: functions of a module, as a worker has to find them."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

from extractors.engines.devices import available_processors
from flows.project.settings import Settings
from flows.runs.batch_steps import extracted
from flows.runs.extraction import Batch
from flows.runs.report import BatchResult


def process_id() -> int:
    """Return the id of the process that this is called in."""
    return os.getpid()


def processors() -> tuple[int, str]:
    """Return how many processors models may use here, and what libraries with threads of their own are told."""
    return available_processors(), os.environ.get("OMP_NUM_THREADS", "")


def die_the_first_time(mark: Path) -> str:
    """Kill the process that this is called in, unless ``mark`` says that it was done before."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def die() -> None:
    """Kill the process that this is called in."""
    os.kill(os.getpid(), signal.SIGKILL)


def fail(message: str) -> None:
    """Fail with a built-in error."""
    raise ValueError(message)


class UnspeakableError(Exception):
    """An error that cannot be made again from what it says."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


def fail_unspeakably() -> None:
    """Fail with an error that no other process can read."""
    raise UnspeakableError("this and", " that")


def sleep_after(mark: Path) -> None:
    """Leave the id of the process at ``mark``, and go on for far longer than anybody waits."""
    mark.write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(600)


def print_and_return(text: str) -> str:
    """Print as libraries do, also past Python, and return the text."""
    print(text)
    os.write(1, text.encode())
    return text


def extracted_without(path: str, batch: Batch, key: str, settings: Settings, fingerprint: str) -> BatchResult:
    """Extract a batch as on a machine that has no file at ``path``."""
    lacking = tuple(
        replace(source, location="/nowhere" + source.location) if source.location == path else source
        for source in batch.sources
    )
    return extracted(replace(batch, sources=lacking), key, settings, fingerprint)
