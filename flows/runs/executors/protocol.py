"""What all executors have in common: a function goes out, and what it returned or raised comes back.

A run keeps one waiting thread for each batch that is under way, whoever extracts it. So retries, logs and the states of
Prefect's tasks are the same with every executor, and a batch elsewhere costs a task of Prefect's nothing more than one here.
"""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from extractors.errors import ExtractorError, GraphmillError, UsageError

T = TypeVar("T")


class ScaleError(GraphmillError):
    """Batches cannot be extracted where the settings say; the message names the remedy. No other try would help."""


class WorkerLostError(GraphmillError):
    """The process that a batch was given to is gone; another may do it."""


class StoppedError(GraphmillError):
    """The run is being ended, so that nothing more is extracted."""


class Executor(Protocol):
    """Carries functions out, so many ``at_once``. They and what they return can be pickled."""

    @property
    def at_once(self) -> int:
        """How many functions it has room for."""
        ...

    def call(self, function: Callable[[], T]) -> T:
        """Return what ``function`` returns, and raise what it raises.

        Raises:
            WorkerLostError: whoever had it is gone.
            ScaleError: nobody is left to whom it could be given.
            StoppedError: `stop` was called.

        """
        ...

    def stop(self) -> None:
        """End what is under way; those who wait for it get a StoppedError."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a function: its ``value``, or its ``error``."""

    value: Any = None
    error: Exception | None = None


def answer_of(function: Callable[[], Any]) -> Answer:
    """Carry a function out, and return what it returned or raised, in a form that another process can read."""
    try:
        return Answer(value=function())
    except Exception as error:  # noqa: BLE001 - it is raised where the answer is read
        if not isinstance(error, GraphmillError):
            error.add_note("In the worker:\n" + "".join(traceback.format_exception(error)))
        return Answer(error=_portable(error))


def result_of(answer: Answer) -> Any:
    """Return the value of an answer, or raise its error."""
    if answer.error is not None:
        raise answer.error
    return answer.value


def _portable(error: Exception) -> Exception:
    """Return an error that can be pickled and read again: the same, or one of its kind that says the same."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made a moment ago
    except Exception:  # noqa: BLE001 - whatever its class does when it is made anew
        for kind in (ExtractorError, UsageError, GraphmillError):
            if isinstance(error, kind):
                return kind(str(error))
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
