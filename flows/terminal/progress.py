"""Progress of a run, told to whoever listens: a bar on a terminal, plain lines elsewhere, Prefect's artifact."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from flows.terminal.pace import Pace
from flows.terminal.visible import visible

WIDE = 112
"""Columns of a terminal on which all of a bar has room."""


class ProgressListener(Protocol):
    """Hears of the phases of a run and how far each has come."""

    def phase(self, name: str, done: int, total: int, detail: str = "") -> None:
        """Phase ``name`` has done ``done`` of ``total`` units."""
        ...

    def note(self, text: str) -> None:
        """There is something to know."""
        ...


class SilentProgress:
    """Listens and says nothing."""

    def phase(self, name: str, done: int, total: int, detail: str = "") -> None:
        """Ignore."""

    def note(self, text: str) -> None:
        """Ignore."""


class PlainProgress:
    """Writes a line to standard error when a phase starts, ends, and at most every ``every_seconds`` in between.

    Each says how quick the phase is and how long it will take.
    """

    def __init__(self, every_seconds: float = 10.0, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._every = every_seconds
        self._clock = clock
        self._last: dict[str, float] = {}
        self._pace = defaultdict[str, Pace](lambda: Pace(clock))

    def phase(self, name: str, done: int, total: int, detail: str = "") -> None:
        """Write the line when it is due."""
        now = self._clock()
        self._pace[name].at(done, total)
        if done < total and now - self._last.get(name, -self._every) < self._every:
            return
        self._last[name] = now
        line = ", ".join(filter(None, (f"{name}: {done:,} of {total:,}", detail, self._pace[name].told())))
        print(line, file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        """Write the text on a line of its own."""
        print(f"note: {visible(text)}", file=sys.stderr, flush=True)


class RichProgress:
    """Draws a bar a phase on a terminal (standard error, so that output can be piped)."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        # What is counted beside the documents goes first where there is no room; else the numbers would.
        self._is_wide = console.width >= WIDE
        self._progress = Progress(
            TextColumn("{task.description:<10}"),
            BarColumn(bar_width=20 if self._is_wide else 12),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[pace]}", markup=False),
            TextColumn("{task.fields[detail]}", style="dim", markup=False),
            console=console,
        )
        self._tasks: dict[str, int] = {}
        self._pace = defaultdict[str, Pace](lambda: Pace(clock))

    def __enter__(self) -> RichProgress:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def phase(self, name: str, done: int, total: int, detail: str = "") -> None:
        """Move the bar of this phase."""
        pace = self._pace[name]
        pace.at(done, total)
        detail = detail if self._is_wide else ""
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=total, detail=detail, pace="")
        self._progress.update(
            self._tasks[name],  # type: ignore[arg-type]
            completed=done,
            total=total,
            detail=detail,
            pace=pace.told(),
        )

    def note(self, text: str) -> None:
        """Write the text above the bars."""
        from rich.text import Text

        self._progress.console.print(Text(f"note: {visible(text)}"))


_listener: ContextVar[ProgressListener] = ContextVar("progress_listener", default=SilentProgress())  # noqa: B039


def tell(name: str, done: int, total: int, detail: str = "") -> None:
    """Tell the current listener how far a phase has come."""
    _listener.get().phase(name, done, total, detail)


def note(text: str) -> None:
    """Tell the current listener what there is to know beside how far a phase has come."""
    _listener.get().note(text)


@contextmanager
def listening(listener: ProgressListener) -> Iterator[None]:
    """Make ``listener`` hear of everything told inside."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


@contextmanager
def terminal_progress(*, quiet: bool = False) -> Iterator[None]:
    """Show progress as fits standard error: bars on a terminal, plain lines otherwise, nothing when ``quiet``."""
    if quiet:
        with listening(SilentProgress()):
            yield
    elif sys.stderr.isatty():
        with RichProgress() as bars, listening(bars):
            yield
    else:
        with listening(PlainProgress()):
            yield
