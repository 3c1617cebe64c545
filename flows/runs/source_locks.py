"""One run at a time at a source: two would clear each other's spool, and read everything twice."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from extractors.sources.settings import SourceSettings
from flows.project.settings import Settings
from graph.errors import StoreBusyError

_PAUSE_SECONDS = 0.2


@contextmanager
def held_alone(sources: Iterable[SourceSettings], settings: Settings) -> Iterator[None]:
    """Hold sources for the length of a ``with``; waits for another run as long as for another writer (``store.wait_seconds``).

    What holds them is gone with its process, however that ends.

    Raises:
        StoreBusyError: another run of this project folder is at one of them.

    """
    deadline = time.monotonic() + settings.store.wait_seconds
    with ExitStack() as stack:
        # In one order, so that two runs never wait for each other.
        for name in sorted(source.name for source in sources):
            stack.enter_context(_held(settings.state_folder / "locks" / f"{name}.lock", name, deadline))
        yield


@contextmanager
def _held(path: Path, name: str, deadline: float) -> Iterator[None]:
    if os.name != "posix":
        yield
        return
    import fcntl

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise StoreBusyError(
                        f"Another run is bringing in the source {name!r}. Wait for its end; `graphmill runs` shows it."
                    ) from None
                time.sleep(_PAUSE_SECONDS)
        yield
