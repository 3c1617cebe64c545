"""The server store: a graph in Neo4j, by its official driver."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from graph.errors import QueryFailedError, QueryRefusedError, StoreError
from graph.neo4j_lease import Lease, Neo4jLease
from graph.read_guard import check_readable
from graph.store import QueryResult, Row, StoreSettings, Written

if TYPE_CHECKING:
    from graph.store import WriteTransaction

T = TypeVar("T")
CONNECT_SECONDS = 15.0
RETRY_STEP = 0.5
FETCH_ROWS = 2_000
SCHEMES = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})


class _Transaction:
    def __init__(self, transaction: Any) -> None:
        self._transaction = transaction

    def run(self, text: str, parameters: Mapping[str, Any]) -> Written:
        result = self._transaction.run(text, parameters)
        rows = [record.data() for record in result]
        counters = result.consume().counters
        return Written(rows, counters.nodes_created, counters.relationships_created)


class Neo4jStore:
    """A graph on a Neo4j server; any number of programs may read it, one at a time holds the lease to write."""

    def __init__(self, settings: StoreSettings) -> None:
        import neo4j
        from neo4j import exceptions

        if urlsplit(settings.uri).scheme not in SCHEMES:
            raise _unusable(settings.uri, f"it must start with one of {', '.join(sorted(SCHEMES))}")
        # The server tells of labels and properties that no node has yet; in a young graph that is no news.
        logging.getLogger("neo4j.notifications").setLevel(logging.ERROR)
        self._settings = settings
        self._neo4j = neo4j
        self._errors = exceptions
        self._lease: Lease | None = None
        # In a cluster, what this store reads must not be older than what it wrote, its lease included.
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        try:
            self._driver = neo4j.GraphDatabase.driver(
                settings.uri,
                auth=(settings.user, settings.password.get_secret_value()),
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=CONNECT_SECONDS * 2,
                max_transaction_retry_time=settings.retry_seconds,
                notifications_min_severity="OFF",
                user_agent="graphmill",
            )
        except (exceptions.ConfigurationError, ValueError) as error:
            raise _unusable(settings.uri, str(error)) from error
        try:
            self._driver.verify_connectivity()
            self._server_runs_database()
        except (exceptions.DriverError, exceptions.Neo4jError, OSError) as error:
            self._driver.close()
            raise _unreachable(settings, error, exceptions) from error

    @property
    def settings(self) -> StoreSettings:
        """The settings that the store was opened with."""
        return self._settings

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        """Run ``unit`` in one managed transaction, fenced by the lease if one is held.

        The driver repeats the unit after a deadlock or a lost connection. It does not after a connection lost during the
        commit, since the commit may have happened; our units may be repeated then too, so this does.
        """

        def work(transaction: Any) -> T:
            wrapped = _Transaction(transaction)
            if self._lease is not None:
                self._lease.fence(wrapped)
            return unit(wrapped)

        timed = self._neo4j.unit_of_work(timeout=self._settings.write_timeout)(work)
        deadline = time.monotonic() + self._settings.retry_seconds
        while True:
            try:
                with self._session() as session:
                    result: T = session.execute_write(timed)
                    return result
            except self._errors.IncompleteCommit as error:
                if time.monotonic() > deadline:
                    raise _failed(self._settings, error) from error
                time.sleep(RETRY_STEP)
            except (self._errors.DriverError, self._errors.Neo4jError) as error:
                raise _failed(self._settings, error) from error

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Row]:
        """Yield the rows of a reading statement of ours."""
        try:
            with self._session(read=True) as session:
                for record in session.run(text, dict(parameters or {})):
                    yield record.data()
        except (self._errors.DriverError, self._errors.Neo4jError) as error:
            raise _failed(self._settings, error) from error

    def define(self, text: str) -> None:
        """Run a statement that defines a constraint or an index."""
        try:
            with self._session() as session:
                session.run(text).consume()
        except (self._errors.DriverError, self._errors.Neo4jError) as error:
            raise StoreError(
                f"The schema of {self._settings.uri} cannot be brought up to date: {error}. The user needs the right to "
                f"define constraints, and the database must hold nothing that contradicts this one: {text}"
            ) from error

    def read_query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> QueryResult:
        """Run a user's query after its plan has shown that it only reads, in a session that refuses to write."""
        check_readable(cypher)
        seconds = self._settings.query_timeout if timeout is None else timeout
        cap = self._settings.query_rows if limit is None else limit
        values = dict(parameters or {})
        try:
            with self._session(read=True) as session:
                plan = session.run(self._neo4j.Query(f"EXPLAIN {cypher}", timeout=seconds), values).consume()
                if plan.query_type != "r" or _reads_files(plan.plan):
                    raise QueryRefusedError(
                        "The query would do more than read the graph; only reading is allowed here."
                    )
                result = session.run(self._neo4j.Query(cypher, timeout=seconds), values)
                columns = tuple(result.keys())
                rows = [
                    tuple(_plain(value, self._neo4j) for value in record) for record in result.fetch(cap + 1)
                ]
        except self._errors.ClientError as error:
            if "TransactionTimedOut" in str(error.code):
                raise QueryFailedError(
                    f"The query took longer than {seconds:g} s; narrow it, or raise query_timeout."
                ) from error
            if "AccessMode" in str(error.code):
                raise QueryRefusedError(
                    "The query would write to the graph; only reading is allowed here."
                ) from error
            raise QueryFailedError(f"The query cannot be run: {error.message}") from error
        except (self._errors.DriverError, self._errors.Neo4jError) as error:
            raise _failed(self._settings, error) from error
        return QueryResult(columns, rows[:cap], len(rows) > cap)

    @contextmanager
    def lease(self, wait: float | None = None) -> Iterator[None]:
        """Hold the graph's write lease; while it is held, every :meth:`write` proves it first."""
        lease = Neo4jLease(self.write, self._settings)
        held = lease.acquire(self._settings.busy_wait if wait is None else wait)
        self._lease = held
        try:
            yield
        finally:
            self._lease = None
            held.release()

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()

    def __enter__(self) -> Neo4jStore:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _session(self, *, read: bool = False) -> Any:
        mode = self._neo4j.READ_ACCESS if read else self._neo4j.WRITE_ACCESS
        return self._driver.session(
            database=self._settings.database,
            default_access_mode=mode,
            fetch_size=FETCH_ROWS,
            bookmark_manager=self._bookmarks,
        )

    def _server_runs_database(self) -> None:
        with self._session(read=True) as session:
            session.run("RETURN 1 AS one").consume()


