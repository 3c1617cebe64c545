"""The values of the embedded store in the form of :mod:`graph.values`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

from graph import values
from graph.answers import unreadable

# kglite gives the keys of a map in order, so that no map of a query has these in theirs.
_DURATION = ("months", "days", "seconds")
_RELATIONSHIP = ("id", "start", "end", "type", "properties")
_NODE = ("id", "labels", "properties")


def rows_of(view: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of an answer of kglite, with the values of the columns in plain form.

    Raises:
        QueryFailedError: A value has no form in Python.

    """
    rows = iter(view)
    while True:
        try:
            row = next(rows, None)
        except ValueError as error:
            raise unreadable() from error
        if row is None:
            return
        yield tuple(plain(row[column]) for column in columns)


def plain(value: Any) -> Any:
    """Return a value of kglite as it was stored: it adds its own numbers to nodes, and a title and type to those without."""
    if isinstance(value, float):
        return values.number(value)
    if isinstance(value, (date, time)):
        return values.moment(value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    keys = tuple(value)
    if keys[:3] == _DURATION and keys[3:] in ((), ("nanoseconds",)):
        return values.duration(value["months"], value["days"], value["seconds"], value.get("nanoseconds", 0))
    if keys == _NODE:
        labels = value["labels"]
        added = set() if "Document" in labels else {"title"}
        # The first label is kglite's own type of a node.
        added |= {"type"} if [value["properties"].get("type")] == labels[:1] else set()
        return values.node(labels, {k: plain(v) for k, v in value["properties"].items() if k not in added})
    if keys == _RELATIONSHIP:
        return values.relationship(value["type"], {k: plain(v) for k, v in value["properties"].items()})
    return values.mapping({key: plain(each) for key, each in value.items()})
