"""The steps of a run, and where they are carried out: in this process, or as tasks of Prefect's.

What a run does is a plain function that is given a runner. It knows nothing of Prefect, so a command or a notebook calls it as
it is; a flow calls the same function with the runner of :mod:`flows.runs.prefect_runner`, which shows each step as a task.
Of both kinds are steps that others do (:mod:`flows.runs.executors`): the runner waits for them.
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
from flows.runs.executors.opening import opened_executor
from flows.runs.executors.protocol import ScaleError, StoppedError
from flows.runs.executors.threads import call_here
from flows.runs.retries import backoff, with_retries
from flows.terminal.log import LOGGER, PlacedLog, at_place

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Log = logging.Logger | logging.LoggerAdapter[Any]
Call = Callable[[Callable[[], Any]], Any]
"""Calls a function, here or elsewhere, and returns what it returns."""


def never(error: Exception) -> bool:  # noqa: ARG001 - the form of `Step.may_help`
    """Say of each error that another try will not mend it."""
    return False


def nobody(state: str, error: Exception | None) -> None:
    """Take no note of what becomes of a step."""


@dataclass(frozen=True, slots=True)
class Step(Generic[T_co]):
    """A part of a run: its name, what is to be done, and when it is worth doing again.

    ``title`` tells one of several steps of a name from the others, ``may_help`` says of an error whether another try may end
    otherwise, and ``jitter`` by which share the waits before it may differ. ``hears`` is told of each try that it is ``begun``, and in the
    end that the step is ``done`` or ``failed``. A step must be safe to repeat. The functions of steps that are given to `Runner.run_each` can
    be pickled.
    """

    name: str
    function: Callable[[], T_co]
    may_help: Callable[[Exception], bool] = never
    jitter: float = 0.0
    title: str = ""
    hears: Callable[[str, Exception | None], None] = nobody

    def carried_out(self, settings: Settings, log: Log, call: Call = call_here) -> T_co:
        """Do it by ``call``, with the retries of the settings, and return what it returns; the last error is raised."""

        def told(error: Exception, wait: float) -> None:
            log.warning("failed (%s: %s); again in %.1f s", type(error).__name__, error, wait)

        def may_help(error: Exception) -> bool:
            return not isinstance(error, ScaleError | StoppedError) and self.may_help(error)

        def tried() -> T_co:
            self.hears("begun", None)
            result: T_co = call(self.function)
            return result

        try:
            with at_place(stage=self.title or self.name):
                done = with_retries(tried, backoff(settings), may_help, jitter=self.jitter, told=told)
        except Exception as error:
            self.hears("failed", error)
            raise
        self.hears("done", None)
        return done


class Runner(Protocol):
    """Where the steps of a run are carried out, and where it leaves its log, its progress and its report."""

    @property
    def flow_run(self) -> str:
        """The id of the run on a Prefect server, empty without one."""
        ...

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
        """Carry steps out where ``scale`` says, and yield the number of each with what it returned or its last error.

        Raises:
            ScaleError: there they cannot be carried out.

        """
        ...

    def progress(self, name: str, done: int, total: int) -> None:
        """Show how far the run has come."""
        ...

    def report(self, name: str, markdown: str, description: str) -> None:
        """Leave the report of the run."""
        ...


class PlainRunner:
    """Carries steps out in this process, without Prefect; the log is Python's, under the name ``graphmill``."""

    flow_run = ""
    log: Log = PlacedLog(LOGGER, {})

    def run(self, step: Step[T], settings: Settings) -> T:
        """Carry a step out and return what it returns; the last error of its tries is raised."""
        return step.carried_out(settings, self.log)

    def run_each(
        self, steps: Sequence[Step[T]], settings: Settings
    ) -> Generator[tuple[int, T | Exception], None, None]:
        """Carry steps out where ``scale`` says, and yield the number of each with what it returned or its last error.

        When the caller stops early, what has not begun is left undone.

        Raises:
            ScaleError: there they cannot be carried out.

        """
        with opened_executor(settings, len(steps)) as executor:
            # A thread waits for each step that is under way, wherever that is.
            pool = ThreadPoolExecutor(executor.at_once, thread_name_prefix="graphmill")
            try:
                numbers: dict[Future[T], int] = {
                    pool.submit(
                        copy_context().run, partial(step.carried_out, settings, self.log, executor.call)
                    ): number
                    for number, step in enumerate(steps)
                }
                for future in as_completed(numbers):
                    error = future.exception()
                    if error is not None and not isinstance(error, Exception):
                        raise error
                    yield numbers[future], future.result() if error is None else error
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
                executor.stop()
                pool.shutdown()

    def progress(self, name: str, done: int, total: int) -> None:
        """Show nothing: whoever listens hears of it by `flows.terminal.progress`."""

    def report(self, name: str, markdown: str, description: str) -> None:
        """Leave nothing: the caller is given the report."""


HERE = PlainRunner()
