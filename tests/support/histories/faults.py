"""Failures put between any two statements of a change, before, during and after its commits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from graph.contents import readings
from graph.stores.neo4j import lease
from graph.stores.protocol import GraphStore, Statement, WriteTransaction, Written
from graph.writing import statements
from tests.support.failing_store import StoppedError, StoreAround
from tests.support.histories.proxy import CuttingProxy
from tests.support.histories.statistics import Statistics

T = TypeVar("T")
SPLICED = re.compile(r"UNWIND \$rows AS row MATCH \(e:Entity \{id: row.id\}\) (SET|REMOVE) e:")


class FaultKind(StrEnum):
    """Where a change fails; a change that is cut off or repeats itself goes on, the others end with an exception."""

    NONE = "none"
    STATEMENT = "before a statement"
    COMMIT = "before a commit"
    COMMITTED = "after a commit"
    REPEATED = "commit whose answer was lost, repeated"
    CUT_BEFORE = "line cut before the server hears of a commit"
    CUT_AFTER = "line cut before the answer to a commit"


@dataclass(frozen=True)
class Fault:
    """A failure at the ``number``-th opportunity: statement (only those called ``statement``, if given) or commit."""

    kind: FaultKind = FaultKind.NONE
    number: int = 1
    statement: str = ""


NO_FAULT = Fault()


@cache
def named_statements() -> Mapping[str, str]:
    """Return the names of the statements of the write path by their text."""
    found = {}
    for name, value in (vars(statements) | vars(readings)).items():
        if isinstance(value, Statement):
            found[value.text] = value.name
        elif isinstance(value, str) and name.isupper() and not name.startswith("_"):
            found[value] = name.replace("_", " ").lower()
    for name in ("LOCK", "READ", "TAKE", "RENEW", "CLEAR", "LOCK_FENCE", "LOCK_FENCES"):
        if isinstance(text := getattr(lease, name, None), str):
            found[text] = f"lease: {name.lower()}"
    return found


def name_of(text: str) -> str:
    """Return the name of a statement, one name for all labels."""
    if spliced := SPLICED.match(text):
        return "label entities" if spliced[1] == "SET" else "unlabel entities"
    return named_statements().get(text) or " ".join(text.split())[:60]


class FaultyStore(StoreAround):
    """A store whose changes fail as a fault says, and are counted."""

    def __init__(
        self, inner: GraphStore, fault: Fault, counted: Statistics, proxy: CuttingProxy | None = None
    ) -> None:
        super().__init__(inner)
        self.fault, self.counted, self.proxy = fault, counted, proxy
        self.left = fault.number
        self.cuts = 0

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        kind = self.fault.kind
        last = "nothing"
        attempts = 0

        def watched(transaction: WriteTransaction) -> T:
            nonlocal last, attempts
            attempts += 1
            if attempts > 1:
                self.counted.repeated()
            watcher = _Watched(transaction, self)
            result = unit(watcher)
            last = watcher.last
            if kind is FaultKind.COMMIT:
                self.left -= 1
                if self.left == 0:
                    self._fail(f"commit after {last}")
            return result

        cuts = self.proxy.cuts if self.proxy else 0
        result = self.inner.write(watched)
        if self.proxy and self.proxy.cuts > cuts:
            self.cuts += 1
            self.counted.failed(kind, f"commit after {last}")
        if kind is FaultKind.REPEATED:
            self.counted.failed(kind, f"commit after {last}")
            result = self.inner.write(watched)
        if kind is FaultKind.COMMITTED:
            self.left -= 1
            if self.left == 0:
                self._fail(f"commit after {last}")
        return result

    def runs(self, name: str) -> None:
        """Count a statement that is about to be run, or fail instead."""
        if self.fault.kind is FaultKind.STATEMENT and self.fault.statement in ("", name):
            self.left -= 1
            if self.left == 0:
                self._fail(name)
        self.counted.ran(name)

    def _fail(self, place: str) -> None:
        self.counted.failed(self.fault.kind, place)
        raise StoppedError(place)


class _Watched:
    def __init__(self, inner: WriteTransaction, store: FaultyStore) -> None:
        self.inner, self.store = inner, store
        self.last = "nothing"

    def run(self, text: str, parameters: Mapping[str, Any]) -> Written:
        name = name_of(text)
        self.store.runs(name)
        self.last = name
        try:
            return self.inner.run(text, parameters)
        except Exception as error:
            self.store.counted.met(str(getattr(error, "code", None) or type(error).__name__))
            raise
