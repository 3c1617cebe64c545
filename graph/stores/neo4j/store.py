"""The server store: a graph in Neo4j, by its official driver."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from graph.errors import QueryTimeoutError, StoreError, StoreUnreachableError, TransactionTimeoutError
from graph.stores.bounds import Bounds
from graph.stores.neo4j.failures import failed
from graph.stores.neo4j.lease import Lease, Neo4jLease
from graph.stores.neo4j.reading import FETCH_ROWS as QUERY_FETCH_ROWS
from graph.stores.neo4j.reading import answer
from graph.stores.protocol import Place, QueryResult, Row, Traits, Written
from graph.stores.settings import StoreSettings

if TYPE_CHECKING:
    import neo4j
    from pydantic import SecretStr

    from graph.stores.protocol import WriteTransaction

T = TypeVar("T")
CONNECT_SECONDS = 15.0
RETRY_STEP = 0.5
FETCH_ROWS = 2_000
ALREADY_THERE = ("EquivalentSchemaRuleAlreadyExists", "ConstraintAlreadyExists", "IndexAlreadyExists")
TIMED_OUT = ("LockClientStopped", "TransactionTimedOut", "TransactionTimedOutClientConfiguration")
SCHEMES = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})


class _Transaction:
    def __init__(self, transaction: Any) -> None:
        self._transaction = transaction

    def run(self, text: str, parameters: Mapping[str, Any]) -> Written:
        result = self._transaction.run(text, parameters)
        names = result.keys()
        rows = [dict(zip(names, record.values(), strict=True)) for record in result]
        counters = result.consume().counters
        return Written(rows, counters.nodes_created, counters.relationships_created)


class Neo4jStore:
    """A graph on a Neo4j server; any number of programs may read it, one at a time holds the lease to write."""

    traits = Traits(full_text_index=True, lists_labels=True, takes_bulk_import=True)

    def __init__(self, settings: StoreSettings, *, create: bool = True) -> None:
        # Whether there is a graph, what it holds must tell: a server has its database before.
        del create
        import neo4j
        from neo4j import exceptions

        if urlsplit(settings.uri).scheme not in SCHEMES:
            raise _unusable(settings.uri, f"it must start with one of {', '.join(sorted(SCHEMES))}")
        # The server tells of labels and properties that no node has yet; in a young graph that is no news.
        logging.getLogger("neo4j.notifications").setLevel(logging.ERROR)
        # It warns of queries that were ended before their answer was taken, which is what this store says itself.
        logging.getLogger("neo4j.session").setLevel(logging.ERROR)
        self._settings = settings
        self._neo4j = neo4j
        self._errors = exceptions
        self._lease: Lease | None = None
        # In a cluster, what this store reads must not be older than what it wrote, its lease included.
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        self._driver = self._connected(settings.user, settings.password, "NEO4J_PASSWORD")
        self._reader: neo4j.Driver | None = None
        self.reading_seconds: float | None = None
        """Most seconds that one reading of ours may take on the server; None leaves it to the server."""

    @property
    def settings(self) -> StoreSettings:
        """The settings that the store was opened with."""
        return self._settings

    @property
    def place(self) -> Place:
        """The database of the graph."""
        return self.place_of(self._settings)

    @staticmethod
    def place_of(settings: StoreSettings) -> Place:
        """Return the database of a graph, in words."""
        name = f"database {settings.database} at {settings.uri}"
        return Place(name, f"in the {name}", "a database of its own (store.database)")

    @staticmethod
    def is_there(settings: StoreSettings) -> None:
        """Tell nothing: only opening a graph tells whether there is one."""
        del settings

    @property
    def writers(self) -> int:
        """How many threads may profitably write at once."""
        return self._settings.writers

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        """Run ``unit`` in one managed transaction, fenced by the lease if one is held.

        The driver repeats the unit after a deadlock or a lost connection. It does not after a connection lost during the
        commit, since the commit may have happened; our units may be repeated then too, so this does.
        """
        if self._lease is None:
            return self._write(unit, self._settings.write_timeout)
        with self._lease.fence() as check:

            def fenced(transaction: WriteTransaction) -> T:
                check(transaction)
                return unit(transaction)

            return self._write(fenced, self._settings.write_timeout)

    def _write(self, unit: Callable[[WriteTransaction], T], seconds: float) -> T:

        def work(transaction: Any) -> T:
            return unit(_Transaction(transaction))

        timed = self._neo4j.unit_of_work(timeout=seconds)(work)
        deadline = time.monotonic() + self._settings.retry_seconds
        while True:
            try:
                with self._session() as session:
                    result: T = session.execute_write(timed)
                    return result
            except self._errors.IncompleteCommit as error:
                if time.monotonic() > deadline:
                    raise failed(self._settings, error) from error
                time.sleep(RETRY_STEP)
            except self._errors.ClientError as error:
                if str(error.code).endswith(TIMED_OUT):
                    raise TransactionTimeoutError(
                        f"A transaction at {self._settings.uri} took longer than {seconds:g} s, so the server rolled it back. "
                        "What was committed before is kept; commit fewer documents at a time, and run the command again."
                    ) from error
                raise failed(self._settings, error) from error
            except (self._errors.DriverError, self._errors.Neo4jError) as error:
                raise failed(self._settings, error) from error

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Row]:
        """Yield the rows of a reading statement of ours."""
        deadline = time.monotonic() + self._settings.retry_seconds
        told = False
        query = self._neo4j.Query(text, timeout=self.reading_seconds)
        while True:
            try:
                with self._session(read=True) as session:
                    result = session.run(query, dict(parameters or {}))
                    names = result.keys()
                    for record in result:
                        told = True
                        yield dict(zip(names, record.values(), strict=True))
            except (self._errors.DriverError, self._errors.Neo4jError) as error:
                if self.reading_seconds and str(getattr(error, "code", "")).endswith(TIMED_OUT):
                    raise QueryTimeoutError(
                        f"A question took the server at {self._settings.uri} longer than {self.reading_seconds:g} s and was ended."
                    ) from error
                # What has been handed on cannot be taken back, so only a reading that gave nothing is repeated.
                if told or not error.is_retryable() or time.monotonic() > deadline:
                    raise failed(self._settings, error) from error
                time.sleep(RETRY_STEP)
            else:
                return

    def define(self, text: str, *, again: bool = False) -> None:
        """Run a statement that defines a constraint or an index, which must do no harm if it is there.

        Two programs that open a new database at once can block each other, and the driver repeats the statement; or they
        define the same, and the later one finds it there when it tries again.
        """
        try:
            with self._session() as session:
                session.execute_write(lambda transaction: transaction.run(text).consume())
        except (self._errors.DriverError, self._errors.Neo4jError) as error:
            if str(getattr(error, "code", "")).endswith(ALREADY_THERE) and not again:
                self.define(text, again=True)
                return
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
        """Run a user's query after its plan has shown that it only reads, in a session that refuses to write.

        A lost connection leaves nothing half done, so the query is asked again when the server is back: once, for there are
        queries that bring a server down.
        """
        bounds = Bounds.of(self._settings, timeout, limit)
        try:
            try:
                return self._answer(cypher, parameters or {}, bounds)
            except (self._errors.ServiceUnavailable, self._errors.SessionExpired):
                self._wait_for_server()
                return self._answer(cypher, parameters or {}, bounds)
        except (self._errors.DriverError, self._errors.Neo4jError) as error:
            raise failed(self._settings, error) from error

    def _answer(self, cypher: str, parameters: Mapping[str, Any], bounds: Bounds) -> QueryResult:
        with self._query_session() as session:
            try:
                return answer(session, cypher, parameters, bounds)
            except BaseException:
                # A session that ends waits for its query; the server ends the query of a connection that is gone.
                self._hang_up()
                raise

    def _wait_for_server(self) -> None:
        """Return as soon as the server takes a user's queries; raise :class:`StoreUnreachableError` where it stays away."""
        deadline = time.monotonic() + self._settings.retry_seconds
        while True:
            try:
                with self._query_session():
                    return
            except StoreUnreachableError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(RETRY_STEP)

    @contextmanager
    def lease(self, wait: float | None = None) -> Iterator[None]:
        """Hold the graph's write lease; while it is held, every :meth:`write` proves it first."""
        lease = Neo4jLease(self._write, self._settings)
        held = lease.acquire(self._settings.wait_seconds if wait is None else wait)
        self._lease = held
        try:
            yield
        except StoreUnreachableError:
            held.abandon()
            raise
        finally:
            self._lease = None
            held.release()

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()
        self._hang_up()

    def __enter__(self) -> Neo4jStore:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _connected(self, user: str, password: SecretStr, variable: str) -> neo4j.Driver:
        """Return a driver that has reached the database as the user whose password is in the environment variable."""
        settings, errors = self._settings, self._errors
        try:
            driver = self._neo4j.GraphDatabase.driver(
                settings.uri,
                auth=(user, password.get_secret_value()),
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=CONNECT_SECONDS * 2,
                max_transaction_retry_time=settings.retry_seconds,
                notifications_min_severity="OFF",
                user_agent="graphmill",
            )
        except (errors.ConfigurationError, ValueError) as error:
            raise _unusable(settings.uri, str(error)) from error
        try:
            driver.verify_connectivity()
            with self._session(read=True, driver=driver) as session:
                session.run("RETURN 1 AS one").consume()
        except (errors.DriverError, errors.Neo4jError, OSError) as error:
            driver.close()
            raise _unreachable(settings, error, errors, user, variable) from error
        except UnicodeEncodeError:
            driver.close()
            # Without its cause, which holds what could not be sent: perhaps the password.
            raise StoreError(
                f"The user {user!a}, its password in {variable} or the database {settings.database!a} cannot be sent to the "
                "server: it holds half a character. Write it anew."
            ) from None
        return driver

    def _query_session(self) -> neo4j.Session:
        """Return a session for a user's query, on a connection of its own, as the read user where there is one."""
        settings = self._settings
        if self._reader is None:
            self._reader = (
                self._connected(settings.read_user, settings.read_password, "NEO4J_READ_PASSWORD")
                if settings.read_user
                else self._connected(settings.user, settings.password, "NEO4J_PASSWORD")
            )
        return self._session(read=True, driver=self._reader, rows=QUERY_FETCH_ROWS)

    def _hang_up(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def _session(
        self, *, read: bool = False, driver: neo4j.Driver | None = None, rows: int = FETCH_ROWS
    ) -> neo4j.Session:
        mode = self._neo4j.READ_ACCESS if read else self._neo4j.WRITE_ACCESS
        return (driver or self._driver).session(
            database=self._settings.database,
            default_access_mode=mode,
            fetch_size=rows,
            bookmark_manager=self._bookmarks,
        )


def _unusable(uri: str, reason: str) -> StoreError:
    return StoreError(
        f"The address {uri!r} of the Neo4j server cannot be used: {reason}. It looks like bolt://localhost:7687 or "
        "neo4j+s://example.databases.neo4j.io."
    )


def _unreachable(
    settings: StoreSettings, error: Exception, errors: Any, user: str, variable: str
) -> StoreError:
    if isinstance(error, errors.AuthError):
        return StoreError(f"{settings.uri} refuses the user {user!r}: set {variable} to the user's password.")
    if isinstance(error, errors.ClientError) and "DatabaseNotFound" in str(error.code):
        return StoreError(
            f"{settings.uri} has no database {settings.database!r}: create it, or name another one."
        )
    if isinstance(error, errors.ClientError) and "AuthenticationRateLimit" in str(error.code):
        return StoreUnreachableError(
            f"{settings.uri} lets nobody in for a while, for a wrong password was given too often: wait some seconds, see that "
            f"{variable} is right, and run the command again."
        )
    return StoreUnreachableError(
        f"No Neo4j server answers at {settings.uri}: start it, or correct the address ({type(error).__name__}: {error})."
    )
