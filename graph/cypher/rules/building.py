"""Makes the parts that rewritings put into a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from graph.cypher.syntax.tree import (
    Binary,
    Call,
    Case,
    Comparison,
    Expression,
    IsNull,
    Item,
    ListComprehension,
    ListLiteral,
    Literal,
    Parameter,
    Property,
    Query,
    Subscript,
    Unary,
    Unwind,
    Variable,
)
from graph.cypher.syntax.walking import names_in, walk

NULL = Literal(None)
ZERO = Literal(0)


class FreshNames:
    """Gives names that a query does not use."""

    def __init__(self, query: Query) -> None:
        self._used = set(names_in(query))
        for part in walk(query):
            if isinstance(part, Item) and part.alias is not None:
                self._used.add(part.alias)
            elif isinstance(part, Unwind):
                self._used.add(part.variable)
        self._names: Iterator[str] = (f"g{number}" for number in count(1))

    def __call__(self) -> str:
        """Return a name that was not given before."""
        return next(name for name in self._names if name not in self._used)


def call(name: str, *arguments: Expression) -> Call:
    """Return a call of a function."""
    return Call(name, arguments)


def compared(left: Expression, operator: str, right: Expression) -> Comparison:
    """Return the comparison of two values."""
    return Comparison(left, ((operator, right),))


def equal(left: Expression, right: Expression) -> Comparison:
    """Return whether two values are equal."""
    return compared(left, "=", right)


def joined(operator: str, *conditions: Expression | None) -> Expression | None:
    """Return conditions joined by ``AND`` or ``OR``, without those that are None; None where none is left."""
    found: Expression | None = None
    for condition in conditions:
        for each in operands(operator, condition):
            found = each if found is None else Binary(operator, found, each)
    return found


def all_of(*conditions: Expression) -> Expression:
    """Return whether all of some conditions hold."""
    return joined("AND", *conditions) or Literal(True)


def any_of(*conditions: Expression) -> Expression:
    """Return whether one of some conditions holds."""
    return joined("OR", *conditions) or Literal(False)


def operands(operator: str, condition: Expression | None) -> Iterator[Expression]:
    """Yield the conditions that an operator joins; nothing of None."""
    if isinstance(condition, Binary) and condition.operator == operator:
        yield from operands(operator, condition.left)
        yield from operands(operator, condition.right)
    elif condition is not None:
        yield condition


def negated(condition: Expression) -> Unary:
    """Return the contrary of a condition."""
    return Unary("NOT", condition)


def when(*branches: tuple[Expression, Expression], default: Expression | None = None) -> Case:
    """Return a CASE of conditions, each with its value."""
    return Case(None, branches, default)


def is_null(value: Expression) -> IsNull:
    """Return whether a value is null."""
    return IsNull(value, negated=False)


def is_known(value: Expression) -> IsNull:
    """Return whether a value is not null."""
    return IsNull(value, negated=True)


def is_of(value: Expression, kind: str) -> Binary:
    """Return whether a value is of a type, whose name begins so; null is of none."""
    return Binary("STARTS WITH", call("valueType", value), Literal(kind))


def let(value: Expression, fresh: FreshNames, form: Callable[[Expression], Expression]) -> Expression:
    """Return what ``form`` makes of a value; a value that takes work is worked out only once."""
    if _is_simple(value):
        return form(value)
    name = fresh()
    return Subscript(ListComprehension(name, ListLiteral((value,)), None, form(Variable(name))), ZERO)


def _is_simple(value: Expression) -> bool:
    if isinstance(value, Property):
        return isinstance(value.subject, Variable)
    return isinstance(value, (Variable, Literal, Parameter))
