"""What a graph store does, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from graph.errors import NoGraphError, WriteMismatchError
from graph.stores.settings import StoreSettings

Row = dict[str, Any]
T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Is told how much of a piece of work is done, and how much there is to do."""
StepProgress = Callable[[str, int, int], None]
"""Is told the step that a piece of work is at, how much of it is done, and how much there is to do."""
ROWS_A_CALL = 5_000


@dataclass(frozen=True, slots=True)
class Statement:
    """A named statement that starts with ``UNWIND $rows AS row``.

    ``nodes`` and ``relationships`` are how many of each a row must create, or a function of the row that tells;
    ``matched`` says that the statement returns ``n``, the number of rows that found what they name. None leaves a figure
    unchecked.
    """

    name: str
    text: str
    nodes: int | Callable[[Row], int] | None = None
    relationships: int | Callable[[Row], int] | None = None
    matched: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What a statement returned and created."""

    rows: list[Row]
    nodes_created: int
    relationships_created: int


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Answer to a user's query; ``truncated`` says that the row cap cut it off.

    ``warnings`` are sentences about the query, as of a label that nothing has (:func:`graph.queries.warnings.ask`).
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a graph lies, in the words of messages: as a text it follows "the", ``at`` follows "there is".

    ``of_its_own`` is what another graph would need, with the setting for it.
    """

    name: str
    at: str
    of_its_own: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Traits:
    """What callers must know of a kind of store beyond the protocol.

    ``full_text_index`` says that the full-text index of the schema answers, ``lists_labels`` that every label of a node is
    listed, not its first alone. ``adds_properties`` are shown on nodes and relationships and nobody wrote them.
    ``in_state_folder`` says that the graph lies in the project's state folder, ``takes_bulk_import`` that files of
    ``graphmill export neo4j-admin`` can be loaded into it. ``one_process`` says that no two programs may have the graph open.
    """

    full_text_index: bool
    lists_labels: bool
    adds_properties: frozenset[str] = frozenset()
    in_state_folder: bool = False
    takes_bulk_import: bool = False
    one_process: bool = False


class WriteTransaction(Protocol):
    """One open write transaction."""

    def run(self, text: str, parameters: Mapping[str, Any]) -> Written:
        """Run one statement and return what it did."""
        ...


class GraphStore(Protocol):
    """A graph that takes the statements of :mod:`graph.writing.statements`; one thread at a time may use an object.

    Only ``write`` may be called from ``writers`` threads at once.
    """

    @property
    def settings(self) -> StoreSettings:
        """The settings that the store was opened with."""
        ...

    @property
    def traits(self) -> Traits:
        """What sets this kind of store apart from others."""
        ...

    @property
    def place(self) -> Place:
        """Where the graph lies, to name it in messages."""
        ...

    @property
    def writers(self) -> int:
        """How many threads may profitably write at once."""
        ...

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        """Run ``unit`` in one transaction: all of it, or nothing.

        A failure that may pass (a deadlock, a lost connection) repeats the unit, so it must read what it needs
        inside, and a second run after a commit that was not confirmed must change nothing.
        """
        ...

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Row]:
        """Yield the rows of a reading statement of ours."""
        ...

    def define(self, text: str) -> None:
        """Run a statement that defines a constraint or an index, in a transaction of its own."""
        ...

    def read_query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> QueryResult:
        """Run a user's query, which must only read this graph.

        Raises:
            QueryRefusedError: The query writes, reads files or the network, or calls what is not known to be safe.
            QueryFailedError: The store cannot run it, or it took longer than ``timeout`` seconds.

        """
        ...

    def lease(self, wait: float | None = None) -> AbstractContextManager[None]:
        """Hold the right to write, alone, for the length of a ``with``; waits ``wait`` seconds for it.

        Raises:
            StoreBusyError: Another writer holds it, and did not let go in time.

        """
        ...

    def close(self) -> None:
        """Let the store go; a second call does nothing."""
        ...

    def __enter__(self) -> GraphStore: ...

    def __exit__(self, *exception: object) -> None: ...


class StoreClass(Protocol):
    """A kind of store: the class of a :class:`GraphStore`, and what it can tell before a graph is opened."""

    @property
    def traits(self) -> Traits:
        """What sets this kind of store apart from others."""
        ...

    def __call__(self, settings: StoreSettings, *, create: bool = True) -> GraphStore:
        """Open the store.

        Raises:
            NoGraphError: There is no graph, which this kind can tell, and without ``create`` none is to be made.
            StoreError: The store cannot be reached or read.

        """
        ...

    def place_of(self, settings: StoreSettings) -> Place:
        """Return where the graph of these settings lies."""
        ...

    def is_there(self, settings: StoreSettings) -> bool | None:
        """Tell whether there is a graph, None where only opening it tells.

        Raises:
            StoreError: It cannot be looked for.

        """
        ...


def no_graph(place: Place) -> NoGraphError:
    """Return the error to raise where a graph is asked for and there is none."""
    return NoGraphError(f"There is no graph yet {place.at}. `graphmill ingest PATHS` makes one.")


def run_rows(transaction: WriteTransaction, statement: Statement, rows: Sequence[Row]) -> list[Row]:
    """Run a statement over rows, checking that every row did what it should; return what it returned.

    Raises:
        WriteMismatchError: A row found no partner, or found several; the caller's transaction must not commit.

    """
    answers: list[Row] = []
    for first in range(0, len(rows), ROWS_A_CALL):
        part = rows[first : first + ROWS_A_CALL]
        written = transaction.run(statement.text, {"rows": part})
        found = (
            ("nodes created", statement.nodes, written.nodes_created),
            ("relationships created", statement.relationships, written.relationships_created),
            (
                "rows matched",
                1 if statement.matched else None,
                written.rows[0]["n"] if statement.matched else 0,
            ),
        )
        for what, each, count in found:
            if each is None:
                continue
            expected = sum(map(each, part)) if callable(each) else each * len(part)
            if count != expected:
                raise WriteMismatchError(
                    f"Statement {statement.name!r}: {count} {what}, {expected} expected. Another program may "
                    "have changed the graph; audit it and run the command again."
                )
        answers.extend(written.rows)
    return answers
