"""A graph that one program at a time may have open, as the page reads it: from a copy, so that it keeps nobody out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from extractors.errors import GraphmillError
from graph.errors import StoreBusyError, StoreError
from graph.explorer.standing import CURRENT, Standing, moment
from graph.schema.labels import SCHEMA_VERSION
from graph.stores.embedded.copy import EmbeddedCopy, FileState, file_state, read_file
from graph.stores.embedded.store import EmbeddedStore
from graph.stores.migrations import stored_version
from graph.stores.opening import class_of, open_store
from graph.stores.protocol import GraphStore, no_graph
from graph.stores.settings import StoreSettings
from graph.stores.unfinished import read_mark, refuse_unfinished


class CopiedGraph:
    """Gives the latest copy of an embedded graph to any number of threads, and takes a new one when the graph's files change.

    The graph is open for as long as it takes to read what only its log holds, and only where no other program has it: else the
    copy goes on answering, and :attr:`standing` says so. ``changed`` is called after every new copy.
    """

    def __init__(self, settings: StoreSettings, changed: Callable[[], None]) -> None:
        # Who has the graph keeps it; the copy waits for its turn in the background.
        self._settings = settings.model_copy(update={"wait_seconds": 0.0})
        kind = class_of(settings)
        self._place, self._traits = kind.place_of(settings), kind.traits
        self._changed = changed
        self._turn = threading.Lock()
        self._copy: EmbeddedCopy | None = None
        self._files = FileState(None, None)
        self._holder = ""
        self._is_own = False
        self._as_of = ""
        self.standing: Standing = CURRENT

    def open(self) -> None:
        """Take the first copy.

        Raises:
            NoGraphError: There is no graph.
            StoreBusyError: Another program has it open and has written no file of it yet.
            GraphError: It cannot be read.

        """
        with self._turn:
            files = file_state(self._settings)
            if not files.is_there:
                raise no_graph(self._place)
            self._take_copy(files)

    @contextmanager
    def reading(self, seconds: float) -> Iterator[GraphStore]:
        """Give the latest copy, each statement bounded in time, for the length of a ``with``.

        Raises:
            StoreError: There is none.

        """
        copy = self._copy
        if copy is None:
            raise StoreError(f"The {self._place} is not read yet: start the page again.")
        yield copy.bounded(seconds)

    def look(self) -> None:
        """Take a new copy if the graph has changed and can be read; else say in :attr:`standing` what is the matter."""
        with self._turn:
            try:
                files = file_state(self._settings)
                if not files.is_there:
                    raise no_graph(self._place)
                if self._holder or not self._is_known(files):
                    self._take_copy(files)
                else:
                    self._files = files
            except GraphmillError as error:
                self.standing = Standing("lost", self._as_of, str(error))
            else:
                self._stand()

    @contextmanager
    def writing(self, store: GraphStore) -> Iterator[None]:
        """Read the graph as ``store``, which is open for writing, leaves it at the end of a ``with``, before it is closed."""
        try:
            yield
        finally:
            if isinstance(store, EmbeddedStore) and store.has_written:
                with self._turn:
                    self._copy, self._holder, self._is_own = store.copy(), "", True
                self._changed()

    def written(self) -> None:
        """Note, after a store that wrote was closed, that its file holds what the copy does."""
        with self._turn:
            files = file_state(self._settings)
            # What another program may have committed since is in the log alone: the next look sees to it.
            if self._is_own and files.is_whole:
                self._files = files
                self._stand()
            self._is_own = False

    def close(self) -> None:
        """Let the copy go."""
        self._copy = None

    def _is_known(self, files: FileState) -> bool:
        """Tell whether the copy holds what the files do; a log that is empty again says nothing new."""
        return files == self._files or (files.is_whole and files.file == self._files.file)

    def _take_copy(self, files: FileState) -> None:
        copy = read_file(self._settings, self._place, self._traits) if files.is_whole else None
        holder = ""
        if copy is None or not _is_fit(copy):
            try:
                with open_store(self._settings, create=False) as store:
                    files = file_state(self._settings)
                    copy = store.copy() if isinstance(store, EmbeddedStore) else None
            except StoreBusyError as error:
                holder = error.holder or str(error)
                if self._copy is not None and files.file == self._files.file:
                    self._holder = holder
                    return
                if files.file is None:
                    raise
                copy = read_file(self._settings, self._place, self._traits)
                _refuse_unfit(copy, error)
        self._copy, self._files, self._holder = copy, files, holder
        if holder and files.file is not None:
            self._as_of = moment(datetime.fromtimestamp(files.file[1] / 1e9, UTC))
        self._stand()
        self._changed()

    def _stand(self) -> None:
        if not self._holder:
            self._as_of = moment()
            self.standing = Standing("current", self._as_of)
            return
        self.standing = Standing(
            "behind",
            self._as_of,
            f"The graph is in use by {self._holder}. What is shown is as of {self._as_of}; it follows by itself.",
        )


def _is_fit(copy: EmbeddedCopy) -> bool:
    return stored_version(copy) == SCHEMA_VERSION and read_mark(copy) is None


def _refuse_unfit(copy: EmbeddedCopy, busy: StoreBusyError) -> None:
    """Refuse a file that a program which has the graph open now must complete first."""
    if mark := read_mark(copy):
        refuse_unfinished(mark, None)
    if stored_version(copy) != SCHEMA_VERSION:
        raise busy
