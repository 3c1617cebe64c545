"""Whether a store's answer is the one that the TCK wants, in the forms that graphmill gives."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from benchmarks.cypher.tck.cells import Node, Path, Relationship
from benchmarks.cypher.tck.features import Expected
from graph.stores.protocol import QueryResult

_ADDED = frozenset({"id", "title", "type"})
_TIME = re.compile(r"(\d\d:\d\d)(:\d\d)?(?:\.(\d+))?(Z|[+-]\d\d:\d\d(?::\d\d)?)?(\[.*\])?")
_DURATION = re.compile(
    r"P(?:(?P<years>-?[\d.]+)Y)?(?:(?P<months>-?[\d.]+)M)?(?:(?P<weeks>-?[\d.]+)W)?(?:(?P<days>-?[\d.]+)D)?"
    r"(?:T(?:(?P<hours>-?[\d.]+)H)?(?:(?P<minutes>-?[\d.]+)M)?(?:(?P<seconds>-?[\d.]+)S)?)?"
)
_AS_TEXT = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
"""What graphmill gives for numbers that JSON has not."""

Same = Callable[[Any, Any], bool]


def is_wanted(expected: Expected, result: QueryResult, *, forgiving: bool) -> bool:
    """Tell whether a result has the wanted columns and rows.

    Forgiven are the forms of graphmill's answers: temporal values cut to microseconds, the name of their zone, seconds that are 0,
    and the order of columns. ``forgiving`` means the embedded store: of its nodes the properties id, title and type count only
    where both have them, since it adds them to every node.
    """

    def same(wanted: Any, got: Any) -> bool:
        return _same(wanted, got, forgiving=forgiving, ordered=expected.ordered_lists)

    if not expected.rows or not result.rows:
        # The embedded store gives no names of columns with no rows, and some scenarios name none.
        return not expected.rows and not result.rows
    if sorted(expected.columns) != sorted(result.columns):
        return False
    places = [result.columns.index(column) for column in expected.columns]
    got = [tuple(row[place] for place in places) for row in result.rows]
    return _alike(expected.rows, got, same, ordered=expected.ordered)


def _alike(wanted: Sequence[Any], got: Sequence[Any], same: Same, *, ordered: bool) -> bool:
    def rows_alike(one: Any, other: Any) -> bool:
        if not isinstance(one, tuple):
            return same(one, other)
        return len(one) == len(other) and all(map(same, one, other))

    if len(wanted) != len(got):
        return False
    if ordered:
        return all(map(rows_alike, wanted, got))
    left = list(got)
    for each in wanted:
        place = next((place for place, other in enumerate(left) if rows_alike(each, other)), None)
        if place is None:
            return False
        del left[place]
    return True


def _same(wanted: Any, got: Any, *, forgiving: bool, ordered: bool) -> bool:
    def same(one: Any, other: Any) -> bool:
        return _same(one, other, forgiving=forgiving, ordered=ordered)

    match wanted:
        case Node():
            return _is_node(wanted, got, same, forgiving=forgiving)
        case Relationship():
            return (
                _has_keys(got, "type", "properties")
                and wanted.type == got["type"]
                and same(wanted.properties, got["properties"])
            )
        case Path():
            return (
                _has_keys(got, "nodes", "relationships")
                and _alike(wanted.nodes, got["nodes"], same, ordered=True)
                and _alike(wanted.relationships, got["relationships"], same, ordered=True)
            )
        case list():
            return isinstance(got, list) and _alike(wanted, got, same, ordered=ordered)
        case dict():
            return (
                isinstance(got, dict)
                and wanted.keys() == got.keys()
                and all(same(wanted[key], got[key]) for key in wanted)
            )
        case str():
            return wanted == got or _is_same_time(wanted, got)
        case float() if not math.isfinite(wanted):
            return bool(got == _AS_TEXT[repr(wanted)])
        case float():
            return isinstance(got, float) and wanted == got
        case _:
            return type(wanted) is type(got) and bool(wanted == got)


def _is_node(wanted: Node, got: Any, same: Same, *, forgiving: bool) -> bool:
    if not _has_keys(got, "labels", "properties"):
        return False
    labels, properties = set(got["labels"]), got["properties"]
    if not forgiving:
        return wanted.labels == labels and same(wanted.properties, properties)
    in_one = _ADDED & (wanted.properties.keys() ^ properties.keys())
    return wanted.labels == labels - {"Node"} and same(
        {key: value for key, value in wanted.properties.items() if key not in in_one},
        {key: value for key, value in properties.items() if key not in in_one},
    )


def _has_keys(value: Any, *keys: str) -> bool:
    return isinstance(value, dict) and value.keys() == set(keys)


def _is_same_time(wanted: str, got: Any) -> bool:
    if not isinstance(got, str):
        return False
    lengths = _lengths(wanted)
    return _plain_time(wanted) == _plain_time(got) or (lengths is not None and lengths == _lengths(got))


def _plain_time(text: str) -> str:
    """Return ISO text with its seconds and their microseconds, and an offset but no name of a zone."""

    def written_out(found: re.Match[str]) -> str:
        minutes, seconds, fraction, offset, _ = found.groups()
        offset = {"Z": "+00:00", None: ""}.get(offset, offset)
        return f"{minutes}{seconds or ':00'}.{(fraction or '').ljust(6, '0')[:6]}{offset}"

    return _TIME.sub(written_out, text, count=1)


def _lengths(text: str) -> tuple[Decimal, Decimal, Decimal] | None:
    """Return the months, days and seconds of a duration's ISO text, or None for another text."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    part = {name: Decimal(number or 0) for name, number in found.groupdict().items()}
    return (
        12 * part["years"] + part["months"],
        7 * part["weeks"] + part["days"],
        3600 * part["hours"] + 60 * part["minutes"] + part["seconds"],
    )
