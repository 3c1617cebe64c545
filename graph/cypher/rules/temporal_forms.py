"""Temporal functions written in terms of those that the embedded store computes rightly.

Each form is Cypher with parameters for the parts it is made of. What stands in a form more than once is bound to a name first.
"""

from __future__ import annotations

from functools import cache

from graph.cypher.rules.building import FreshNames
from graph.cypher.syntax.parser import parse
from graph.cypher.syntax.tree import Expression, ListComprehension, Parameter, Part, Projection, Variable
from graph.cypher.syntax.walking import changed, rewrite

DATED = frozenset({"date", "localdatetime", "datetime"})
ZONED = frozenset({"datetime", "time"})

# The names that the forms bind, each of which becomes a name that the query does not use.
FROM, TO, PAIR, COUNTED, AMOUNT = "from", "to", "pair", "counted", "amount"
_BOUND = (FROM, TO, PAIR, COUNTED, AMOUNT)

_MONTHS_OF_DATES = f"duration.inMonths({FROM}, {TO})"
# A day that is not over yet is none, whichever way the time runs; the embedded store takes it for one at the end of a month.
_MONTHS = (
    f"duration.inMonths(date({FROM}), date({TO}) + duration({{days: CASE "
    f"WHEN date({TO}) > date({FROM}) AND localtime({TO}) < localtime({FROM}) THEN -1 "
    f"WHEN date({TO}) < date({FROM}) AND localtime({TO}) > localtime({FROM}) THEN 1 ELSE 0 END}}))"
)
_SECONDS = "duration({{seconds: {to}.epochSeconds - {start}.epochSeconds, nanoseconds: {to}.nanosecond - {start}.nanosecond}})"

_PLUS = f"$date {{sign}} {TO} {{sign}} duration({{{{days: {TO}.seconds / 86400}}}})"
PLUS_DURATION = f"head([{TO} IN [$other] | {_PLUS}])"
"""A date takes whole days from a duration's hours; ``sign`` is + or -."""

PLUS_WHAT_MAY_BE_A_DURATION = (
    f"head([{TO} IN [$other] | CASE WHEN valueType({TO}) STARTS WITH 'DURATION' THEN {_PLUS} ELSE $sum END])"
)


def _both(first: str, last: str, body: str) -> str:
    """Return a form in which the two names mean ``first`` and ``last``, bound at once, since either may be made of both.

    They are a list's entries because the embedded store allows an aggregate in the outermost list of a comprehension only.
    """
    names = f"head([{FROM} IN [{PAIR}[0]] | head([{TO} IN [{PAIR}[1]] | {body}])])"
    return f"head([{PAIR} IN [[{first}, {last}]] | {names}])"


SAME_ZONED = _both("$left", "$right", f"{FROM} = {TO} AND {FROM}.timezone = {TO}.timezone")
"""The same moment in another zone is another value."""

AFTER_EPOCH = "datetime({year: 1970, timezone: 'Z'}) + $duration"
UNLESS_NULL = f"CASE WHEN size([{AMOUNT} IN $amounts WHERE {AMOUNT} IS NULL]) > 0 THEN null ELSE $value END"
IN_ZONE = "datetime({datetime: $moment, timezone: $zone})"
TIME_IN_ZONE = "time({time: $moment, timezone: $zone})"


def made(form: str, fresh: FreshNames, **parts: Expression) -> Expression:
    """Return a form as an expression: with the parts put in for its parameters, and with fresh names for those that it binds."""
    names = {name: fresh() for name in _BOUND}

    def filled(part: Part) -> Part:
        match part:
            case Parameter(name=name):
                return parts[name]
            case Variable(name=name):
                return changed(part, name=names[name])
            case ListComprehension(variable=name):
                return changed(part, variable=names[name])
        return part

    return rewrite(_form(form), filled)


