"""Makes a query say so where a value turns out, while it runs, to be of a type that Neo4j would refuse.

The embedded store gives null, or takes the value for true, where Neo4j fails. So a value that may be of a wrong type is looked
at first, and where it is wrong a date is asked for that is none: its text is the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.cypher import value_types as types
from graph.cypher.analysis import Analysis
from graph.cypher.grouping import aggregates, is_aggregate
from graph.cypher.inference import Doubt
from graph.cypher.syntax import (
    Call,
    Case,
    Expression,
    IsTyped,
    Literal,
    Parameter,
    Part,
    Projection,
    Property,
    Query,
    Subscript,
    Variable,
    With,
    children,
    rewrite,
    walk,
)
from graph.cypher.tokens import place_of

_MARK = "wrong type: "
_TOLD = re.compile(rf"cannot parse '{_MARK}(.*)' as a date", re.DOTALL)


def with_type_guards(query: Query, analysis: Analysis, text: str) -> Query:
    """Return a query that fails where a value is of a wrong type; the same one where no value can be.

    Args:
        query: The tree that was analysed.
        analysis: What is known of it.
        text: What it was parsed from, for the place in the message.

    """
    alike = {id(part) for part in _written_alike(query, analysis)}

    def guard(part: Part) -> Part:
        doubt = analysis.doubt(part) if isinstance(part, Expression) else None
        if doubt is None or id(part) in alike or not _is_plain(part):
            return part
        assert isinstance(part, Expression)  # noqa: S101 - only expressions are in doubt
        wanted = " | ".join("LIST<ANY>" if kind == types.LIST else kind for kind in sorted(doubt.kinds))
        otherwise = Call("date", (Literal(_MARK + _message(part, doubt, text)),))
        return Case(None, ((IsTyped(part, wanted, False), part),), otherwise)

    return rewrite(query, guard)


def told_by_guard(message: str) -> str | None:
    """Return what a guard has to say in an error of the embedded store, None where it was none that failed."""
    found = _TOLD.search(message)
    return found[1] if found is not None else None


def _is_plain(part: Part) -> bool:
    """Tell whether a value is only looked up, so that it may be looked up twice."""
    return all(isinstance(each, (Variable, Parameter, Property, Subscript, Literal)) for each in walk(part))


def _written_alike(query: Query, analysis: Analysis) -> Iterator[Part]:
    """Yield what must stay as it is written, for it is told by that what it is: what rows are grouped by, and sorted by then."""
    for projection in walk(query):
        if not isinstance(projection, Projection):
            continue
        grouped = projection.distinct or analysis.aggregates(projection)
        sorted_ = projection.order or (isinstance(projection, With) and projection.where is not None)
        if grouped and sorted_:
            yield from walk(projection)
            continue
        for item in projection.items:
            if aggregates(item.expression):
                yield from _beside_aggregates(item.expression)


def _beside_aggregates(part: Part) -> Iterator[Part]:
    yield part
    if not is_aggregate(part):
        for child in children(part):
            yield from _beside_aggregates(child)


def _message(part: Expression, doubt: Doubt, text: str) -> str:
    wanted = " or ".join(sorted(doubt.kinds))
    place = f"{place_of(text, part.span[0])}: " if part.span is not None and text else ""
    return f"{place}{doubt.what or 'here'} {wanted} is needed, and this value is of another type"
