"""Rewrites arithmetic where kglite answers null or another number: division by zero, logarithms, rounding, 1 and 1.0."""

from __future__ import annotations

import sys

from graph.cypher.rules.aggregates import holds_aggregate
from graph.cypher.rules.building import (
    NULL,
    ZERO,
    all_of,
    any_of,
    call,
    compared,
    equal,
    is_known,
    is_null,
    is_of,
    let,
    when,
)
from graph.cypher.rules.context import CallSite, Context, Site
from graph.cypher.syntax.tree import (
    Binary,
    Call,
    Expression,
    Item,
    ListLiteral,
    Literal,
    Part,
    Projection,
    Subscript,
    Unary,
    Unwind,
    Variable,
)
from graph.cypher.syntax.walking import changed, same_objects, walk
from graph.cypher.types.value_types import DURATION, FLOAT, INTEGER, NUMBERS
from graph.errors import QueryRefusedError

INFINITY = call("toFloat", Literal("Infinity"))
NOT_A_NUMBER = call("toFloat", Literal("NaN"))
_NEXT_ABOVE = Literal(1 + sys.float_info.epsilon)
_DISTINCT_AGGREGATES = frozenset({"count", "sum", "avg", "collect", "min", "max"})


def rewrite_division(at: Site) -> Part:
    """Make a division by zero infinite, no number or an error, as Neo4j does; kglite answers null where a float takes part."""
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Binary) and isinstance(current, Binary)) or current.operator not in "/%":
        return current
    left, right = context.type_of(original.left), context.type_of(original.right)
    floats = (left.can_be({FLOAT}) and left.kinds) or (right.can_be({FLOAT}) and right.kinds)
    if _is_number(original.right) or not floats or left.is_null or right.is_null or left.only({DURATION}):
        return current
    operator = current.operator

    def form(pair: Expression) -> Expression:
        dividend, divisor = Subscript(pair, ZERO), Subscript(pair, Literal(1))
        exact = Binary(operator, dividend, divisor)
        by_integer = is_of(divisor, INTEGER)
        unknown = any_of(is_null(dividend), is_null(divisor))
        branches = [(compared(divisor, "<>", ZERO), exact), (unknown, NULL)]
        if operator == "/":
            # One integer by another fails in kglite too, with the reason.
            branches += [
                *(() if _is_folded(original) else ((by_integer, Binary("/", Literal(1), divisor)),)),
                (compared(dividend, ">", ZERO), INFINITY),
                (compared(dividend, "<", ZERO), Unary("-", INFINITY)),
            ]
        elif left.can_be({INTEGER}) and right.can_be({INTEGER}):
            both = all_of(by_integer, is_of(dividend, INTEGER))
            branches.append((both, exact))
        return when(*branches, default=NOT_A_NUMBER)

    return let(ListLiteral((current.left, current.right)), context.fresh, form)


def rewrite_logarithm(at: Site) -> Part:
    """Make log(0) minus infinity and the roots and logarithms of what is less no number; kglite answers null."""
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Call) and isinstance(current, Call)) or len(current.arguments) != 1:
        return current
    name = current.function
    if name not in {"log", "log10", "sqrt"} or _is_positive(original.arguments[0]):
        return current

    def form(value: Expression) -> Expression:
        least = (compared(value, "<", ZERO), NOT_A_NUMBER)
        zero = (equal(value, ZERO), Unary("-", INFINITY))
        branches = (least,) if name == "sqrt" else (least, zero)
        return when(*branches, default=Call(current.name, (value,)))

    return let(current.arguments[0], context.fresh, form)


def rewrite_rounding(at: Site) -> Part:
    """Round a half towards the greater number, as Neo4j does; kglite rounds it away from zero.

    Raises:
        QueryRefusedError: A way of rounding is given, which kglite passes over.

    """
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Call) and isinstance(current, Call)) or current.function != "round":
        return current
    if len(current.arguments) == 3:
        raise QueryRefusedError(
            "The embedded store rounds in one way only: leave out the third argument of round(), or use floor() or ceil()."
        )
    if len(current.arguments) == 2:
        return _rounded_to_places(CallSite(original, current, context))
    known = context.type_of(original.arguments[0])
    if not known.can_be({FLOAT}) or known.is_null or _is_positive(original.arguments[0]):
        return current

    def form(value: Expression) -> Expression:
        half = equal(Binary("-", value, call("floor", value)), Literal(0.5))
        below = all_of(compared(value, "<", ZERO), half)
        return when((below, call("ceil", value)), default=Call(current.name, (value,)))

    return let(current.arguments[0], context.fresh, form)


def _rounded_to_places(at: CallSite) -> Expression:
    original, current, context = at.original, at.current, at.context
    value, places = current.arguments
    if not context.type_of(original.arguments[0]).only({INTEGER}):
        # Neo4j rounds the shortest decimal number that is this one, kglite the number itself, which may lie just below.
        value = Binary("*", value, _NEXT_ABOVE)
    if isinstance(places, Literal) and isinstance(places.value, int):
        return changed(current, arguments=(value, places))
    return let(
        places,
        context.fresh,
        lambda each: when((is_known(each), changed(current, arguments=(value, each)))),
    )


def rewrite_distinct_aggregate(at: Site) -> Part:
    """Count 1 and 1.0 as one value where both can come."""
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Call) and isinstance(current, Call)):
        return current
    if not current.distinct or current.function not in _DISTINCT_AGGREGATES:
        return current
    if not _mixes_numbers(original.arguments[0], context):
        return current
    return changed(current, arguments=(_one_number(current.arguments[0], context),))


def rewrite_distinct_rows(at: Site) -> Part:
    """Take 1 and 1.0 as one value in DISTINCT and in what rows are grouped by, where both can come."""
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Projection) and isinstance(current, Projection)):
        return current
    if not (current.distinct or context.analysis.aggregates(original)):
        return current
    items = tuple(
        _one_number_item(after, context)
        if _mixes_numbers(before.expression, context) and not holds_aggregate(before.expression)
        else after
        for before, after in zip(original.items, current.items, strict=False)
    )
    return current if same_objects(items, current.items) else changed(current, items=items)


def _one_number_item(item: Item, context: Context) -> Item:
    return changed(item, expression=_one_number(item.expression, context), alias=item.name)


def _one_number(value: Expression, context: Context) -> Expression:
    def form(each: Expression) -> Expression:
        whole = all_of(is_of(each, FLOAT), equal(each, call("toInteger", each)))
        return when((whole, call("toInteger", each)), default=each)

    return let(value, context.fresh, form)


def _mixes_numbers(expression: Expression, context: Context) -> bool:
    """Tell whether both integers and floats are known to come: from a list that is written out.

    Elsewhere a value may be of either type, and is of one; making whole fractions integers would then change it.
    """
    if not isinstance(expression, Variable) or context.type_of(expression).kinds != NUMBERS:
        return False
    return any(
        isinstance(part, Unwind)
        and part.variable == expression.name
        and isinstance(part.expression, ListLiteral)
        and all(isinstance(item, Literal) for item in part.expression.items)
        for part in walk(context.analysis.query)
    )


def _is_folded(division: Binary) -> bool:
    """Tell whether Neo4j divides one written number by another before the query runs, in which 0 is no error."""
    return isinstance(division.left, Literal) and isinstance(division.right, Literal)


def _is_number(expression: Expression) -> bool:
    return isinstance(expression, Literal) and expression.value not in {0, None}


def _is_positive(expression: Expression) -> bool:
    value = expression.value if isinstance(expression, Literal) else None
    return isinstance(value, (int, float)) and value > 0
