"""Gives every column the name that Neo4j gives it, and writes names that are words of kglite in backticks."""

from __future__ import annotations

from graph.cypher.rules.context import Context
from graph.cypher.rules.walking import replaced
from graph.cypher.syntax import (
    Item,
    Literal,
    MapLiteral,
    NodePattern,
    Part,
    PathPattern,
    Projection,
    Property,
    RelationshipPattern,
    Return,
    SortItem,
    Unwind,
    Variable,
    changed,
)

WORDS = frozenset(
    [
        *(
            "EXCEPT",
            "EXPLAIN",
            "FILTER",
            "FINISH",
            "HAVING",
            "INSERT",
            "INTERSECT",
            "NULLS",
            "OFFSET",
            "ON",
            "OVER",
        ),
        *(
            "PARTITION",
            "PROFILE",
            "EXISTS",
            "END",
            "ASC",
            "DESC",
            "IS",
            "SET",
            "CALL",
            "CASE",
            "SKIP",
            "FOREACH",
        ),
        *(
            "ORDER",
            "LIMIT",
            "COUNT",
            "ALL",
            "ANY",
            "NONE",
            "SINGLE",
            "BY",
            "IN",
            "AS",
            "CREATE",
            "DELETE",
            "MERGE",
        ),
    ]
)
"""Words that kglite reads as its own where Neo4j takes them for names."""


def rewrite_column(original: Part, current: Part, context: Context) -> Part:
    """Name a column by its text, where kglite would name it by what it made of it."""
    if not isinstance(current, Return):
        return current
    items = tuple(
        changed(item) if item.alias is None and not isinstance(item.expression, Variable) else item
        for item in current.items
    )
    return changed(current, items=items) if _new(items, current.items) else current


def rewrite_order(original: Part, current: Part, context: Context) -> Part:
    """Sort by a column under its name, where rows are made one and kglite sees nothing else any more."""
    if not (isinstance(original, Projection) and isinstance(current, Projection)) or not current.order:
        return current
    if not (current.distinct or context.analysis.aggregates(original)):
        return current
    columns = list(zip(original.items, current.items, strict=False))

    def by_name(before: SortItem, after: SortItem) -> SortItem:
        def found(part: Part) -> Part | None:
            return next((Variable(new.name) for _, new in columns if part == new.expression), None)

        for old, new in columns:
            if before.expression == old.expression:
                return changed(after, expression=Variable(new.name))
        expression = replaced(after.expression, found)
        return after if after is before else changed(after, expression=expression)

    order = tuple(map(by_name, original.order, current.order))
    same = all(one is other for one, other in zip(order, current.order, strict=True))
    return current if same else changed(current, order=order)


def rewrite_literal(original: Part, current: Part, context: Context) -> Part:
    """Write a whole number in plain digits."""
    if not isinstance(current, Literal) or type(current.value) is not int or current.span is None:
        return current
    return current if current.span[1] - current.span[0] == len(str(current.value)) else changed(current)


def rewrite_name(original: Part, current: Part, context: Context) -> Part:
    """Print a name anew that is a word of kglite."""
    name = ""
    if isinstance(current, Variable):
        name = current.name
    elif isinstance(current, Property):
        name = current.key
    elif isinstance(current, Item):
        name = current.alias or ""
    elif isinstance(current, (Unwind, NodePattern, RelationshipPattern, PathPattern)):
        name = current.variable or ""
    elif isinstance(current, MapLiteral):
        name = next((key for key, _ in current.items if key.upper() in WORDS), "")
    return changed(current) if name.upper() in WORDS else current


def _new(items: tuple[Item, ...], before: tuple[Item, ...]) -> bool:
    return any(one is not other for one, other in zip(items, before, strict=True))