def text_of(kind: str) -> str:
    """Return the form of ``toString($value)`` for a kind of instant: with seconds always, and no zeros after the last digit."""
    start = 0 if kind in {"localtime", "time"} else 11
    text, nanosecond = f"toString({FROM})", f"{FROM}.nanosecond"
    whole = f"left({text}, {start + 5}) + ':00' + substring({text}, {start + 5})"
    if kind == "localdatetime":
        whole = text
    fraction = f"CASE WHEN {nanosecond} % 1000000 = 0 THEN 3 WHEN {nanosecond} % 1000 = 0 THEN 6 ELSE 9 END"
    digits = f"substring({text}, {start + 9}, {fraction})"
    cut = f"replace(rTrim(replace({digits}, '0', ' ')), ' ', '0')"
    return (
        f"head([{FROM} IN [$value] | CASE WHEN {nanosecond} > 0 THEN left({text}, {start + 9}) + {cut} + "
        f"substring({text}, {start + 9} + {fraction}) WHEN {FROM}.second = 0 THEN {whole} ELSE {text} END])"
    )


def duration_of(function: str, start: str, end: str) -> str:
    """Return the form of a duration function from ``$from`` of the kind ``start`` to ``$to`` of the kind ``end``.

    Both are brought to one kind first: what has no date or no zone takes that of the other, and the end is seen in the zone of
    the start.
    """
    dated, zoned = {start, end} & DATED, {start, end} & ZONED
    both_dated = {start, end} <= DATED
    if function == "duration.inmonths" and not both_dated:
        return "CASE WHEN $from IS NULL OR $to IS NULL THEN null ELSE duration({seconds: 0}) END"
    if not dated:
        return "duration.between($from, $to)"
    first = _brought(FROM, start, TO, end)
    last = _brought(TO, end, FROM, start)
    if {start, end} <= ZONED:
        last = f"datetime({{datetime: {last}, timezone: {FROM}.timezone}})"
    body = _counted(function, both_dated=both_dated, only_dates=start == end == "date", zoned=bool(zoned))
    return _both("$from", "$to", body if (first, last) == (FROM, TO) else _both(first, last, body))


def _counted(function: str, *, both_dated: bool, only_dates: bool, zoned: bool) -> str:
    months = _MONTHS_OF_DATES if only_dates else _MONTHS
    days = f"duration.inDays({FROM}, {TO})"
    seconds = _SECONDS.format(start=FROM, to=TO) if zoned else f"duration.inSeconds({FROM}, {TO})"
    if function == "duration.inmonths":
        return months
    if function == "duration.indays":
        return days
    if function == "duration.inseconds" or not both_dated:
        return seconds
    rest = _and_then(days, seconds) if zoned else f"duration.between({FROM}, {TO})"
    return _and_then(months, rest)


def _and_then(counted: str, rest: str) -> str:
    """Return the form of a duration and what is left after it."""
    moved = f"head([{FROM} IN [{FROM} + {COUNTED}] | {rest}])"
    return f"head([{COUNTED} IN [{counted}] | {COUNTED} + {moved}])"


def _brought(name: str, kind: str, other: str, others: str) -> str:
    """Return a value with the date and the zone of the other where it has none itself."""
    given = name
    needs_zone = kind not in ZONED and others in ZONED
    if kind not in DATED and others in DATED:
        zone = f", timezone: {other}.timezone" if needs_zone else ""
        target = "datetime" if needs_zone or kind in ZONED else "localdatetime"
        return f"{target}({{date: {other}, time: {name}{zone}}})"
    if kind == "date" and others != "date":
        given = f"localdatetime({{date: {name}}})"
    return f"datetime({{datetime: {given}, timezone: {other}.timezone}})" if needs_zone else given


@cache
def _form(text: str) -> Expression:
    projection = parse(f"RETURN {text} AS form").parts[0].clauses[0]
    if not isinstance(projection, Projection):
        raise TypeError(text)
    return rewrite(projection.items[0].expression, lambda part: changed(part))
