"""The embedded store: a graph in one file, in this process, by kglite. The whole graph lives in memory."""

from __future__ import annotations

import glob
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from graph.cypher.passes import check_passes
from graph.errors import StoreBusyError, StoreError
from graph.stores.embedded.copy import EmbeddedCopy
from graph.stores.embedded.loading import import_kglite, log_of, unopened
from graph.stores.embedded.reading import answer
from graph.stores.protocol import Place, QueryResult, Row, Traits, Written, no_graph
from graph.stores.settings import StoreSettings

if TYPE_CHECKING:
    from graph.stores.protocol import WriteTransaction

T = TypeVar("T")
_WAIT_STEP = 0.2


class _Transaction:
    def __init__(self, transaction: Any) -> None:
        self._transaction = transaction

    def run(self, text: str, parameters: Mapping[str, Any]) -> Written:
        view = self._transaction.cypher(text, params=dict(parameters), timeout_ms=0)
        stats = view.stats or {}
        return Written(view.to_list(), stats.get("nodes_created", 0), stats.get("relationships_created", 0))


class EmbeddedStore:
    """A graph in a file; one process may have it open, and the lock ends with the process, crash or not.

    Without ``create`` there must be a file, or at least the log of one that was never written.
    """

    # kglite shows a title and a type on every node and relationship, and full-text indexes of its own go stale without a
    # word when many nodes change.
    traits = Traits(
        full_text_index=False,
        lists_labels=False,
        adds_properties=frozenset({"title", "type"}),
        in_state_folder=True,
        one_process=True,
    )

    def __init__(self, settings: StoreSettings, *, create: bool = True) -> None:
        if not create and not self.is_there(settings):
            raise no_graph(self.place_of(settings))
        kglite = import_kglite()
        check_passes(kglite.cypher_pass_names(), kglite.__version__)
        self._settings = settings
        self._kglite = kglite
        self._writer = threading.Lock()
        self._written = False
        _make_folder(settings.path.parent)
        set_aside = _set_aside(settings.path)
        deadline = time.monotonic() + settings.wait_seconds
        while True:
            try:
                self._session: Any = kglite.open_session(str(settings.path), durable="full")
            except kglite.WriterLeaseHeldError as error:
                if time.monotonic() < deadline:
                    time.sleep(_WAIT_STEP)
                    continue
                raise _busy(settings, error) from error
            except (kglite.KgError, OSError, RuntimeError, UnicodeEncodeError) as error:
                raise unopened(settings.path, error) from error
            break
        damaged = sorted(_set_aside(settings.path) - set_aside)
        if damaged:
            self.close()
            raise StoreError(
                f"The log of the graph {settings.path} was damaged: what it held from the damage on is not in the graph any "
                f"more and was kept in {damaged[0]}. Check the disk. What was committed before is sound: run the command "
                "again to go on from there, ingest again what is missing and forget again what has come back."
            )

    @property
    def settings(self) -> StoreSettings:
        """The settings that the store was opened with."""
        return self._settings

    @property
    def place(self) -> Place:
        """The file of the graph."""
        return self.place_of(self._settings)

    @staticmethod
    def place_of(settings: StoreSettings) -> Place:
        """Return the file of a graph, in words."""
        return Place(
            f"embedded graph {settings.path}", f"at {settings.path}", "a state folder of its own (state)"
        )

    @staticmethod
    def is_there(settings: StoreSettings) -> bool:
        """Tell whether there is a file of a graph, or a log: a run that was killed early leaves what it committed in that alone.

        Raises:
            StoreError: The folder cannot be looked into.

        """
        path = settings.path
        try:
            return path.exists() or log_of(path).exists()
        except OSError as error:
            raise StoreError(
                f"Whether there is a graph {path} cannot be seen: {error.strerror}. Get the right to look into its folder, or "
                "name another with --state."
            ) from error

    @property
    def writers(self) -> int:
        """One: the graph takes a transaction at a time."""
        return 1

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        """Run ``unit`` in one transaction, repeated when another thread's commit came between."""
        deadline = time.monotonic() + self._settings.retry_seconds
        self._written = True
        while True:
            try:
                with self._session.begin() as transaction:
                    return unit(_Transaction(transaction))
            except self._kglite.TransactionConflictError as error:
                if time.monotonic() > deadline:
                    raise StoreBusyError(
                        f"{self._settings.path} is being written by another thread of this process; try again."
                    ) from error
            except self._kglite.FileIoError as error:
                raise StoreError(
                    f"The embedded graph {self._settings.path} cannot be written: {error}. What was committed before is safe. "
                    "Make room on the disk, and run the command again."
                ) from error
            except self._kglite.KgError as error:
                raise StoreError(
                    f"The embedded graph {self._settings.path} refused a statement: {error}"
                ) from error

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Row]:
        """Yield the rows of a reading statement of ours, as of the moment of the call."""
        try:
            view = self._session.cypher(text, params=dict(parameters or {}), timeout_ms=0)
        except self._kglite.KgError as error:
            raise StoreError(f"The embedded graph {self._settings.path} cannot be read: {error}") from error
        yield from view

    def define(self, text: str) -> None:
        """Run a statement that defines a constraint or an index, but for full-text indexes.

        Those of kglite go stale without a word when many nodes change; :mod:`graph.questions.search` does without.
        """
        if text.lstrip().upper().startswith("CREATE FULLTEXT INDEX"):
            return
        self._written = True
        try:
            self._session.execute(text)
        except self._kglite.KgError as error:
            raise StoreError(f"The schema cannot be brought up to date: {error} ({text})") from error

    def read_query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> QueryResult:
        """Run a user's query on a copy that takes no writes, as :mod:`graph.cypher` writes it."""
        return answer(self._session, self._settings, cypher, parameters or {}, timeout=timeout, limit=limit)

    @property
    def has_written(self) -> bool:
        """Whether anything may have been written since the store was opened."""
        return self._written

    def copy(self) -> EmbeddedCopy:
        """Return the graph as it is now, to be read by any number of threads for as long as they like, also after :meth:`close`.

        It shares with this store what neither has changed since, so it is made at once.
        """
        return EmbeddedCopy(self._session.cursor(), self._settings, self.place, self.traits)

    @contextmanager
    def lease(self, wait: float | None = None) -> Iterator[None]:
        """Hold the right to write among the threads of this process; other processes are shut out anyway."""
        seconds = self._settings.wait_seconds if wait is None else wait
        if not self._writer.acquire(timeout=seconds or 0):
            raise StoreBusyError(
                f"{self._settings.path} is being written by another thread of this process; wait for it to finish."
            )
        try:
            yield
        finally:
            self._writer.release()

    def close(self) -> None:
        """Write the graph to its file, unless it was only read and has none, and release it for other processes."""
        # A session that could not write its file holds on to it for as long as anything refers to it.
        session, self._session = self._session, None
        if session is None or not (self._written or self._settings.path.exists()):
            return
        try:
            session.close()
        except self._kglite.KgError as error:
            del session
            raise StoreError(
                f"The graph {self._settings.path} could not be written to its file: {error}. Nothing committed is lost: it is "
                "in the log beside the file and is read from there next time. Make room on the disk."
            ) from error

    def __enter__(self) -> EmbeddedStore:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} for the graph cannot be made: {error.strerror}. Name one that you may write in with --state, or "
            "as `state` in graphmill.toml."
        ) from error


def _set_aside(path: Path) -> set[Path]:
    """Return the copies that were kept of damaged logs."""
    return set(path.parent.glob(f"{glob.escape(path.name)}-wal.quarantine-*"))


def _busy(settings: StoreSettings, error: Any) -> StoreBusyError:
    holder = getattr(error, "holder", None) or {}
    who = f"process {holder.get('pid') or 'unknown'} (since {holder.get('since') or 'unknown'})"
    if holder.get("self"):
        who = "this process, by another open store,"
    return StoreBusyError(
        f"The graph {settings.path} is in use by {who}. One process at a time may have an embedded graph open: wait for "
        "it, end it, or use a Neo4j store, which many can read at once.",
        holder=who,
    )
