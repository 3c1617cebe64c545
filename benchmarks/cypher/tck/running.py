"""Scenarios run on a store: the statements that make its graph by the store's writing, the query by its reading."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import SecretStr

from benchmarks.cypher.tck.comparison import is_wanted
from benchmarks.cypher.tck.features import Scenario
from graph.errors import QueryFailedError, QueryRefusedError, StoreError
from graph.stores.embedded.store import EmbeddedStore
from graph.stores.neo4j.store import Neo4jStore
from graph.stores.protocol import GraphStore, QueryResult, Written
from graph.stores.settings import StoreSettings

Kind = Literal["embedded", "neo4j"]
OutcomeKind = Literal["pass", "wrong", "accepts", "error", "refused", "set-up refused"]
OUTCOMES: tuple[OutcomeKind, ...] = ("pass", "wrong", "accepts", "error", "refused", "set-up refused")
_WIPE = "MATCH (n) DETACH DELETE n"


@dataclass(frozen=True)
class Outcome:
    """How a scenario ended, and what the store gave: its answer, or the message of an error.

    ``accepts`` is an answer where an error was wanted; ``error`` and ``refused`` are none where rows were.
    """

    scenario: Scenario
    kind: OutcomeKind
    got: QueryResult | None = None
    message: str = ""


class Graphs(Protocol):
    """Where scenarios find a graph of their own."""

    forgiving: bool

    def empty(self) -> GraphStore:
        """Return a store whose graph is empty."""
        ...


@contextmanager
def graphs(kind: Kind) -> Iterator[Graphs]:
    """Give empty graphs of a kind of store: files that go again, or a Neo4j server that is started for it.

    The stores are not opened as a graph of graphmill's own, whose schema is a node that every ``MATCH (n)`` would find.
    """
    if kind == "embedded":
        with tempfile.TemporaryDirectory(prefix="graphmill-tck-") as folder:
            files = _Files(Path(folder))
            try:
                yield files
            finally:
                files.close()
        return
    from tests.support.neo4j_server.launcher import started

    with started() as server:
        settings = StoreSettings(
            kind="neo4j", uri=server.uri, user=server.user, password=SecretStr(server.password)
        )
        with Neo4jStore(settings) as store:
            yield _Server(store)


def run(scenario: Scenario, graphs: Graphs) -> Outcome:
    """Run a scenario on a graph of its own and return how it ended."""
    store = graphs.empty()
    try:
        for statement in scenario.set_up:
            _write(store, statement)
    except StoreError as error:
        return Outcome(scenario, "set-up refused", message=str(error))
    wants_error = bool(scenario.expected.error)
    try:
        result = store.read_query(scenario.query, scenario.parameters)
    except QueryRefusedError as error:
        return Outcome(scenario, "pass" if wants_error else "refused", message=str(error))
    except QueryFailedError as error:
        return Outcome(scenario, "pass" if wants_error else "error", message=str(error))
    if wants_error:
        return Outcome(scenario, "accepts", result)
    wanted = is_wanted(scenario.expected, result, forgiving=graphs.forgiving)
    return Outcome(scenario, "pass" if wanted else "wrong", result)


def as_data(outcome: Outcome) -> Mapping[str, Any]:
    """Return an outcome as a map for JSON; values that JSON has not are given as Python writes them."""
    scenario = outcome.scenario
    wanted = scenario.expected
    return {
        "name": scenario.name,
        "file": scenario.file,
        "set_up": scenario.set_up,
        "query": scenario.query,
        "parameters": scenario.parameters,
        "outcome": outcome.kind,
        "expected": wanted.error or {"columns": wanted.columns, "rows": _told(wanted.rows)},
        "got": outcome.got and {"columns": outcome.got.columns, "rows": _told(outcome.got.rows)},
        "message": outcome.message,
    }


def _told(rows: Any) -> list[list[str]]:
    return [[repr(value) for value in row] for row in rows]


def _write(store: GraphStore, statement: str) -> None:
    def unit(transaction: Any) -> Written:
        written: Written = transaction.run(statement, {})
        return written

    store.write(unit)


class _Files:
    """A new file for each graph: what a graph once held changes how the embedded store reads it."""

    forgiving = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened = 0
        self._store: GraphStore | None = None

    def empty(self) -> GraphStore:
        self.close()
        self._opened += 1
        self._store = EmbeddedStore(StoreSettings(path=self._folder / f"{self._opened}.kgl"))
        return self._store

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


class _Server:
    forgiving = False

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    def empty(self) -> GraphStore:
        _write(self._store, _WIPE)
        return self._store
