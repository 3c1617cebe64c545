"""When tasks are run again, and after how long."""

from __future__ import annotations

from typing import Any

from flows.project.settings import Settings
from graph.errors import GraphChangedError, StoreError


def store_is_away(_task: object, _run: object, state: Any) -> bool:
    """Retry a task only when the store could not be reached or was taken; other errors will not go away."""
    return isinstance(state.result(raise_on_failure=False), StoreError)


def store_is_away_or_changing(_task: object, _run: object, state: Any) -> bool:
    """Retry a reading also when a writer changed the graph meanwhile."""
    return isinstance(state.result(raise_on_failure=False), StoreError | GraphChangedError)


def backoff(settings: Settings) -> list[float]:
    """Return the seconds to wait before each retry, each three times the one before."""
    return [settings.flow.retry_delay_seconds * 3**attempt for attempt in range(settings.flow.retries)]
