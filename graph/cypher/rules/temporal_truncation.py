"""Rewrites ``date.truncate()`` and its like where kglite loses a zone or what is below a second."""

from __future__ import annotations

from graph.cypher.rules.building import call
from graph.cypher.rules.context import Context, Site
from graph.cypher.rules.temporal_forms import DATED, made
from graph.cypher.rules.temporal_types import NAMES, kind_of
from graph.cypher.syntax.tree import Call, Expression, Literal, MapLiteral, Part
from graph.cypher.syntax.walking import changed
from graph.errors import QueryRefusedError

_OF_DAYS = ("millennium", "century", "decade", "year", "weekYear", "quarter", "month", "week", "day")
_BELOW_A_SECOND = ("millisecond", "microsecond")
_UNITS = (*_OF_DAYS, "hour", "minute", "second", *_BELOW_A_SECOND)
_ADDED = {"nanosecond": "nanoseconds", "microsecond": "microseconds"}


def rewrite_truncation(at: Site) -> Part:
    """Write a truncation so that kglite gives Neo4j's answer.

    Raises:
        QueryRefusedError: The unit is none, the value has no such part or is of no known kind, or what is set in the truncated
            value is not written out.

    """
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Call) and isinstance(current, Call)):
        return current
    name, _, method = current.function.partition(".")
    if method != "truncate" or name not in NAMES.values():
        return current
    unit, *others = current.arguments
    if isinstance(unit, Literal) and unit.value not in _UNITS:
        raise QueryRefusedError(
            f"There is no unit {unit.value!r} to truncate to: write one of {', '.join(_UNITS)}."
        )
    value = others[0] if others else call("datetime")
    kind = kind_of(original.arguments[1], context) if others else "datetime"
    if kind is None or kind == "null" or not _has_parts(name, kind, unit):
        raise QueryRefusedError(
            f"{current.name}() takes no such value, or one whose kind is not known: make it one that has what is to be kept, "
            "as in date(…) or datetime(…)."
        )
    if name == "time" and kind == "datetime":
        value = call("time", value)
    if len(others) < 2:
        return changed(current, arguments=(unit, value))
    return _with_map(current, unit, value, others[1], context)


def _with_map(
    current: Call, unit: Expression, value: Expression, given: Expression, context: Context
) -> Expression:
    if not (isinstance(unit, Literal) and isinstance(given, MapLiteral)):
        raise QueryRefusedError(
            f"{current.name}() with a map is answered alike by both stores only where unit and map are written out, as in "
            "('day', value, {hour: 7})."
        )
    if unit.value not in _BELOW_A_SECOND:
        return changed(current, arguments=(unit, value, given))
    if not dict(given.items).keys() <= _ADDED.keys():
        raise QueryRefusedError(
            f"{current.name}() to a {unit.value} takes nanosecond and microsecond alone on the embedded store: leave the other "
            "keys out."
        )
    truncated = changed(current, arguments=(unit, value))
    if not given.items:
        return truncated
    rest = call("duration", MapLiteral(tuple((_ADDED[key], amount) for key, amount in given.items)))
    return made("$truncated + $rest", context.fresh, truncated=truncated, rest=rest)


def _has_parts(name: str, kind: str, unit: Expression) -> bool:
    """Tell whether a value of a kind can be cut to a unit and given as the kind ``name``."""
    if name not in DATED:
        return kind != "date"
    if kind != "date" or name == "date":
        return kind in DATED
    return isinstance(unit, Literal) and unit.value in _OF_DAYS
