"""Stores that go wrong on purpose, around a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Self, TypeVar

from graph.stores.protocol import GraphStore, Place, QueryResult, Row, Traits, WriteTransaction, Written
from graph.stores.settings import StoreSettings

T = TypeVar("T")


class StoppedError(Exception):
    """The failure that was asked for."""


class StoreAround:
    """A store that hands everything on to another."""

    def __init__(self, inner: GraphStore) -> None:
        self.inner = inner

    @property
    def settings(self) -> StoreSettings:
        return self.inner.settings

    @property
    def traits(self) -> Traits:
        return self.inner.traits

    @property
    def place(self) -> Place:
        return self.inner.place

    @property
    def writers(self) -> int:
        return self.inner.writers

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        return self.inner.write(unit)

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Row]:
        return self.inner.stream(text, parameters)

    def define(self, text: str) -> None:
        self.inner.define(text)

    def read_query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> QueryResult:
        return self.inner.read_query(cypher, parameters, timeout=timeout, limit=limit)

    def lease(self, wait: float | None = None) -> AbstractContextManager[None]:
        return self.inner.lease(wait)

    def close(self) -> None:
        self.inner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class FailingStore(StoreAround):
    """Fails within the transaction, just before the ``statement``-th statement that would be run, of one text or of all."""

    def __init__(self, inner: GraphStore, statement: int, *, text: str = "") -> None:
        super().__init__(inner)
        self.left = statement
        self.text = text

    @property
    def has_failed(self) -> bool:
        return self.left <= 0

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        return self.inner.write(lambda transaction: unit(_Failing(transaction, self)))


class _Failing:
    def __init__(self, inner: WriteTransaction, store: FailingStore) -> None:
        self.inner, self.store = inner, store

    def run(self, text: str, parameters: Mapping[str, Any]) -> Written:
        self.store.left -= not self.store.text or text == self.store.text
        if self.store.left <= 0:
            raise StoppedError
        return self.inner.run(text, parameters)


class RepeatingStore(StoreAround):
    """Runs every unit again after it was committed, as after a commit whose answer was lost."""

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        self.inner.write(unit)
        return self.inner.write(unit)
