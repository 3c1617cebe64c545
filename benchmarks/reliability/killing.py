"""What both subjects of :mod:`benchmarks.reliability.kills` do: end a process at once, and hand back figures."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened, by name; whether nothing was lost or wrong; and whether the graph is the one made in one go."""

    counts: Mapping[str, int]
    is_sound: bool
    same_graph: bool


def killed(process: subprocess.Popen[str]) -> bool:
    """End a process and those it started, as ``kill -9`` does; return whether it was still at work."""
    is_at_work = process.poll() is None
    children = psutil.Process(process.pid).children(recursive=True) if is_at_work else []
    process.kill()
    process.wait()
    for child in children:
        if child.is_running():
            child.kill()
    return is_at_work
