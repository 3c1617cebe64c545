"""Walks through the syntax tree of a query, and changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import TypeVar

from graph.cypher.syntax.tree import NodePattern, Part, PathPattern, Query, RelationshipPattern, Variable

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


def transformed(part: T, change: Callable[[Part, Part], Part]) -> T:
    """Return a part with ``change`` applied to all parts in it, inner before outer; what does not change stays the same object.

    ``change`` gets the part as it stood in the tree, by which an analysis knows it, and the same with what was changed inside.
    """
    return _transformed(part, change)  # type: ignore[return-value]


def rewrite(part: T, change: Callable[[Part], Part]) -> T:
    """Return a part as :func:`transformed` does, where the part as it stood does not matter."""
    return transformed(part, lambda _, current: change(current))


def replaced(part: T, found: Callable[[Part], Part | None]) -> T:
    """Return a part with what ``found`` gives instead of parts in it, outer before inner; None keeps a part and looks into it."""
    return _replaced(part, found)  # type: ignore[return-value]


def changed(part: T, **values: object) -> T:
    """Return a copy of a part with other values, which no longer stands in the text."""
    return replace(part, span=None, **values)  # type: ignore[type-var]


def same_objects(one: Sequence[object], other: Sequence[object]) -> bool:
    """Tell whether two sequences hold the same objects: equal parts may stand in other places, or in none."""
    return len(one) == len(other) and all(new is old for new, old in zip(one, other, strict=True))


def names_in(part: Part) -> Iterator[str]:
    """Yield the names of all variables that a part mentions, of its own and from outside."""
    for each in walk(part):
        if isinstance(each, Variable):
            yield each.name
        elif isinstance(each, (NodePattern, RelationshipPattern, PathPattern)) and each.variable is not None:
            yield each.variable


def outside_queries(part: Part) -> Iterator[Part]:
    """Yield a part and the parts in it that stand in no query of their own."""
    yield part
    for child in children(part):
        if not isinstance(child, Query):
            yield from outside_queries(child)


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


def _transformed(value: object, change: Callable[[Part, Part], Part]) -> object:
    if isinstance(value, Part):
        others = _others(value, lambda inner: _transformed(inner, change))
        return change(value, changed(value, **others) if others else value)
    if isinstance(value, tuple):
        return _items(value, lambda inner: _transformed(inner, change))
    return value


def _replaced(value: object, found: Callable[[Part], Part | None]) -> object:
    if isinstance(value, Part):
        instead = found(value)
        if instead is not None:
            return instead
        others = _others(value, lambda inner: _replaced(inner, found))
        return changed(value, **others) if others else value
    if isinstance(value, tuple):
        return _items(value, lambda inner: _replaced(inner, found))
    return value


def _others(part: Part, change: Callable[[object], object]) -> dict[str, object]:
    """Return the fields of a part that a change makes others."""
    found = {}
    for name in _names(type(part)):
        before = getattr(part, name)
        after = change(before)
        if after is not before:
            found[name] = after
    return found


def _items(value: tuple[object, ...], change: Callable[[object], object]) -> tuple[object, ...]:
    items = tuple(change(each) for each in value)
    return value if same_objects(items, value) else items
