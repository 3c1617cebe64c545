"""Ask both stores a query and tell how their answers compare; what the server answers is kept in a file if one is given."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import neo4j
from neo4j import exceptions

from graph.errors import QueryFailedError, QueryRefusedError
from graph.stores.neo4j.reading import plain
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from tests.support.generated_queries.answers import Expected, fault
from tests.support.generated_queries.syntax import Query, query_text, reference_text

SECONDS = 5.0
ROWS = 5_000
"""Longer answers are not compared."""


class Verdict(StrEnum):
    """How two answers compare."""

    AGREE = "agree"
    DIFFERENT = "different"
    REFUSED = "refused by the embedded store"
    ERROR = "error of the embedded store only"
    SERVER_ERROR = "error of the server only"
    BOTH_FAIL = "error of both"
    TIME_OUT = "time-out of the embedded store"
    SERVER_TIME_OUT = "time-out of the server"
    TOO_LONG = "too long to compare"
    SERVER_UNSURE = "the server contradicts itself"


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows, or why there are none: ``refused``, ``failed`` or ``late``."""

    rows: list[list[Any]]
    failure: str = ""
    message: str = ""
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, what is wrong, and both answers; the server's has all rows and what they are sorted by."""

    verdict: Verdict
    reason: str
    embedded: Answer
    server: Answer


class KeptAnswers:
    """Answers of a server by graph, query and parameters, in a file."""

    def __init__(self, path: Path, graph: str) -> None:
        self._graph = graph
        self._file = sqlite3.connect(path)
        self._file.execute("CREATE TABLE IF NOT EXISTS answers (query TEXT PRIMARY KEY, answer BLOB)")
        self._new = 0

    def get(self, text: str, values: Mapping[str, Any]) -> Answer | None:
        """Return the answer to a query, or None."""
        row = self._file.execute(
            "SELECT answer FROM answers WHERE query = ?", (self._key(text, values),)
        ).fetchone()
        return None if row is None else Answer(*json.loads(zlib.decompress(row[0])))

    def put(self, text: str, values: Mapping[str, Any], answer: Answer) -> None:
        """Keep the answer to a query."""
        told = json.dumps([answer.rows, answer.failure, answer.message, answer.truncated])
        entry = (self._key(text, values), zlib.compress(told.encode()))
        self._file.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", entry)
        self._new += 1
        if self._new % 50 == 0:
            self._file.commit()

    def close(self) -> None:
        """Write what is new and let the file go."""
        self._file.commit()
        self._file.close()

    def _key(self, text: str, values: Mapping[str, Any]) -> str:
        return hashlib.sha256(json.dumps([self._graph, text, values], sort_keys=True).encode()).hexdigest()


class Server(Protocol):
    """What answers rightly."""

    def ask(self, text: str, values: Mapping[str, Any]) -> Answer:
        """Return the answer to a query."""
        ...


class Neo4jServer:
    """A Neo4j server, asked by its driver alone: a plan is made once, not once more to look at it."""

    def __init__(self, settings: StoreSettings) -> None:
        self._driver = neo4j.GraphDatabase.driver(
            settings.uri,
            auth=(settings.user, settings.password.get_secret_value()),
            notifications_min_severity="OFF",
        )
        self._session = self._driver.session(
            database=settings.database, default_access_mode=neo4j.READ_ACCESS
        )

    def ask(self, text: str, values: Mapping[str, Any]) -> Answer:
        """Return the answer to a query, cut off behind :data:`ROWS` rows."""
        rows: list[list[Any]] = []
        try:
            result = self._session.run(neo4j.Query(text, timeout=SECONDS), dict(values))
            for record in result:
                if len(rows) == ROWS:
                    result.consume()
                    return Answer(rows, truncated=True)
                rows.append([plain(value) for value in record.values()])
        except exceptions.Neo4jError as error:
            late = "TransactionTimedOut" in str(error.code)
            return Answer([], "late" if late else "failed", str(error.message))
        return Answer(rows)

    def close(self) -> None:
        """Close the connection."""
        self._session.close()
        self._driver.close()


class Judge:
    """Asks both stores."""

    def __init__(self, embedded: GraphStore, server: Server, kept: KeptAnswers | None = None) -> None:
        self._embedded = embedded
        self._server = server
        self._kept = kept

    def judge(self, query: Query) -> Judgement:
        """Ask both stores a query and compare what they answer."""
        text, values = query_text(query), query.values
        answer = ask(self._embedded, text, values)
        right = self.ask_server(reference_text(query), values)
        if right.failure == "late":
            return Judgement(Verdict.SERVER_TIME_OUT, right.message, Answer([]), right)
        if right.failure:
            verdict = Verdict.BOTH_FAIL if answer.failure else Verdict.SERVER_ERROR
            return Judgement(verdict, right.message, answer, right)
        if answer.failure:
            named = {"refused": Verdict.REFUSED, "late": Verdict.TIME_OUT}
            return Judgement(named.get(answer.failure, Verdict.ERROR), answer.message, answer, right)
        if right.truncated or answer.truncated:
            return Judgement(Verdict.TOO_LONG, "", answer, right)
        skip, limit = query.cut
        expected = Expected(right.rows, len(query.columns), query.unordered, skip, limit)
        wrong = fault(answer.rows, expected)
        if wrong is None:
            return Judgement(Verdict.AGREE, "", answer, right)
        own = self.ask_server(text, values)
        doubt = own.message if own.failure else fault(own.rows, expected)
        if doubt is not None:
            return Judgement(Verdict.SERVER_UNSURE, doubt, answer, right)
        return Judgement(Verdict.DIFFERENT, wrong, answer, own)

    def is_answered(self, query: Query) -> bool:
        """Tell whether the embedded store answers a query, which is told sooner than whether it does so rightly."""
        return not ask(self._embedded, query_text(query), query.values).failure

    def ask_server(self, text: str, values: Mapping[str, Any]) -> Answer:
        """Return the server's answer to a query."""
        held = self._kept.get(text, values) if self._kept else None
        if held is not None:
            return held
        answer = self._server.ask(text, values)
        if self._kept and answer.failure != "late":
            self._kept.put(text, values, answer)
        return answer


def ask(store: GraphStore, text: str, values: Mapping[str, Any]) -> Answer:
    """Return a store's answer to a user's query."""
    try:
        found = store.read_query(text, values, timeout=SECONDS, limit=ROWS)
    except QueryRefusedError as error:
        return Answer([], "refused", str(error))
    except QueryFailedError as error:
        late = "took longer than" in str(error)
        return Answer([], "late" if late else "failed", str(error))
    return Answer([list(row) for row in found.rows], truncated=found.truncated)
