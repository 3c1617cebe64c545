"""Batches extracted by threads of this process, which share one model."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def call_here(function: Callable[[], T]) -> T:
    """Return what ``function`` returns."""
    return function()


class ThreadExecutor:
    """Carries functions out in the thread that asks."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once

    def call(self, function: Callable[[], T]) -> T:
        """Return what ``function`` returns."""
        return function()

    def stop(self) -> None:
        """Do nothing: a thread cannot be ended, and what it does is done to its end."""
