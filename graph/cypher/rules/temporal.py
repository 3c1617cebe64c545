"""Rewrites temporal functions that kglite computes otherwise, in terms of those that it computes rightly.

Where the kind of a value decides how, and is not known, the query is refused.
"""

from __future__ import annotations

import re

from graph.cypher.rules.building import call
from graph.cypher.rules.context import Context, Site
from graph.cypher.rules.temporal_forms import (
    AFTER_EPOCH,
    DATED,
    IN_ZONE,
    TIME_IN_ZONE,
    UNLESS_NULL,
    ZONED,
    duration_of,
    made,
    text_of,
)
from graph.cypher.rules.temporal_types import NAMES, kind_of
from graph.cypher.syntax.tree import Call, Expression, ListLiteral, Literal, MapLiteral, Part, Unary
from graph.cypher.syntax.walking import changed
from graph.cypher.types import value_types as types
from graph.errors import QueryRefusedError

_CLOCKS = frozenset({"statement", "transaction", "realtime"})
_RIGHT = {
    "duration.between": frozenset[str](),
    "duration.inmonths": frozenset({"date"}),
    "duration.indays": frozenset({"date", "localdatetime"}),
    "duration.inseconds": frozenset({"date", "localdatetime"}),
}
"""The functions from one moment to another, with the kinds between which kglite counts rightly itself."""

_NAMED_ZONE = re.compile(r"[+-]?(\d{4}).*\[.+/.+\]")
_ZONES_AGREE_SINCE = 1970
_EPOCH_KEYS = {"epochSeconds": "seconds", "epochMillis": "milliseconds"}
_Parts = tuple[tuple[str, Expression], ...]


def rewrite_temporal(at: Site) -> Part:
    """Write a temporal function so that kglite gives Neo4j's answer.

    Raises:
        QueryRefusedError: The kind of a value is not known, or there is no form that both answer alike.

    """
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Call) and isinstance(current, Call)):
        return current
    name, _, method = current.function.partition(".")
    if current.function in _RIGHT:
        return _duration_function(original, current, context)
    if current.function == "timestamp":
        return made("datetime().epochMillis", context.fresh)
    if current.function == "tostring":
        return _to_text(original, current, context)
    if current.function in {"sum", "avg"} and context.type_of(original.arguments[0]).only({types.DURATION}):
        raise _refused(f"{current.name}() of durations", "add up their parts, as in sum(d.days)")
    given = current.arguments[0] if current.arguments else None
    if current.function == "duration" and isinstance(given, MapLiteral):
        return _duration(given.items, current, context)
    if name not in NAMES.values():
        return current
    if method in _CLOCKS:
        return changed(current, name=name) if given is None else _now(name, given, context)
    if method in {"fromepoch", "fromepochmillis"}:
        units = ("seconds", "nanoseconds") if method == "fromepoch" else ("milliseconds",)
        return _after_epoch(tuple(zip(units, current.arguments, strict=True)), context)
    return current if given is None or method else _constructor(original, current, name, context)


def _duration_function(original: Call, current: Call, context: Context) -> Expression:
    kinds = {kind_of(each, context) for each in original.arguments}
    if None in kinds:
        raise _refused(
            f"{current.name}() of values whose kind is not known",
            "write what they are, as in duration.between(date(a.day), date(b.day)), localdatetime(…) or datetime(…)",
        )
    if "null" in kinds or kinds <= _RIGHT[current.function]:
        return current
    if current.function in {"duration.inmonths", "duration.indays"} and not kinds & DATED:
        raise _refused(f"{current.name}() of two times of day", "write duration.inSeconds(…)")
    start, end = (str(kind_of(each, context)) for each in original.arguments)
    parts = {"from": current.arguments[0], "to": current.arguments[1]}
    return made(duration_of(current.function, start, end), context.fresh, **parts)


def _to_text(original: Call, current: Call, context: Context) -> Expression:
    known = context.type_of(original.arguments[0])
    if not known.only(types.TEMPORAL) or known.only({types.DATE}):
        return current
    kind = kind_of(original.arguments[0], context)
    if kind is None:
        raise _refused(
            "toString() of a value whose kind is not known", "write what it is, as in toString(datetime(…))"
        )
    return made(text_of(kind), context.fresh, value=current.arguments[0])