def _unusable(uri: str, reason: str) -> StoreError:
    return StoreError(
        f"The address {uri!r} of the Neo4j server cannot be used: {reason}. It looks like bolt://localhost:7687 or "
        "neo4j+s://example.databases.neo4j.io."
    )


def _unreachable(settings: StoreSettings, error: Exception, errors: Any) -> StoreError:
    if isinstance(error, errors.AuthError):
        return StoreError(
            f"{settings.uri} refuses the user {settings.user!r}: set NEO4J_PASSWORD to the user's password."
        )
    if isinstance(error, errors.ClientError) and "DatabaseNotFound" in str(error.code):
        return StoreError(
            f"{settings.uri} has no database {settings.database!r}: create it, or name another one."
        )
    return StoreError(
        f"No Neo4j server answers at {settings.uri}: start it, or correct the address ({type(error).__name__}: {error})."
    )


def _failed(settings: StoreSettings, error: Exception) -> StoreError:
    return StoreError(
        f"Neo4j at {settings.uri} failed ({type(error).__name__}: {error}). What was committed is consistent; run the command "
        "again when the server is well."
    )


def _reads_files(plan: Mapping[str, Any] | None) -> bool:
    if plan is None:
        return False
    operator = str(plan.get("operatorType", ""))
    return operator.startswith("LoadCSV") or any(_reads_files(child) for child in plan.get("children", ()))


def _plain(value: Any, neo4j: Any) -> Any:
    """Return a value of the driver as plain data, nodes and relationships in the shape the embedded store gives."""
    if isinstance(value, neo4j.graph.Node):
        return {
            "labels": sorted(value.labels),
            "properties": {key: _plain(each, neo4j) for key, each in value.items()},
        }
    if isinstance(value, neo4j.graph.Relationship):
        return {"type": value.type, "properties": {key: _plain(each, neo4j) for key, each in value.items()}}
    if isinstance(value, neo4j.graph.Path):
        return {
            "nodes": [_plain(node, neo4j) for node in value.nodes],
            "relationships": [_plain(each, neo4j) for each in value.relationships],
        }
    if isinstance(value, list):
        return [_plain(each, neo4j) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each, neo4j) for key, each in value.items()}
    return value.iso_format() if hasattr(value, "iso_format") else value
