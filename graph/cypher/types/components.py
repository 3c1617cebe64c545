"""The components of temporal values, durations and points, which stand behind a dot."""

from __future__ import annotations

from collections.abc import Iterable

from graph.cypher.types import value_types as types
from graph.cypher.types.value_types import ValueType, of

_DAY = frozenset(
    [
        "year",
        "quarter",
        "month",
        "week",
        "weekYear",
        "dayOfQuarter",
        "quarterDay",
        "day",
        "ordinalDay",
        "dayOfWeek",
        "weekDay",
    ]
)
_CLOCK = frozenset(["hour", "minute", "second", "millisecond", "microsecond", "nanosecond"])
_ZONE = frozenset(["timezone", "offset", "offsetMinutes", "offsetSeconds"])
_EPOCH = frozenset(["epochSeconds", "epochMillis"])
_TEXTS = frozenset({"timezone", "offset", "crs"})
_COMPONENTS = {
    types.DATE: _DAY,
    types.TIME: _CLOCK | _ZONE,
    types.LOCAL_TIME: _CLOCK,
    types.DATE_TIME: _DAY | _CLOCK | _ZONE | _EPOCH,
    types.LOCAL_DATE_TIME: _DAY | _CLOCK,
    types.DURATION: frozenset(
        [
            *[
                "years",
                "quarters",
                "months",
                "weeks",
                "days",
                "hours",
                "minutes",
                "seconds",
                "milliseconds",
                "microseconds",
                "nanoseconds",
            ],
            *[
                "quartersOfYear",
                "monthsOfQuarter",
                "monthsOfYear",
                "daysOfWeek",
                "minutesOfHour",
                "secondsOfMinute",
            ],
            *["millisecondsOfSecond", "microsecondsOfSecond", "nanosecondsOfSecond"],
        ]
    ),
    types.POINT: frozenset(["x", "y", "z", "longitude", "latitude", "height", "crs", "srid"]),
}


def component(kinds: Iterable[str], key: str) -> ValueType | None:
    """Return the type of a component of values of some kinds, all with components; None where none of them has it."""
    having = {kind for kind in kinds if key.casefold() in {each.casefold() for each in _COMPONENTS[kind]}}
    if not having:
        return None
    if key.casefold() in _TEXTS:
        return of(types.STRING)
    return of(types.FLOAT) if types.POINT in having and key.casefold() != "srid" else of(types.INTEGER)
