"""A user's query for the embedded store: the text that kglite answers as Neo4j would, or the reason why it cannot."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from graph.cypher.analysis import analyse
from graph.cypher.conditions import keep_conditions
from graph.cypher.parser import parse
from graph.cypher.passes import wrong_passes
from graph.cypher.printer import print_query
from graph.cypher.rules import rewritten
from graph.cypher.same_ends import same_ends_questions
from graph.cypher.syntax import Query
from graph.cypher.value_types import of_value

REMEMBERED = 256
"""So many queries need not be read again when they are asked again."""


@dataclass(frozen=True, slots=True)
class GuardedQuery:
    """What to run: the text, the columns of its answer in order, and the passes of the optimizer to run it without.

    ``same_ends`` are queries to run first: a row of one says that a shortest path is asked for between a node and itself.
    """

    text: str
    columns: tuple[str, ...]
    without: tuple[str, ...]
    same_ends: tuple[GuardedQuery, ...] = ()


def guarded(text: str, parameters: Mapping[str, Any] | None = None, *, foreign: bool = False) -> GuardedQuery:
    """Return how kglite is to be asked a query of Neo4j's Cypher so that it gives Neo4j's answer.

    Args:
        text: The query, without comments.
        parameters: The values that it is run with.
        foreign: Whether the graph holds nodes that graphmill did not write.

    Raises:
        QueryFailedError: The query is no Cypher that Neo4j 5 would run; the message has line and column.
        QueryRefusedError: kglite cannot be made to answer as Neo4j does; the message says how to write it.

    """
    values = parameters or {}
    key = (text, foreign, tuple(sorted((name, of_value(value)) for name, value in values.items())))
    with _LOCK:
        known = _KNOWN.get(key)
    if known is None or known.constants != _shown(values, known.read):
        known = _read(text, values, foreign=foreign)
        with _LOCK:
            _KNOWN[key] = known
            _KNOWN.move_to_end(key)
            if len(_KNOWN) > REMEMBERED:
                _KNOWN.popitem(last=False)
    return known.query


@dataclass(frozen=True, slots=True)
class _Known:
    """A query that was asked before: what holds for all parameters of the same types, and the same values of those ``read``."""

    query: GuardedQuery
    read: frozenset[str]
    constants: tuple[str, ...]


class _Watched(dict[str, Any]):
    """Parameters that remember of which of them the value was looked at, and not the type alone."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.read: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().get(name, default)


_KNOWN: OrderedDict[tuple[Any, ...], _Known] = OrderedDict()
_LOCK = Lock()


def _read(text: str, parameters: Mapping[str, Any], *, foreign: bool) -> _Known:
    values = _Watched(parameters)
    analysis = analyse(parse(text), values, text, foreign=foreign)
    written = rewritten(analysis, values, foreign=foreign)
    found = replace(
        _printed(written, text, analysis.columns),
        same_ends=tuple(_printed(each, text, ("same",)) for each in same_ends_questions(written)),
    )
    read = frozenset(values.read)
    return _Known(found, read, _shown(parameters, read))


def _printed(query: Query, text: str, columns: tuple[str, ...]) -> GuardedQuery:
    query = keep_conditions(query)
    return GuardedQuery(print_query(query, text), columns, wrong_passes(query))


def _shown(parameters: Mapping[str, Any], names: frozenset[str]) -> tuple[str, ...]:
    return tuple(repr(parameters.get(name)) for name in sorted(names))
