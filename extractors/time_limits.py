"""Time limits on what nothing can end: a library that waits for a server is left to itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")


class TookTooLongError(Exception):
    """What was to be done had not ended when its time was over."""


def within(seconds: float, function: Callable[[], T]) -> T:
    """Do something in a thread and return what it returns, or leave it to itself after so many seconds.

    Raises:
        TookTooLongError: it had not ended by then.
        Exception: what ``function`` raises.

    """
    found: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(function())
        except BaseException as error:  # noqa: BLE001 - is raised again by the thread that waits
            failed.append(error)

    # A daemon, for nothing can end a thread that waits for a server, and the program must not wait for it at its end.
    thread = threading.Thread(target=copy_context().run, args=(run,), daemon=True, name="graphmill-waiting")
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not found:
        raise TookTooLongError(f"it took longer than {seconds:g} seconds")
    return found[0]