def _now(name: str, zone: Expression, context: Context) -> Expression:
    return call(name, made(IN_ZONE, context.fresh, moment=call("datetime"), zone=zone))


def _after_epoch(parts: _Parts, context: Context) -> Expression:
    duration = _duration(parts, call("duration", MapLiteral(parts)), context)
    return made(AFTER_EPOCH, context.fresh, duration=duration)


def _duration(parts: _Parts, current: Call, context: Context) -> Expression:
    """Return a duration that is null where one of its parts is: kglite takes that for 0."""
    amounts = tuple(amount for _, amount in parts if not _is_constant(amount))
    return (
        made(UNLESS_NULL, context.fresh, amounts=ListLiteral(amounts), value=current) if amounts else current
    )


def _is_constant(amount: Expression) -> bool:
    if isinstance(amount, Unary):
        return _is_constant(amount.operand)
    return isinstance(amount, Literal) and amount.value is not None


def _constructor(original: Call, current: Call, name: str, context: Context) -> Expression:
    given, before = current.arguments[0], original.arguments[0]
    if isinstance(given, Literal) and isinstance(given.value, str) and name == "datetime":
        found = _NAMED_ZONE.fullmatch(given.value)
        if found and int(found[1]) < _ZONES_AGREE_SINCE:
            raise _old_zone()
    if not (isinstance(given, MapLiteral) and isinstance(before, MapLiteral)):
        return current
    items = dict(given.items)
    zone = items.get("timezone")
    if items.keys() == {"timezone"} and zone is not None:
        return _now(name, zone, context)
    if name == "datetime" and items.keys() & _EPOCH_KEYS.keys():
        return _from_epoch(items, context)
    if zone is None or name not in ZONED:
        return current
    if (
        _year_of(items.get("year")) < _ZONES_AGREE_SINCE
        and isinstance(zone, Literal)
        and "/" in str(zone.value)
    ):
        raise _old_zone()
    return _in_zone(current, name, items, dict(before.items), context)


def _year_of(year: Expression | None) -> int:
    """Return a year that is written out, and one that every system knows for another."""
    return year.value if isinstance(year, Literal) and isinstance(year.value, int) else _ZONES_AGREE_SINCE


def _in_zone(
    current: Call, name: str, items: dict[str, Expression], before: dict[str, Expression], context: Context
) -> Expression:
    """Take the other values first and bring the moment into the zone then, where they have a zone, as Neo4j does."""
    taken = next((before[key] for key in ("time", "datetime") if key in before), None)
    if taken is None or items.keys() == {name, "timezone"}:
        return current
    kind = kind_of(taken, context)
    if kind is None:
        raise _refused(
            f"{current.name}() with a zone and a time whose own zone is not known",
            "write what the time is, as in time: localtime(…) or datetime: datetime(…)",
        )
    if kind not in ZONED:
        return current
    moment = call(name, MapLiteral(tuple((key, value) for key, value in items.items() if key != "timezone")))
    form = IN_ZONE if name == "datetime" else TIME_IN_ZONE
    return made(form, context.fresh, moment=moment, zone=items["timezone"])


def _from_epoch(items: dict[str, Expression], context: Context) -> Expression:
    if not items.keys() <= {*_EPOCH_KEYS, "nanosecond", "timezone"}:
        raise _refused("datetime() with an epoch and other keys", "leave the other keys out")
    parts = tuple((unit, items[key]) for key, unit in _EPOCH_KEYS.items() if key in items)
    if "nanosecond" in items:
        parts += (("nanoseconds", items["nanosecond"]),)
    moment = _after_epoch(parts, context)
    return (
        made(IN_ZONE, context.fresh, moment=moment, zone=items["timezone"]) if "timezone" in items else moment
    )


def _old_zone() -> QueryRefusedError:
    return _refused(
        f"a date-time before {_ZONES_AGREE_SINCE} in a named zone",
        "write the offset, as in +01:00, for the name",
    )


def _refused(what: str, remedy: str) -> QueryRefusedError:
    return QueryRefusedError(f"The embedded store does not answer {what} as Neo4j does: {remedy}.")
