"""What a graph store does, whichever it is, and how one is opened."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from graph.errors import NoGraphError, WriteMismatchError

Row = dict[str, Any]
T = TypeVar("T")
ROWS_A_CALL = 5_000
MOST_WRITERS = 8
"""Most transactions that one run may have open at once: a server has so many fences (:mod:`graph.stores.neo4j.lease`)."""


class StoreSettings(BaseModel):
    """Which store holds the graph, and how to reach it.

    The password is read from the environment (``NEO4J_PASSWORD``) by default, and belongs in no file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["embedded", "neo4j"] = Field(
        default="embedded", description="embedded: a file on this machine; neo4j: a Neo4j server"
    )
    path: Path = Field(default=Path(".graphmill/graph.kgl"), description="file of the embedded graph")
    uri: str = Field(default="bolt://localhost:7687", description="address of the Neo4j server")
    user: str = Field(default="neo4j", description="user name on the Neo4j server")
    password: SecretStr = Field(
        default_factory=lambda: SecretStr(os.environ.get("NEO4J_PASSWORD", "")),
        description="password on the Neo4j server; from the environment variable NEO4J_PASSWORD only",
        exclude=True,
    )
    database: str = Field(default="neo4j", description="database on the Neo4j server")
    read_user: str = Field(
        default="", description="user on the Neo4j server for users' queries; empty: the same for all"
    )
    read_password: SecretStr = Field(
        default_factory=lambda: SecretStr(os.environ.get("NEO4J_READ_PASSWORD", "")),
        description="password of the read user; from the environment variable NEO4J_READ_PASSWORD only",
        exclude=True,
    )
    query_timeout: float = Field(default=30.0, gt=0, description="seconds that a user's query may take")
    query_rows: int = Field(default=10_000, gt=0, description="rows that a user's query may return")
    query_bytes: int = Field(
        default=64_000_000, gt=0, description="bytes that the values of an answer may take together, roughly"
    )
    write_timeout: float = Field(
        default=600.0, gt=0, description="seconds that one write transaction may take"
    )
    writers: int = Field(
        default=2,
        ge=1,
        le=MOST_WRITERS,
        description="transactions that a run has open on a Neo4j server at once",
    )
    retry_seconds: float = Field(
        default=60.0, ge=0, description="seconds for which a failed transaction is repeated"
    )
    lease_seconds: float = Field(
        default=30.0, gt=0, description="life of the write lease between two heartbeats"
    )
    busy_wait: float = Field(default=0.0, ge=0, description="seconds to wait for another writer to finish")
    project: str = Field(
        default="", description="name of the project that writes, which no other may then do; empty: any may"
    )
    place: str = Field(default="", description="machine and folder that the project is written from")
    within_project: bool = Field(
        default=False,
        description="whether the graph lies in its project's folder, so that it goes with it when that is renamed",
    )

    @property
    def location(self) -> str:
        """Where the graph is, in words that follow "the"."""
        if self.kind == "embedded":
            return f"embedded graph {self.path}"
        return f"database {self.database} at {self.uri}"

    @property
    def place_of_its_own(self) -> str:
        """What another graph needs, and the setting for it, in words."""
        if self.kind == "embedded":
            return "a state folder of its own (state)"
        return "a database of its own (store.database)"


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


def open_store(settings: StoreSettings, *, resuming: str | None = None, create: bool = True) -> GraphStore:
    """Open the store and bring its schema up to date; the first opening after a bulk import completes that.

    ``resuming`` names the work on the whole graph (copy, rebuild) that may be found half done. Where there is no graph one is
    begun, or without ``create`` nothing is made.

    Raises:
        NoGraphError: There is no graph, and none is to be made.
        ForeignDataError: There is no graph, but something else under the labels that a graph would have.
        StoreBusyError: Another process has the embedded graph open.
        StoreError: The store cannot be reached or read.
        SchemaError: The graph was written by a newer graphmill.
        UnfinishedError: The graph is half copied or half rebuilt.

    """
    from graph.stores.bulk_import import complete_import
    from graph.stores.migrations import migrate
    from graph.stores.unfinished import read_mark, refuse_unfinished

    store: GraphStore
    if settings.kind == "embedded":
        from graph.stores.embedded.store import EmbeddedStore

        store = EmbeddedStore(settings, create=create)
    else:
        from graph.stores.neo4j.store import Neo4jStore

        store = Neo4jStore(settings)
    try:
        _check_beginning(store, create=create)
        migrate(store)
        if (mark := read_mark(store)) is not None:
            if mark.work == "import":
                complete_import(store, mark)
            else:
                refuse_unfinished(mark, resuming)
    except BaseException:
        store.close()
        raise
    return store


def require_graph(settings: StoreSettings) -> None:
    """Make sure that there is a graph, without loading one that lies in a file.

    Raises:
        NoGraphError: There is none.
        StoreError: The store cannot be reached.

    """
    if settings.kind == "embedded":
        from graph.stores.embedded.store import is_there

        if not is_there(settings.path):
            raise no_graph(settings)
    else:
        open_store(settings, create=False).close()


def _check_beginning(store: GraphStore, *, create: bool) -> None:
    """Make sure that there is a graph, or that one may be begun here.

    One that came by a bulk import has no schema yet, but its records of state.
    """
    from graph.stores.foreign import refuse_foreign
    from graph.stores.migrations import stored_version

    if stored_version(store) or any(
        True for _ in store.stream("MATCH (s:GraphmillState) RETURN s.id AS id LIMIT 1")
    ):
        return
    refuse_foreign(store)
    if not create:
        raise no_graph(store.settings)


def no_graph(settings: StoreSettings) -> NoGraphError:
    """Return the error to raise where a graph is asked for and there is none."""
    where = f"at {settings.path}" if settings.kind == "embedded" else f"in the {settings.location}"
    return NoGraphError(f"There is no graph yet {where}. `graphmill ingest PATHS` makes one.")


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
