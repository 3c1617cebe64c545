"""A user's query for the embedded store: the text that kglite answers as Neo4j would, or the reason why it cannot."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from graph.cypher.analysis.queries import analyse
from graph.cypher.conditions import keep_conditions
from graph.cypher.passes import wrong_passes
from graph.cypher.read_guard import NESTING, check_readable
from graph.cypher.rules import rewritten
from graph.cypher.same_ends import same_ends_questions
from graph.cypher.syntax.parser import parse
from graph.cypher.syntax.printer import print_query
from graph.cypher.syntax.tokens import tokens_of
from graph.cypher.syntax.tree import Query
from graph.cypher.syntax.walking import changed, rewrite
from graph.cypher.types.value_types import of_value
from graph.errors import QueryRefusedError

REMEMBERED = 256
"""So many queries need not be read again when they are asked again."""
REMEMBERED_CHARACTERS = 5_000
"""Longer ones are read again."""


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
    _check_depth(values)
    key = (text, foreign, tuple(sorted((name, of_value(value)) for name, value in values.items())))
    with _LOCK:
        known = _KNOWN.get(key)
    if known is None or known.constants != _shown(values, known.read):
        try:
            known = _read(text, values, foreign=foreign)
        except RecursionError as error:
            raise QueryRefusedError(
                "The query chains or nests too many operators: take it apart by WITH, or pass lists as parameters."
            ) from error
        if len(text) <= REMEMBERED_CHARACTERS:
            _remember(key, known)
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


def _remember(key: tuple[Any, ...], known: _Known) -> None:
    with _LOCK:
        _KNOWN[key] = known
        _KNOWN.move_to_end(key)
        if len(_KNOWN) > REMEMBERED:
            _KNOWN.popitem(last=False)


def _check_depth(values: Mapping[str, Any]) -> None:
    """Refuse parameters that are nested so deep that kglite, or this process, cannot take them.

    Raises:
        QueryRefusedError: With the name of the parameter.

    """
    waiting: list[tuple[str, Any, int]] = [(name, value, 1) for name, value in values.items()]
    while waiting:
        name, value, depth = waiting.pop()
        inner = (
            value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
        )
        if inner and depth > NESTING:
            raise QueryRefusedError(f"The parameter {name} nests lists or maps more than {NESTING} deep.")
        waiting.extend((name, each, depth + 1) for each in inner if isinstance(each, Mapping | list | tuple))


_KNOWN: OrderedDict[tuple[Any, ...], _Known] = OrderedDict()
_LOCK = Lock()


def _read(text: str, parameters: Mapping[str, Any], *, foreign: bool) -> _Known:
    values = _Watched(parameters)
    tree = parse(text)
    analysis = analyse(tree, values, text, foreign=foreign)
    written = rewritten(analysis, values, foreign=foreign)
    if _is_written_otherwise(tree, text):
        written = rewrite(written, changed)
    found = replace(
        _printed(written, text, analysis.columns),
        same_ends=tuple(_printed(each, text, ("same",)) for each in same_ends_questions(written)),
    )
    read = frozenset(values.read)
    return _Known(found, read, _shown(parameters, read))


def _printed(query: Query, text: str, columns: tuple[str, ...]) -> GuardedQuery:
    query = keep_conditions(query)
    # Nothing that a rule makes may be what the guard in front of both stores refuses.
    printed = check_readable(print_query(query, text))
    return GuardedQuery(printed, columns, wrong_passes(query))


def _shown(parameters: Mapping[str, Any], names: frozenset[str]) -> tuple[str, ...]:
    return tuple(repr(parameters.get(name)) for name in sorted(names))


def _is_written_otherwise(tree: Query, text: str) -> bool:
    """Tell whether a query is written in a way that kglite cannot read, as with names beyond ASCII without backticks."""
    return tree.span is None or (
        not text.isascii()
        and any(token.kind == "word" and not token.text.isascii() for token in tokens_of(text))
    )
