"""Parts projections whose aggregates kglite cannot work with: a WITH aggregates, and the rest is worked out behind it."""

from __future__ import annotations

from graph.cypher.analysis import grouping
from graph.cypher.rules.context import Context
from graph.cypher.syntax.tree import (
    Binary,
    Call,
    Clause,
    Expression,
    Item,
    Literal,
    Parameter,
    Part,
    Projection,
    Return,
    Slice,
    Subscript,
    Variable,
    With,
)
from graph.cypher.syntax.walking import changed, outside_queries, replaced

_ARITHMETIC = frozenset("+-*/%^")
_OWN_AGGREGATES = frozenset({"percentile_cont", "percentile_disc", "variance"})


def is_aggregate(part: Part) -> bool:
    """Tell whether a part is a call that makes one value of many rows, in Cypher or for kglite alone."""
    return isinstance(part, Call) and (part.function in _OWN_AGGREGATES or grouping.is_aggregate(part))


def parted(before: Clause, after: Clause, context: Context) -> list[Clause]:
    """Return a WITH or RETURN as two, where it does more with its aggregates than kglite can."""
    if not isinstance(after, (With, Return)) or not isinstance(before, Projection):
        return [after]
    given = [each.expression for each in after.items]
    aggregating = [each for each in given if holds_aggregate(each)]
    sorting = [each.expression for each in after.order if holds_aggregate(each.expression)]
    if all(map(_is_simple, aggregating)) and all(each in given for each in sorting):
        return [after]
    names = context.analysis.expanded(before) if after.star else ()
    items = (*(Item(Variable(name), text=name) for name in names), *after.items)
    parting = _Parting(context)
    keys = tuple(parting.key(item) for item in items if not holds_aggregate(item.expression))
    outer = tuple(parting.behind(item) for item in items)
    order = tuple(changed(each, expression=parting.rest_of(each.expression)) for each in after.order)
    inner = With((*keys, *parting.aggregates))
    return [inner, changed(after, items=outer, order=order, star=False)]


class _Parting:
    """What goes into the first of the two, and under which names."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._keys: list[tuple[Expression, str]] = []
        self._found: list[tuple[Expression, str]] = []

    @property
    def aggregates(self) -> tuple[Item, ...]:
        """The aggregates that were met."""
        return tuple(Item(each, name) for each, name in self._found)

    def key(self, item: Item) -> Item:
        """Return a key of the grouping, under a name that stays in sight."""
        if isinstance(item.expression, Variable):
            name = item.expression.name
            self._keys.append((item.expression, name))
            return Item(item.expression, text=name)
        name = self._context.fresh()
        self._keys.append((item.expression, name))
        return changed(item, alias=name)

    def behind(self, item: Item) -> Item:
        """Return what the second gives for an item."""
        return Item(self.rest_of(item.expression), item.name, item.text)

    def rest_of(self, expression: Expression) -> Expression:
        """Return an expression with names in place of keys and aggregates."""
        return replaced(expression, self._instead)

    def _instead(self, part: Part) -> Part | None:
        for key, name in self._keys:
            if part == key:
                return Variable(name)
        if not (isinstance(part, Call) and is_aggregate(part)):
            return None
        for each, name in self._found:
            if part == each:
                return Variable(name)
        name = self._context.fresh()
        self._found.append((part, name))
        return Variable(name)


def holds_aggregate(expression: Expression) -> bool:
    """Tell whether an expression makes one value of many rows, outside queries of its own."""
    return any(map(is_aggregate, outside_queries(expression)))


def _is_simple(expression: Expression) -> bool:
    """Tell whether kglite works out an expression of aggregates as it stands."""
    if is_aggregate(expression):
        return True
    if not holds_aggregate(expression):
        return isinstance(expression, (Literal, Parameter))
    if isinstance(expression, Binary):
        return (
            expression.operator in _ARITHMETIC
            and _is_simple(expression.left)
            and _is_simple(expression.right)
        )
    if isinstance(expression, Call):
        return all(map(_is_simple, expression.arguments))
    if isinstance(expression, Subscript):
        return _is_simple(expression.subject) and _is_simple(expression.index)
    if isinstance(expression, Slice):
        bounds = [each for each in (expression.start, expression.end) if each is not None]
        return _is_simple(expression.subject) and all(isinstance(each, Literal) for each in bounds)
    return False
