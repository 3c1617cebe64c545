"""The steps of a run, and where they are carried out: in this process, or as tasks of Prefect's.

What a run does is a plain function that is given a runner. It knows nothing of Prefect, so a command or a notebook calls it as
it is; a flow calls the same function with the runner of :mod:`flows.runs.prefect_runner`, which shows each step as a task.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from flows.project.settings import Settings
from flows.runs.retries import backoff, with_retries
from flows.terminal.log import LOGGER, PlacedLog, at_place

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Log = logging.Logger | logging.LoggerAdapter[Any]


def never(error: Exception) -> bool:  # noqa: ARG001 - the form of `Step.may_help`
    """Say of each error that another try will not mend it."""
    return False


@dataclass(frozen=True, slots=True)
class Step(Generic[T_co]):
    """A part of a run: its name, what is to be done, and when it is worth doing again.

    ``title`` tells one of several steps of a name from the others, ``may_help`` says of an error whether another try may end
    otherwise, and ``jitter`` by which share the waits before it may differ. A step must be safe to repeat.
    """

    name: str
    function: Callable[[], T_co]
    may_help: Callable[[Exception], bool] = never
    jitter: float = 0.0
    title: str = ""

    def carried_out(self, settings: Settings, log: Log) -> T_co:
        """Do it, with the retries of the settings, and return what it returns; the last error is raised."""

        def told(error: Exception, wait: float) -> None:
            log.warning("failed (%s: %s); again in %.1f s", type(error).__name__, error, wait)

        with at_place(stage=self.title or self.name):
            return with_retries(
                self.function, backoff(settings), self.may_help, jitter=self.jitter, told=told
            )


class Runner(Protocol):
    """Where the steps of a run are carried out, and where it leaves its log, its progress and its report."""

    @property
    def log(self) -> Log:
        """The log of the run, or of the step that asks."""
        ...

    def run(self, step: Step[T], settings: Settings) -> T:
        """Carry a step out and return what it returns; the last error of its tries is raised."""
        ...

    def run_each(
        self, steps: Sequence[Step[T]], settings: Settings
    ) -> Generator[tuple[int, T | Exception], None, None]:
        """Carry steps out, ``flow.workers`` at once, and yield the number of each with what it returned or its last error."""
        ...

    def progress(self, name: str, done: int, total: int) -> None:
        """Show how far the run has come."""
        ...

    def report(self, name: str, markdown: str, description: str) -> None:
        """Leave the report of the run."""
        ...


class PlainRunner:
    """Carries steps out in this process, without Prefect; the log is Python's, under the name ``graphmill``."""

    log: Log = PlacedLog(LOGGER, {})

    def run(self, step: Step[T], settings: Settings) -> T:
        """Carry a step out and return what it returns; the last error of its tries is raised."""
        return step.carried_out(settings, self.log)

    def run_each(
        self, steps: Sequence[Step[T]], settings: Settings
    ) -> Generator[tuple[int, T | Exception], None, None]:
        """Carry steps out in threads and yield the number of each with what it returned or its last error.

        When the caller stops early, what has not begun is left undone.
        """
        pool = ThreadPoolExecutor(settings.flow.workers, thread_name_prefix="graphmill")
        try:
            numbers: dict[Future[T], int] = {
                pool.submit(copy_context().run, partial(self.run, step, settings)): number
                for number, step in enumerate(steps)
            }
            for future in as_completed(numbers):
                error = future.exception()
                if error is not None and not isinstance(error, Exception):
                    raise error
                yield numbers[future], future.result() if error is None else error
        finally:
            pool.shutdown(cancel_futures=True)

    def progress(self, name: str, done: int, total: int) -> None:
        """Show nothing: whoever listens hears of it by `flows.terminal.progress`."""

    def report(self, name: str, markdown: str, description: str) -> None:
        """Leave nothing: the caller is given the report."""


HERE = PlainRunner()
