"""Walks through the syntax tree of a query, and changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import TypeVar

from graph.cypher.syntax import Part

T = TypeVar("T")


def children(part: Part) -> Iterator[Part]:
    """Yield the parts that stand directly in a part, in order."""
    for name in _names(type(part)):
        yield from _parts_in(getattr(part, name))


def walk(part: Part) -> Iterator[Part]:
    """Yield a part and all parts in it, outer before inner."""
    yield part
    for child in children(part):
        yield from walk(child)


def rewrite(part: T, change: Callable[[Part], Part]) -> T:
    """Return a part with ``change`` applied to all parts in it, inner before outer; what does not change stays the same object."""
    return _rewritten(part, change)  # type: ignore[return-value]


def changed(part: T, **values: object) -> T:
    """Return a copy of a part with other values, which no longer stands in the text."""
    return replace(part, span=None, **values)  # type: ignore[type-var]


_NAMES: dict[type, tuple[str, ...]] = {}


def _names(kind: type) -> tuple[str, ...]:
    names = _NAMES.get(kind)
    if names is None:
        names = _NAMES[kind] = tuple(each.name for each in fields(kind) if each.name != "span")
    return names


def _parts_in(value: object) -> Iterator[Part]:
    if isinstance(value, Part):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _parts_in(each)


def _rewritten(value: object, change: Callable[[Part], Part]) -> object:
    if isinstance(value, Part):
        others = {}
        for name in _names(type(value)):
            before = getattr(value, name)
            after = _rewritten(before, change)
            if after is not before:
                others[name] = after
        return change(changed(value, **others) if others else value)
    if isinstance(value, tuple):
        items = tuple(_rewritten(each, change) for each in value)
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    return value
