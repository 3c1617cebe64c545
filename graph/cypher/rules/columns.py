"""Gives every column the name that Neo4j gives it, and writes names that are words of kglite in backticks."""

from __future__ import annotations

from graph.cypher.analysis.queries import Analysis
from graph.cypher.rules.context import Site
from graph.cypher.syntax.tree import (
    Item,
    Label,
    Literal,
    MapProjection,
    NodePattern,
    Part,
    PathPattern,
    Projection,
    Property,
    Query,
    RelationshipPattern,
    Return,
    SingleQuery,
    Variable,
    With,
)
from graph.cypher.syntax.walking import changed, replaced, same_objects, transformed

_WORDS = frozenset(
    [
        "and",
        "case",
        "else",
        "end",
        "exists",
        "limit",
        "match",
        "nulls",
        "optional",
        "or",
        "return",
        "skip",
        "then",
        "unwind",
        "when",
        "where",
        "with",
        "true",
        "false",
        "null",
    ]
)
"""Words that kglite reads as its own wherever they stand."""
_WORDS_OF_EXPRESSIONS = _WORDS | frozenset(
    [
        "all",
        "as",
        "asc",
        "by",
        "call",
        "contains",
        "create",
        "delete",
        "desc",
        "detach",
        "distinct",
        "ends",
        "except",
        "explain",
        "foreach",
        "having",
        "in",
        "intersect",
        "is",
        "merge",
        "not",
        "on",
        "order",
        "over",
        "partition",
        "profile",
        "remove",
        "set",
        "starts",
        "union",
        "xor",
        "yield",
    ]
)
"""Words that kglite reads as its own where a value is expected."""


def rewrite_item(at: Site) -> Part:
    """Keep the name of a map that is taken of a variable: Neo4j names its column by the variable."""
    original, current = at.original, at.current
    if not (isinstance(original, Item) and isinstance(current, Item)) or current.alias is not None:
        return current
    return (
        changed(current, alias=original.name) if isinstance(original.expression, MapProjection) else current
    )


def rewrite_column(at: Site) -> Part:
    """Name a column by its text, where kglite would name it by what it made of it."""
    current = at.current
    if not isinstance(current, Return):
        return current
    items = tuple(
        changed(item) if item.alias is None and not isinstance(item.expression, Variable) else item
        for item in current.items
    )
    return current if same_objects(items, current.items) else changed(current, items=items)


def sorted_by_names(query: Query, analysis: Analysis) -> Query:
    """Return a query whose DISTINCT and grouping projections sort and filter by the names of their columns.

    Neo4j sees there what a column was made of as well, kglite only its name.
    """

    def change(original: Part, current: Part) -> Part:
        if not (isinstance(original, Projection) and isinstance(current, Projection)):
            return current
        if not (current.distinct or analysis.aggregates(original)):
            return current
        named = [
            (each.expression, each.name)
            for each in original.items
            if not isinstance(each.expression, Variable)
        ]

        def found(part: Part) -> Part | None:
            return next((Variable(name) for expression, name in named if part == expression), None)

        order = tuple(replaced(each, found) for each in current.order)
        same = same_objects(order, current.order)
        if isinstance(current, With) and current.where is not None:
            where = replaced(current.where, found)
            if where is not current.where:
                current = changed(current, where=where)
        return current if same else changed(current, order=order)

    return transformed(query, change)


def rewrite_star(at: Site) -> Part:
    """Write out what ``RETURN *`` gives, in the order in which Neo4j gives it."""
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Return) and isinstance(current, Return)) or not current.star:
        return current
    names = context.analysis.expanded(original)
    items = (*(Item(Variable(name), text=name) for name in names), *current.items)
    return changed(current, items=items, star=False)


def rewrite_union(at: Site) -> Part:
    """Give the columns of all parts of a UNION in the order of the first."""
    current = at.current
    if not isinstance(current, Query) or len(current.parts) == 1:
        return current
    first = current.parts[0].clauses[-1]
    names = [item.name for item in first.items] if isinstance(first, Return) else []
    parts = tuple(_in_order(part, names) for part in current.parts)
    return current if same_objects(parts, current.parts) else changed(current, parts=parts)


def _in_order(part: SingleQuery, names: list[str]) -> SingleQuery:
    last = part.clauses[-1]
    if not isinstance(last, Return) or [item.name for item in last.items] == names:
        return part
    items = {item.name: item for item in last.items}
    if items.keys() != set(names):
        return part
    ordered = changed(last, items=tuple(items[name] for name in names))
    return changed(part, clauses=(*part.clauses[:-1], ordered))


def rewrite_literal(at: Site) -> Part:
    """Write a number in plain digits."""
    current = at.current
    if not isinstance(current, Literal) or type(current.value) not in {int, float} or current.span is None:
        return current
    digits = repr(current.value)
    return (
        current
        if len(digits) == current.span[1] - current.span[0] and "e" not in digits
        else changed(current)
    )


def rewrite_name(at: Site) -> Part:
    """Print a name anew, in backticks, that is a word of kglite."""
    current = at.current
    if isinstance(current, Variable):
        return changed(current) if current.name.casefold() in _WORDS_OF_EXPRESSIONS else current
    name: str | None = None
    if isinstance(current, Label):
        name = current.name
    elif isinstance(current, Property):
        name = current.key
    elif isinstance(current, (NodePattern, RelationshipPattern, PathPattern)):
        name = current.variable
    return changed(current) if name is not None and name.casefold() in _WORDS else current
