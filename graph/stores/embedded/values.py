"""The values of the embedded store in the form of :mod:`graph.stores.values`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from graph.cypher.rules.names import expanded, stored
from graph.stores import values
from graph.stores.bounds import unreadable

# kglite gives the keys of a map in order, so that no map of a query has these in theirs.
_DURATION = ("months", "days", "seconds")
_RELATIONSHIP = ("id", "start", "end", "type", "properties")
_NODE = ("id", "labels", "properties")


def rows_of(view: Any, columns: tuple[str, ...], *, foreign: bool) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of an answer of kglite, with the values of the columns in plain form.

    ``foreign`` says that the graph holds nodes that graphmill did not write.

    Raises:
        QueryFailedError: A value has no form in Python.

    """
    given = tuple(view.columns)
    # What RETURN * stands for kglite gives in an order of its own.
    names = columns if set(columns) == set(given) else given
    rows = iter(view)
    while True:
        try:
            row = next(rows, None)
        except ValueError as error:
            raise unreadable() from error
        if row is None:
            return
        yield tuple(plain(row[name], foreign=foreign) for name in names)


def plain(value: Any, *, foreign: bool = False) -> Any:
    """Return a value of kglite as it was stored: it adds its own numbers to nodes, and names and types to those without."""
    if isinstance(value, float):
        return values.number(value)
    if isinstance(value, (date, time)):
        return values.moment(value)
    if isinstance(value, list):
        return [plain(each, foreign=foreign) for each in value]
    if not isinstance(value, dict):
        return value
    keys = tuple(value)
    if keys[:3] == _DURATION and keys[3:] in ((), ("nanoseconds",)):
        return values.duration(value["months"], value["days"], value["seconds"], value.get("nanoseconds", 0))
    if keys == _NODE:
        labels, properties = stored(value, foreign=foreign)
        return values.node(labels, {key: plain(each, foreign=foreign) for key, each in properties.items()})
    kept = {key: plain(each, foreign=foreign) for key, each in value.items()}
    if keys == _RELATIONSHIP:
        return values.relationship(value["type"], kept["properties"])
    whole = expanded(kept)
    return None if whole is None else values.mapping(whole)
