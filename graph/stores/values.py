"""The plain form of an answer's values, the same from both stores and for whoever prints them; docs/queries.md lists it.

What JSON has stays what it is. The rest becomes text: moments and durations as ``toString`` of Cypher writes them, to the
microsecond; numbers that JSON has not, as ``toFloat`` reads them.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

_NANOSECONDS = 10**9


def number(value: float) -> float | str:
    """Return a number as it is, or ``Infinity``, ``-Infinity`` or ``NaN`` as text."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def moment(value: date | time) -> str:
    """Return a date, a time or both as ISO 8601 text: seconds always, their fraction where there is one, ``Z`` for UTC.

    A zone that has a name stands behind in brackets (RFC 9557).
    """
    if not isinstance(value, (datetime, time)):
        return value.isoformat()
    text = value.replace(tzinfo=None).isoformat()
    if "." in text:
        text = text.rstrip("0")
    offset = value.utcoffset()
    if offset is None:
        return text
    return f"{text}{_offset(offset)}{_zone_name(value)}"


def duration(months: int, days: int, seconds: int, nanoseconds: int) -> str:
    """Return a duration as ISO 8601 text, with no part that is 0: ``P1Y2M3DT4H5M6.5S``, ``PT0S`` where all are."""
    years, months = _parts(months, 12)
    minutes, left = _parts(seconds * _NANOSECONDS + nanoseconds, 60 * _NANOSECONDS)
    hours, minutes = _parts(minutes, 60)
    whole, fraction = _parts(left, _NANOSECONDS)
    sign = "-" if left < 0 else ""
    exact = f"{sign}{abs(whole)}.{abs(fraction):09}".rstrip("0").rstrip(".")
    by_date = "".join(f"{each}{unit}" for each, unit in ((years, "Y"), (months, "M"), (days, "D")) if each)
    by_time = "".join(f"{each}{unit}" for each, unit in ((hours, "H"), (minutes, "M")) if each)
    by_time += f"{exact}S" if left or not (by_date or by_time) else ""
    return f"P{by_date}{'T' if by_time else ''}{by_time}"


def binary(value: bytes | bytearray) -> str:
    """Return bytes as text, in Base64."""
    return base64.b64encode(value).decode("ascii")


def mapping(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a map with its keys in order: neither store keeps that of the query."""
    return dict(sorted(values.items()))


def node(labels: Iterable[str], properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return a node by its labels and properties, in order."""
    return {"labels": sorted(labels), "properties": mapping(properties)}


def relationship(kind: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return a relationship by its type and properties."""
    return {"type": kind, "properties": mapping(properties)}


def path(nodes: list[Any], relationships: list[Any]) -> dict[str, Any]:
    """Return a path by its nodes and relationships, in the order of the path."""
    return {"nodes": nodes, "relationships": relationships}


def _parts(value: int, size: int) -> tuple[int, int]:
    """Return how often a size goes into a value, and what is left, both with the sign of the value."""
    times, left = divmod(abs(value), size)
    return (-times, -left) if value < 0 else (times, left)


def _offset(offset: timedelta) -> str:
    """Return an offset from UTC as ``+05:30``, with seconds where it has some, ``Z`` where it is 0."""
    if not offset:
        return "Z"
    minutes, seconds = divmod(abs(int(offset.total_seconds())), 60)
    text = f"{'-' if offset.days < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def _zone_name(value: datetime | time) -> str:
    """Return the name of a zone in brackets; "" for UTC and for one that is only an offset."""
    zone = value.tzinfo
    # As zoneinfo and as pytz call it.
    name = getattr(zone, "key", None) or getattr(zone, "zone", None)
    return f"[{name}]" if name and name != "UTC" else ""
