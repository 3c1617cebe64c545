"""Makes a query say so where a value turns out, while it runs, to be of a type that Neo4j would refuse.

The embedded store gives null, or takes the value for true, where Neo4j fails. So a value that may be of a wrong type is looked
at first, and where it is wrong a date is asked for that is none: its text is the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.cypher.analysis.grouping import aggregates, is_aggregate
from graph.cypher.analysis.inference import Doubt
from graph.cypher.analysis.queries import Analysis
from graph.cypher.rules.building import call, let, when
from graph.cypher.rules.context import Site
from graph.cypher.syntax.tokens import place_of
from graph.cypher.syntax.tree import (
    Expression,
    IsTyped,
    Literal,
    Parameter,
    Part,
    Projection,
    Property,
    Subscript,
    Variable,
    With,
)
from graph.cypher.syntax.walking import children, walk
from graph.cypher.types.value_types import LIST

_MARK = "wrong type: "
_TOLD = re.compile(rf"cannot parse '{_MARK}(.*)' as a date", re.DOTALL)


def guard_type(at: Site) -> Part:
    """Look at a value first that may be of a wrong type; only where it is no more than looked up."""
    original, current, context = at.original, at.current, at.context
    doubt = context.analysis.doubt(original) if isinstance(original, Expression) else None
    if doubt is None or id(original) in context.written_alike or not _is_plain(original):
        return current
    if not (isinstance(original, Expression) and isinstance(current, Expression)):
        return current
    wanted = " | ".join("LIST<ANY>" if kind == LIST else kind for kind in sorted(doubt.kinds))
    message = _MARK + _message(original, doubt, context.analysis.text)
    told = call("date", Literal(message))
    return let(current, context.fresh, lambda each: when((IsTyped(each, wanted, False), each), default=told))


def told_by_guard(message: str) -> str | None:
    """Return what a guard has to say in an error of the embedded store, None where it was none that failed."""
    found = _TOLD.search(message)
    return found[1] if found is not None else None


def _is_plain(part: Part) -> bool:
    """Tell whether a value is only looked up, so that it may be looked up twice."""
    return all(isinstance(each, (Variable, Parameter, Property, Subscript, Literal)) for each in walk(part))


def written_alike(analysis: Analysis) -> Iterator[Part]:
    """Yield what must stay as it is written, for it is told by that what it is: what rows are grouped by, and sorted by then."""
    for projection in walk(analysis.query):
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
    place = f"{place_of(text, part.span[0])}: " if part.span is not None and text else ""
    return f"{place}{doubt.message}, but a value is not"
