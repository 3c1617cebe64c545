"""Conditions that kglite forgets, written so that it keeps them.

Where it looks a node up by its id, it forgets to compare the node's other properties (``<``, ``<=``, ``>``, ``>=``, ``IN``), unless all
that WHERE asks for can be looked up so. A property by ``node['key']`` it does not try to look up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from graph.cypher.syntax.tree import (
    Binary,
    Comparison,
    Expression,
    Literal,
    MapLiteral,
    Match,
    NodePattern,
    Part,
    Property,
    Query,
    Subscript,
    Variable,
    With,
)
from graph.cypher.syntax.walking import changed, rewrite, walk

_COMPARED = frozenset({"<", "<=", ">", ">="})


def keep_conditions(query: Query) -> Query:
    """Take the tree of a query, and return it with every such condition written so that kglite keeps it."""
    names = set(_looked_up(query))
    if not names:
        return query

    def keep(part: Part) -> Part:
        if isinstance(part, Match | With) and part.where is not None:
            where = rewrite(part.where, lambda each: _kept(each, names))
            return part if where is part.where else changed(part, where=where)
        return part

    return rewrite(query, keep)


def _looked_up(query: Query) -> Iterator[str]:
    """Yield the variables of nodes for which an id is asked."""
    for part in walk(query):
        if isinstance(part, NodePattern) and part.variable and isinstance(part.properties, MapLiteral):
            if any(key == "id" for key, _ in part.properties.items):
                yield part.variable
        elif isinstance(part, Comparison):
            for each in (part.first, *(operand for _, operand in part.rest)):
                if isinstance(each, Property) and isinstance(each.subject, Variable) and each.key == "id":
                    yield each.subject.name


def _kept(part: Part, names: Collection[str]) -> Part:
    if isinstance(part, Comparison) and any(operator in _COMPARED for operator, _ in part.rest):
        first = _by_key(part.first, names)
        rest = tuple((operator, _by_key(operand, names)) for operator, operand in part.rest)
        return part if (first, rest) == (part.first, part.rest) else changed(part, first=first, rest=rest)
    if isinstance(part, Binary) and part.operator == "IN":
        left = _by_key(part.left, names)
        return part if left is part.left else changed(part, left=left)
    return part


def _by_key(operand: Expression, names: Collection[str]) -> Expression:
    if (
        isinstance(operand, Property)
        and isinstance(operand.subject, Variable)
        and operand.subject.name in names
    ):
        return Subscript(operand.subject, Literal(operand.key))
    return operand
