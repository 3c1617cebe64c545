"""What takes long to work out, kept for as long as the graph does not change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from graph.stores.protocol import GraphStore

T = TypeVar("T")
AT_ONCE = 2
"""Answers that are worked out at once: a short one need not wait for a long one."""
REST = 4.0
"""While the graph goes on changing, what took a second is not worked out again for this many seconds."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """What was worked out last, None where it was never; ``is_current`` says whether it is of the graph as it is now."""

    value: T | None
    is_current: bool


@dataclass(slots=True)
class _Held:
    stale: bool = True
    value: Any = None
    revision: str = ""
    error: BaseException | None = None
    error_revision: str = ""
    not_before: float = 0.0
    done: threading.Event = field(default_factory=threading.Event)
    at_work: bool = False


class KeptAnswers:
    """Works answers out in the background, each once at a time, and keeps each by its name; ``revision`` tells the graph's."""

    def __init__(
        self, reading: Callable[[], AbstractContextManager[GraphStore]], revision: Callable[[], str]
    ) -> None:
        self._reading = reading
        self._revision = revision
        self._held: dict[str, _Held] = {}
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(AT_ONCE)

    def get(
        self, name: str, make: Callable[[GraphStore], T], *, wait: float = 0.0, stale: bool = True
    ) -> Kept[T]:
        """Return what ``make`` found in the graph last, and have it look again if the graph has changed since.

        Waits up to ``wait`` seconds for the answer of now. The error of ``make`` is raised where it had one at this revision. Without
        ``stale`` an answer of before is forgotten.
        """
        revision = self._revision()
        with self._lock:
            held = self._held.setdefault(name, _Held(stale=stale))
            if held.revision != revision:
                failed = held.error if held.error_revision == revision else None
                rests = held.value is not None and time.monotonic() < held.not_before
                if failed is None and not held.at_work and not (rests and not wait):
                    held.at_work, held.done = True, threading.Event()
                    # A thread that nobody waits for at the end: what it works out is only kept here.
                    threading.Thread(
                        target=self._work, args=(held, make), name=f"kept {name}", daemon=True
                    ).start()
                done = held.done
            else:
                failed, done = None, None
        if failed is not None:
            raise failed
        if done is not None and wait:
            done.wait(wait)
        with self._lock:
            revision = self._revision()
            if held.error is not None and held.error_revision == revision:
                raise held.error
            return Kept(held.value, held.revision == revision)

    def peek(self, name: str) -> Kept[Any]:
        """Return what was found last under a name, and nothing where nobody asked for it."""
        with self._lock:
            held = self._held.get(name)
            return (
                Kept(held.value, held.revision == self._revision()) if held else Kept(None, is_current=False)
            )

    def put(self, name: str, value: object) -> None:
        """Keep what is known already of the graph as it is now; it is forgotten when that changes."""
        with self._lock:
            self._held[name] = _Held(stale=False, value=value, revision=self._revision())

    def forget_stale(self) -> None:
        """Let go of what is of no use now that the graph has changed."""
        revision = self._revision()
        with self._lock:
            for held in self._held.values():
                if not held.stale and held.revision != revision:
                    held.value = None

    def _work(self, held: _Held, make: Callable[[GraphStore], Any]) -> None:
        with self._turns:
            revision, began = self._revision(), time.monotonic()
            try:
                with self._reading() as store:
                    value = make(store)
            except BaseException as error:  # noqa: BLE001 - raised where it is asked for
                with self._lock:
                    held.error, held.error_revision = error, revision
            else:
                with self._lock:
                    held.value, held.revision, held.error = value, revision, None
            finally:
                with self._lock:
                    now = time.monotonic()
                    held.at_work, held.not_before = False, now + REST * (now - began)
                    held.done.set()
