"""Doing again what failed, after a while: the same waits and limits in a plain process and in a flow of Prefect's."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from extractors.errors import ExtractorError
from flows.project.settings import Settings
from graph.errors import GraphChangedError, StoreError

T = TypeVar("T")


def with_retries(
    function: Callable[[], T],
    waits: Iterable[float],
    may_help: Callable[[Exception], bool],
    *,
    jitter: float = 0.0,
    told: Callable[[Exception, float], None] = lambda error, wait: None,  # noqa: ARG005
) -> T:
    """Return what ``function`` returns, called again after each of ``waits`` (seconds) while it fails.

    ``may_help`` says of an error whether another try may end otherwise, ``jitter`` by which share a wait may be longer or
    shorter, ``told`` hears of each failure that is followed by another try. The last error is raised, and one that no try
    would mend at once.
    """
    for wait in waits:
        try:
            return function()
        except Exception as error:
            if not may_help(error):
                raise
            # Tries of several processes are spread; nothing secret depends on it.
            wait *= 1 + random.uniform(-jitter, jitter)  # noqa: S311
            told(error, wait)
        time.sleep(wait)
    return function()


def model_is_not_at_fault(error: Exception) -> bool:
    """Tell whether another try may help a batch: not where its model cannot be loaded, which will be so each time."""
    return not isinstance(error, ExtractorError)


def store_is_away(error: Exception) -> bool:
    """Tell whether the store could not be reached or was taken; other errors will not go away."""
    return isinstance(error, StoreError)


def store_is_away_or_changing(error: Exception) -> bool:
    """Tell whether the store was away, or a writer changed the graph while it was read."""
    return isinstance(error, StoreError | GraphChangedError)


def backoff(settings: Settings) -> list[float]:
    """Return the seconds to wait before each retry, each three times the one before."""
    return [settings.flow.retry_delay_seconds * 3**attempt for attempt in range(settings.flow.retries)]
