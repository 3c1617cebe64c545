"""What values an expression can have, as far as that is certain before the query runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

BOOLEAN, INTEGER, FLOAT, STRING = "BOOLEAN", "INTEGER", "FLOAT", "STRING"
LIST, MAP, NODE, RELATIONSHIP, PATH, POINT = "LIST", "MAP", "NODE", "RELATIONSHIP", "PATH", "POINT"
DATE, TIME, LOCAL_TIME = "DATE", "ZONED TIME", "LOCAL TIME"
DATE_TIME, LOCAL_DATE_TIME, DURATION = "ZONED DATETIME", "LOCAL DATETIME", "DURATION"

NUMBERS = frozenset({INTEGER, FLOAT})
TEMPORAL = frozenset({DATE, TIME, LOCAL_TIME, DATE_TIME, LOCAL_DATE_TIME})
SIMPLE = NUMBERS | TEMPORAL | {BOOLEAN, STRING, DURATION, POINT}
"""What a property can be, besides a list of these."""
ALL = SIMPLE | {LIST, MAP, NODE, RELATIONSHIP, PATH}


@dataclass(frozen=True, slots=True)
class ValueType:
    """The kinds of values that are possible; null always is, and with no kind there is nothing but null.

    ``element`` is what a list among them holds, None where anything. ``labels`` are labels that a node, or types that a
    relationship, certainly has. ``stored`` says that Neo4j learns the kind only from the value, as with properties: then it is
    more lenient than with what it sees in the query. ``items`` are the types of the items of a list that is written out.
    """

    kinds: frozenset[str]
    element: ValueType | None = None
    labels: frozenset[str] = field(default=frozenset(), compare=False)
    stored: bool = field(default=False, compare=False)
    items: tuple[ValueType, ...] = field(default=(), compare=False)

    @property
    def is_null(self) -> bool:
        """Whether there is nothing but null."""
        return not self.kinds

    def can_be(self, kinds: Iterable[str]) -> bool:
        """Tell whether a value is possible that is null or of one of some kinds."""
        return not self.kinds or not self.kinds.isdisjoint(kinds)

    def only(self, kinds: Iterable[str]) -> bool:
        """Tell whether every value that is not null is certainly of one of some kinds; not where there are none."""
        return bool(self.kinds) and self.kinds.issubset(kinds)

    def held(self) -> ValueType:
        """Return what an element of a list can be."""
        held = self.element if self.element is not None else ANY
        return replace(held, stored=True) if self.stored else held

    def __or__(self, other: ValueType) -> ValueType:
        """Return what can be this or that."""
        if self.is_null or other.is_null:
            return other if self.is_null else self
        element = self.element if LIST in self.kinds else other.element
        if LIST in self.kinds and LIST in other.kinds:
            both = self.element is not None and other.element is not None
            element = self.held() | other.held() if both else None
        stored = self.stored or other.stored
        return ValueType(self.kinds | other.kinds, element, self.labels & other.labels, stored)

    def __str__(self) -> str:
        """Return the kinds as Cypher names them."""
        if self.kinds == ALL:
            return "ANY"
        names = sorted(f"LIST<{self.held()}>" if kind == LIST else kind for kind in self.kinds)
        return " or ".join(names) or "NULL"


NULL = ValueType(frozenset())
ANY = ValueType(ALL)


def of(*kinds: str, labels: Iterable[str] = ()) -> ValueType:
    """Return the type of values of some kinds."""
    return ValueType(frozenset(kinds), labels=frozenset(labels))


def list_of(element: ValueType) -> ValueType:
    """Return the type of lists of what is given."""
    return ValueType(frozenset({LIST}), element)


def one_of(types: Iterable[ValueType]) -> ValueType:
    """Return what can be any of some types; null where there are none."""
    found = NULL
    for each in types:
        found = found | each
    return found


STORED = ValueType(SIMPLE | {LIST}, ValueType(SIMPLE), stored=True)
"""What a property of a node or a relationship can be."""


def of_value(value: Any) -> ValueType:
    """Return the type of a value that is passed as a parameter."""
    return replace(_of_value(value), stored=True)


def _of_value(value: Any) -> ValueType:
    if value is None:
        return NULL
    for kind, classes in _CLASSES:
        if isinstance(value, classes):
            return of(kind)
    if isinstance(value, (dt.datetime, dt.time)):
        return of(_OF_CLOCKS[isinstance(value, dt.datetime), value.tzinfo is not None])
    if isinstance(value, dt.date):
        return of(DATE)
    if isinstance(value, (list, tuple, set, frozenset)):
        return list_of(one_of(_of_value(each) for each in value))
    return ANY


_CLASSES: tuple[tuple[str, Any], ...] = (
    (BOOLEAN, bool),
    (INTEGER, int),
    (FLOAT, float),
    (STRING, str),
    (MAP, Mapping),
    (DURATION, dt.timedelta),
)
_OF_CLOCKS = {
    (True, True): DATE_TIME,
    (True, False): LOCAL_DATE_TIME,
    (False, True): TIME,
    (False, False): LOCAL_TIME,
}
