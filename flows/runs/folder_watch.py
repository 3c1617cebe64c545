"""Watching folders of this machine, so that what is written there is known at once and not only at the next look."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

_BEAT_MILLISECONDS = 500
_MOST_SECONDS_TO_BEGIN = 60.0


class FolderWatch:
    """Hears of changes below folders from a thread of its own; a context manager, which ends it.

    ``folders`` are those to be watched by a name. Nothing is heard of what is hidden, or lies in the folder ``own`` where
    graphmill writes itself. What changes while nobody waits is kept until the next `wait`.
    """

    def __init__(self, folders: Mapping[str, Path], own: Path) -> None:
        self._folders = {name: folder.resolve() for name, folder in folders.items() if folder.is_dir()}
        self._own = own.resolve()
        self._changed: set[str] = set()
        self._lock = threading.Lock()
        self._heard = threading.Event()
        self._listens = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def names(self) -> frozenset[str]:
        """The names whose folders are there and watched."""
        return frozenset(self._folders)

    def __enter__(self) -> FolderWatch:
        if self._folders:
            self._thread = threading.Thread(target=self._listen, daemon=True, name="graphmill-watch")
            self._thread.start()
            # Whoever looks at the folders next must not miss what is written meanwhile.
            self._listens.wait(_MOST_SECONDS_TO_BEGIN)
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def wait(self, seconds: float) -> frozenset[str]:
        """Return the names below whose folders something has changed, as soon as there is one; none when the time is over."""
        self._heard.wait(seconds)
        with self._lock:
            changed = frozenset(self._changed)
            self._changed.clear()
            self._heard.clear()
        return changed

    def _listen(self) -> None:
        import watchfiles

        folders = sorted(set(self._folders.values()))
        for changes in watchfiles.watch(
            *folders,
            watch_filter=lambda _, path: bool(self._names_of(Path(path))),
            stop_event=self._stop,
            rust_timeout=_BEAT_MILLISECONDS,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            self._listens.set()
            if not changes:
                continue
            with self._lock:
                for _, path in changes:
                    self._changed |= self._names_of(Path(path))
                self._heard.set()

    def _names_of(self, path: Path) -> set[str]:
        if path.is_relative_to(self._own):
            return set()
        return {
            name
            for name, folder in self._folders.items()
            if path.is_relative_to(folder)
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        }
