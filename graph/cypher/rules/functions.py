"""Rewrites functions that kglite does not have or has under another name."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from graph.cypher.rules.building import ZERO, any_of, call, compared, equal, is_known, is_of, let, when
from graph.cypher.rules.context import CallSite, Context, Site
from graph.cypher.rules.stored_names import stored_labels
from graph.cypher.syntax.tree import (
    Binary,
    Call,
    Expression,
    ListComprehension,
    Literal,
    MapLiteral,
    Part,
    Subscript,
    Unary,
    Variable,
)
from graph.cypher.syntax.walking import changed
from graph.cypher.types.value_types import BOOLEAN, INTEGER, MAP, NUMBERS, STRING
from graph.errors import QueryRefusedError

_OTHER_NAMES = {
    "char_length": "size",
    "character_length": "size",
    "lower": "toLower",
    "upper": "toUpper",
}
_CONVERTED = {
    "tostring": ("STRING", "INTEGER", "FLOAT", "BOOLEAN", "DATE", "ZONED", "LOCAL", "DURATION", "POINT"),
    "tointeger": ("STRING", "INTEGER", "FLOAT", "BOOLEAN"),
    "tofloat": ("STRING", "INTEGER", "FLOAT"),
    "toboolean": ("STRING", "INTEGER", "BOOLEAN"),
}
"""What each conversion converts; anything else is null in those that do not fail."""
_NAMES = {"tostring": "toString", "tointeger": "toInteger", "tofloat": "toFloat", "toboolean": "toBoolean"}
_REFUSED = {
    "normalize": "compare texts as they are stored",
    **dict.fromkeys(
        ("point.distance", "point.withinbbox"),
        "graphmill stores no points, and a Neo4j store knows them",
    ),
}


def rewrite_function(at: Site) -> Part:
    """Write a function in the way that kglite knows.

    Raises:
        QueryRefusedError: kglite has no such function, and nothing that does the same.

    """
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Call) and isinstance(current, Call)):
        return current
    name = current.function
    if name == "point" and any(key == "x" for part in current.arguments for key in _keys(part)):
        raise QueryRefusedError("The embedded store has no points by x and y: write longitude and latitude.")
    if name in _REFUSED:
        raise QueryRefusedError(f"{current.name}() is not known to the embedded store: {_REFUSED[name]}.")
    if name == "e":
        return Literal(math.e)
    if name in _OTHER_NAMES:
        return changed(current, name=_OTHER_NAMES[name])
    base = name.removesuffix("ornull").removesuffix("list")
    if base in _CONVERTED and base != name:
        return _conversion(base, current, context, whole_list=name.endswith("list"))
    rewriting = _REWRITINGS.get(name)
    return current if rewriting is None else rewriting(CallSite(original, current, context))


def _keys(part: Expression) -> Iterator[str]:
    if isinstance(part, MapLiteral):
        yield from (key for key, _ in part.items)


def _conversion(base: str, current: Call, context: Context, *, whole_list: bool) -> Expression:
    def form(value: Expression) -> Expression:
        fits = any_of(*(is_of(value, each) for each in _CONVERTED[base]))
        return when((fits, _converted(base, value)))

    (argument,) = current.arguments
    if whole_list:
        name = context.fresh()
        return ListComprehension(name, argument, None, form(Variable(name)))
    return let(argument, context.fresh, form)


def _converted(base: str, value: Expression) -> Expression:
    if base == "tofloat":
        return call("toFloat", call("trim", call("toString", value)))
    if base == "toboolean":
        return _truth(value)
    return call(_NAMES[base], value)


def _truth(value: Expression) -> Expression:
    text = call("toBoolean", call("trim", call("toString", value)))
    return when((is_of(value, INTEGER), compared(value, "<>", ZERO)), default=text)


def _to_boolean(at: CallSite) -> Expression:
    original, current, context = at.original, at.current, at.context
    known = context.type_of(original.arguments[0])
    if known.only({BOOLEAN}):
        return current
    if known.only({STRING, BOOLEAN}):
        text = call("trim", call("toString", current.arguments[0]))
        return changed(current, arguments=(text,))
    if known.only({INTEGER}):
        return compared(current.arguments[0], "<>", ZERO)
    return let(current.arguments[0], context.fresh, _truth)


def _to_float(at: CallSite) -> Expression:
    original, current, context = at.original, at.current, at.context
    if context.type_of(original.arguments[0]).only(NUMBERS):
        return current
    return changed(current, arguments=(call("trim", call("toString", current.arguments[0])),))


def _labels(at: CallSite) -> Expression:
    return stored_labels(at.current, at.context)


def _is_empty(at: CallSite) -> Expression:
    original, current, context = at.original, at.current, at.context
    (value,) = current.arguments
    if context.type_of(original.arguments[0]).only({MAP}):
        value = call("keys", value)
    return equal(call("size", value), ZERO)


def _null_if(at: CallSite) -> Expression:
    current, context = at.current, at.context
    value, other = current.arguments
    return let(value, context.fresh, lambda each: when((equal(each, other), Literal(None)), default=each))


def _is_nan(at: CallSite) -> Expression:
    current, context = at.current, at.context
    return let(current.arguments[0], context.fresh, lambda each: compared(each, "<>", each))


def _trimmed(at: CallSite) -> Expression:
    current = at.current
    if len(current.arguments) == 1:
        return current
    raise QueryRefusedError(
        f"{current.name}() takes one argument on the embedded store and trims blanks: use replace() for other characters."
    )


def _cut(at: CallSite) -> Expression:
    original, current = at.original, at.current
    if any(map(_is_negative, original.arguments[1:])):
        raise QueryRefusedError(
            f"{current.name}() takes no negative number: count from the start of the text."
        )
    return current


def _is_negative(expression: Expression) -> bool:
    if isinstance(expression, Unary):
        return (
            expression.operator == "-"
            and isinstance(expression.operand, Literal)
            and bool(expression.operand.value)
        )
    return isinstance(expression, Literal) and isinstance(expression.value, int) and expression.value < 0


def _split(at: CallSite) -> Expression:
    original, current, context = at.original, at.current, at.context
    if len(original.arguments) == 2 and context.type_of(original.arguments[1]).only({"LIST"}):
        raise QueryRefusedError(
            "split() takes one delimiter on the embedded store: replace() the others by it first."
        )
    return current


def _percentile_cont(at: CallSite) -> Expression:
    current = at.current
    return call("toFloat", changed(current, name="percentile_cont"))


def _percentile_disc(at: CallSite) -> Expression:
    current, context = at.current, at.context
    # percentile_disc gives a float; what it stands for is among the values.
    value, share = current.arguments
    name = context.fresh()
    found = equal(Variable(name), Call("percentile_disc", (value, share), current.distinct))
    return Subscript(ListComprehension(name, call("collect", value), found, None), ZERO)


def _deviation(at: CallSite) -> Expression:
    current = at.current
    (value,) = current.arguments
    one = equal(Call("count", (value,), current.distinct), Literal(1))
    return when((one, Literal(0.0)), default=Call("stDev", (value,), current.distinct))


def _population_deviation(at: CallSite) -> Expression:
    current = at.current
    (value,) = current.arguments
    count = Call("count", (value,), current.distinct)
    spread = Call("variance", (value,), current.distinct)
    many = Binary("/", Binary("*", spread, Binary("-", count, Literal(1))), call("toFloat", count))
    return when((equal(count, Literal(1)), Literal(0.0)), (is_known(spread), call("sqrt", many)))


_REWRITINGS: dict[str, Callable[[CallSite], Expression]] = {
    "toboolean": _to_boolean,
    "tofloat": _to_float,
    "isempty": _is_empty,
    "labels": _labels,
    "nullif": _null_if,
    "isnan": _is_nan,
    "btrim": _trimmed,
    "ltrim": _trimmed,
    "rtrim": _trimmed,
    "left": _cut,
    "right": _cut,
    "split": _split,
    "substring": _cut,
    "percentilecont": _percentile_cont,
    "percentiledisc": _percentile_disc,
    "stdev": _deviation,
    "stdevp": _population_deviation,
}
