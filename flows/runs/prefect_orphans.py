"""Processes of Prefect's that graphmill started and that outlived it: found, and ended, and no others.

A small server for the time of a run, and those of ``graphmill serve``, end with who started them, unless that is killed with
SIGKILL. Each bears in its environment who started it; a server of the user's own bears nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

OWNER_VARIABLE = "_GRAPHMILL_OWNER"
"""The process that started this one, and when that began: a process id is given anew in time."""

SECONDS_TO_END = 5.0
_CLOCK_SECONDS = 1.0
"""By so much may two readings of when a process began differ."""


def mark_children() -> None:
    """Mark the processes that this one starts from now on as its own."""
    os.environ[OWNER_VARIABLE] = owner()


def owner() -> str:
    """Return what the environment of a process says that this process started."""
    import psutil

    return f"{os.getpid()}:{psutil.Process().create_time()}"


def end_orphans(state: Path) -> list[int]:
    """End the processes of Prefect's that graphmill started and whose starter is gone; return their process ids.

    Where a project never had a Prefect of graphmill's own below ``state`` nothing is looked for.
    """
    if not any((state / name).is_dir() for name in ("prefect", "server")):
        return []
    import psutil

    orphans = []
    for process in psutil.process_iter():
        # What ended meanwhile, and what belongs to others, is none of ours.
        with suppress(psutil.Error, OSError):
            if is_orphan(process):
                orphans.append(process)
    end_all(orphans, SECONDS_TO_END)
    return [process.pid for process in orphans]


def end_all(processes: Sequence[psutil.Process], seconds: float) -> None:
    """Ask processes to end, and kill those that have not within so many ``seconds``; what has ended already does no harm."""
    import psutil

    for process in processes:
        with suppress(psutil.Error):
            process.terminate()
    _, stubborn = psutil.wait_procs(processes, timeout=seconds)
    for process in stubborn:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(stubborn, timeout=SECONDS_TO_END)


def is_orphan(process: object) -> bool:
    """Tell whether a process (psutil's) is one of Prefect's that graphmill started and whose starter is gone."""
    import psutil

    assert isinstance(process, psutil.Process)  # noqa: S101 - psutil has no types
    if process.pid == os.getpid() or not any("prefect" in each for each in process.cmdline()):
        return False
    pid, _, began = process.environ().get(OWNER_VARIABLE, "").partition(":")
    if not began:
        return False
    try:
        return bool(abs(psutil.Process(int(pid)).create_time() - float(began)) > _CLOCK_SECONDS)
    except psutil.NoSuchProcess:
        return True
