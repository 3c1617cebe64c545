"""A copy of an embedded graph in memory: read by any number of threads, while other programs have the graph open."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from graph.errors import StoreError
from graph.stores.bounds import Bounds, too_slow
from graph.stores.embedded.loading import import_kglite, log_of, unopened
from graph.stores.embedded.reading import answer
from graph.stores.protocol import Place, QueryResult, Row, Traits
from graph.stores.settings import StoreSettings

if TYPE_CHECKING:
    from graph.stores.protocol import WriteTransaction

T = TypeVar("T")
_EMPTY_LOG = 5
"""Bytes of a log with nothing in it: what was committed is all in the graph's file."""


class EmbeddedCopy:
    """A graph as it was at one moment, which takes no writes and keeps nobody from the file.

    ``graph`` is a graph of kglite that nobody else uses. Any number of threads may read at once, each statement within the time of
    the settings.
    """

    def __init__(self, graph: Any, settings: StoreSettings, place: Place, traits: Traits) -> None:
        self.settings = settings
        self.traits = traits
        self.place = place
        self._kglite = import_kglite()
        self._graph = graph
        # Threads may share what is frozen, and take turns at making copies for queries that need more than it can do.
        self._frozen = graph.freeze()
        self._turn = threading.Lock()

    @property
    def writers(self) -> int:
        """One, as of the graph that this was copied from."""
        return 1

    @property
    def node_types(self) -> Any:
        """The first labels of all nodes."""
        return self._frozen.node_types

    def cursor(self) -> Any:
        """Return a copy for one query, which is made at once."""
        with self._turn:
            return self._graph.copy()

    def bounded(self, seconds: float) -> EmbeddedCopy:
        """Return the same copy, with other bounds of time for its statements."""
        other = copy(self)
        other.settings = self.settings.model_copy(update={"query_timeout": seconds})
        return other

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Row]:
        """Yield the rows of a reading statement of ours.

        Raises:
            QueryFailedError: It took longer than ``query_timeout``.
            StoreError: The copy cannot answer it.

        """
        bounds = Bounds.of(self.settings, None, None)
        try:
            view = self._frozen.cypher(
                text, params=dict(parameters or {}), timeout_ms=int(bounds.seconds * 1000)
            )
        except self._kglite.CypherTimeoutError as error:
            raise too_slow(bounds) from error
        except self._kglite.KgError as error:
            raise StoreError(f"The embedded graph {self.settings.path} cannot be read: {error}") from error
        yield from view

    def read_query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> QueryResult:
        """Run a user's query, as :mod:`graph.cypher` writes it."""
        return answer(self, self.settings, cypher, parameters or {}, timeout=timeout, limit=limit)

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        """Refuse to write."""
        del unit
        self._refuse()

    def define(self, text: str) -> None:
        """Refuse to write."""
        del text
        self._refuse()

    def lease(self, wait: float | None = None) -> AbstractContextManager[None]:
        """Refuse to write."""
        del wait
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise StoreError(f"This is a copy of the {self.place}, only to be read: open the graph to write it.")

    def close(self) -> None:
        """Do nothing: the copy goes when nobody uses it any more."""

    def __enter__(self) -> EmbeddedCopy:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class FileState:
    """What shows, without opening a graph, whether it has changed: size and time of its file and of its log, None where missing.

    The log holds what was committed since the file was written.
    """

    file: tuple[int, int] | None
    log: tuple[int, int] | None

    @property
    def is_there(self) -> bool:
        """Whether there is a graph."""
        return self.file is not None or self.log is not None

    @property
    def is_whole(self) -> bool:
        """Whether the file holds all that was committed."""
        return self.file is not None and (self.log is None or self.log[0] <= _EMPTY_LOG)


def file_state(settings: StoreSettings) -> FileState:
    """Return the state of a graph's files.

    Raises:
        StoreError: The folder cannot be looked into.

    """
    try:
        return FileState(_seen(settings.path), _seen(log_of(settings.path)))
    except OSError as error:
        raise StoreError(
            f"Whether there is a graph {settings.path} cannot be seen: {error.strerror}. Get the right to look into its folder."
        ) from error


def read_file(settings: StoreSettings, place: Place, traits: Traits) -> EmbeddedCopy:
    """Return a copy of what a graph's file holds, whoever has the graph open: all but what only the log knows.

    Raises:
        StoreError: The file cannot be read.

    """
    kglite = import_kglite()
    # It warns of a log with more than the file, which is what the caller asks for.
    warnings.filterwarnings("ignore", message="the write-ahead log at", category=UserWarning)
    try:
        graph = kglite.load(str(settings.path))
    except (kglite.KgError, OSError, RuntimeError, UnicodeEncodeError) as error:
        raise unopened(settings.path, error) from error
    return EmbeddedCopy(graph, settings, place, traits)


def _seen(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns
