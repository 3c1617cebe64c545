"""Where aggregates may stand, and what may stand beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NoReturn

from graph.cypher.analysis.scopes import form
from graph.cypher.syntax.tree import (
    Call,
    Expression,
    ListComprehension,
    NodePattern,
    Part,
    PathPattern,
    PatternComprehension,
    Property,
    Quantifier,
    Reduce,
    RelationshipPattern,
    Subquery,
    Subscript,
    Variable,
)
from graph.cypher.syntax.walking import children, names_in, outside_queries, walk
from graph.cypher.types.functions import function

Fail = Callable[[Part, str], NoReturn]

_RANDOM = frozenset({"rand", "randomuuid"})
_OVER_LISTS = (ListComprehension, PatternComprehension, Quantifier, Reduce)


def is_aggregate(part: Part) -> bool:
    """Tell whether a part is a call that makes one value of many rows."""
    found = function(part.name) if isinstance(part, Call) else None
    return found is not None and found.aggregates


def aggregates(part: Part) -> bool:
    """Tell whether a part holds an aggregate, those of queries in it left aside."""
    return next(_aggregates(part), None) is not None


def check_none(part: Part, where: str, fail: Fail) -> None:
    """Check that no aggregate stands where none can."""
    for each in _aggregates(part):
        fail(each, f"an aggregate cannot stand in {where}: compute it in a WITH before")


def check_inside(part: Part, fail: Fail) -> None:
    """Check what stands in aggregates, and that none stands in what is computed for each element of a list."""
    for each in outside_queries(part):
        if is_aggregate(each):
            for inner in children(each):
                for nested in _aggregates(inner):
                    fail(
                        nested, "an aggregate cannot stand in another: compute the inner one in a WITH before"
                    )
                for random in walk(inner):
                    if isinstance(random, Call) and random.function in _RANDOM:
                        fail(
                            random,
                            f"{random.name}() cannot stand in an aggregate: compute it in a WITH before",
                        )
        elif isinstance(each, _OVER_LISTS):
            for inner in _per_element(each):
                for nested in _aggregates(inner):
                    fail(
                        nested,
                        "an aggregate cannot stand in what is computed for each element of a list: compute it in a WITH before",
                    )


def check_grouped(part: Expression, keys: Collection[str], outer: Collection[str], fail: Fail) -> None:
    """Check that beside the aggregates of an expression there is nothing but what rows are grouped by.

    ``keys`` are the forms of the other items, ``outer`` the variables before the clause.
    """
    waiting: list[tuple[Part, frozenset[str]]] = [(part, frozenset())]
    while waiting:
        each, local = waiting.pop()
        if is_aggregate(each):
            continue
        if isinstance(each, (Variable, Property, Subscript)) and form(each) in keys:
            continue
        if isinstance(each, Variable) and each.name not in local and each.name in outer:
            _ungrouped(each, each.name, fail)
        if isinstance(each, Subquery):
            for name in sorted(set(names_in(each)) & set(outer) - local):
                if form(Variable(name)) not in keys:
                    _ungrouped(each, name, fail)
            continue
        if isinstance(each, (PathPattern, NodePattern, RelationshipPattern)):
            bound = each.variable
            if (
                bound is not None
                and bound in outer
                and bound not in local
                and form(Variable(bound)) not in keys
            ):
                _ungrouped(each, bound, fail)
        own = declared(each)
        if isinstance(each, PatternComprehension):
            own = frozenset(set(names_in(each.pattern)) - set(outer))
        waiting.extend((child, local | own) for child in children(each))


def _ungrouped(part: Part, name: str, fail: Fail) -> NoReturn:
    fail(
        part,
        f"{name} stands beside an aggregate, but rows are not grouped by it: compute the aggregate in a WITH before, together with "
        f"what is used of {name}, or give it as a column of its own",
    )


def declared(part: Part) -> frozenset[str]:
    """Return the variables that an expression over a list has for itself."""
    if isinstance(part, (ListComprehension, Quantifier)):
        return frozenset({part.variable})
    if isinstance(part, Reduce):
        return frozenset({part.variable, part.accumulator})
    return frozenset()


def _per_element(part: Part) -> Iterator[Part]:
    if isinstance(part, (ListComprehension, PatternComprehension)):
        yield from (each for each in (part.where, part.projection) if each is not None)
    elif isinstance(part, Quantifier) and part.where is not None:
        yield part.where
    elif isinstance(part, Reduce):
        yield part.expression


def _aggregates(part: Part) -> Iterator[Part]:
    return (each for each in outside_queries(part) if is_aggregate(each))
