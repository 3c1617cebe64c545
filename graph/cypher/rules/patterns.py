"""Rewrites patterns: conditions and labels that kglite does not read in them, and lengths without an end."""

from __future__ import annotations

from graph.cypher.rules.building import joined
from graph.cypher.rules.context import Site
from graph.cypher.rules.operators import label_condition
from graph.cypher.syntax.tree import (
    AllLabels,
    Label,
    LabelExpression,
    Length,
    Literal,
    Match,
    NodePattern,
    OneOfLabels,
    Part,
    PathPattern,
    PatternComprehension,
    PatternPredicate,
    Quantifier,
    Query,
    RelationshipPattern,
    SingleQuery,
    Subquery,
    Variable,
)
from graph.cypher.syntax.walking import changed
from graph.errors import QueryRefusedError

LONGEST = 1_000_000_000
"""More relationships than a graph in memory has, so that no path is longer; kglite ends a path without a bound after ten."""


def rewrite_node(at: Site) -> Part:
    """Move labels that kglite reads only one by one into a condition of the node."""
    current, context = at.current, at.context
    if not isinstance(current, NodePattern) or current.labels is None or _is_plain_label(current.labels):
        return current
    operands = current.labels.operands if isinstance(current.labels, AllLabels) else (current.labels,)
    plain = tuple(each for each in operands if isinstance(each, Label))
    others = tuple(each for each in operands if not isinstance(each, Label))
    variable = current.variable or context.fresh()
    conditions = (label_condition(Variable(variable), each, context, relationship=False) for each in others)
    labels: LabelExpression | None = AllLabels(plain, colons=True) if len(plain) > 1 else None
    if len(plain) == 1:
        (labels,) = plain
    # Without a condition the node may stay without a name.
    name = variable if others else current.variable
    return changed(current, variable=name, labels=labels, where=joined("AND", *conditions, current.where))


def rewrite_relationship(at: Site) -> Part:
    """Give a length an end, and move types that kglite cannot read into a condition of the relationship.

    Raises:
        QueryRefusedError: A relationship of variable length has a condition of its own.

    """
    current, context = at.current, at.context
    if not isinstance(current, RelationshipPattern):
        return current
    found = _bounded(current)
    if found.types is None or _is_plain_type(found.types):
        if isinstance(found.types, OneOfLabels):
            found = changed(found, types=changed(found.types))
        # Arrows on both sides are none.
        return found if found.direction else changed(found)
    variable = found.variable or context.fresh()
    if found.length is None:
        condition = label_condition(Variable(variable), found.types, context, relationship=True)
    else:
        each = context.fresh()
        one = label_condition(Variable(each), found.types, context, relationship=True)
        condition = Quantifier("all", each, Variable(variable), one)
    return changed(found, variable=variable, types=None, where=joined("AND", condition, found.where))


def rewrite_path(at: Site) -> Part:
    """Leave shortestPath() its length as it was written: it ends by itself, and sooner."""
    original, current = at.original, at.current
    if not (isinstance(original, PathPattern) and isinstance(current, PathPattern)) or not current.shortest:
        return current
    elements = tuple(
        changed(after, length=before.length)
        if isinstance(before, RelationshipPattern)
        and isinstance(after, RelationshipPattern)
        and before.length is not None
        and before.length.maximum is None
        else after
        for before, after in zip(original.elements, current.elements, strict=True)
    )
    return changed(current, elements=elements) if elements != current.elements else current


def rewrite_conditions(at: Site) -> Part:
    """Move the conditions in nodes and relationships into the WHERE of what holds the pattern."""
    current = at.current
    if isinstance(current, Match):
        conditions = [each.where for pattern in current.patterns for each in pattern.elements]
        if all(each is None for each in conditions):
            return current
        patterns = tuple(map(_without_conditions, current.patterns))
        return changed(current, patterns=patterns, where=joined("AND", *conditions, current.where))
    if isinstance(current, PatternComprehension):
        conditions = [each.where for each in current.pattern.elements]
        if all(each is None for each in conditions):
            return current
        where = joined("AND", *conditions, current.where)
        return changed(current, pattern=_without_conditions(current.pattern), where=where)
    if isinstance(current, PatternPredicate):
        conditions = [each.where for each in current.pattern.elements]
        if all(each is None for each in conditions):
            return current
        match = Match((_without_conditions(current.pattern),), joined("AND", *conditions))
        return Subquery("EXISTS", Query((SingleQuery((match,)),)), short=True)
    return current


def _bounded(part: RelationshipPattern) -> RelationshipPattern:
    length = part.length
    if length is None:
        return part
    minimum = 1 if length.minimum is None else length.minimum
    if part.where is not None:
        raise QueryRefusedError(
            "A condition in a relationship of variable length is refused: name it, as in -[r:TYPE*1..3]->, and write WHERE "
            "all(each IN r WHERE …)."
        )
    if length.maximum is None:
        return changed(part, length=Length(minimum, LONGEST))
    if length.maximum < minimum:
        # No path is as short as that.
        return changed(part, length=Length(minimum, minimum), where=Literal(False))
    # A length in braces is behind the relationship in the text.
    return changed(part, length=Length(length.minimum, length.maximum))


def _without_conditions(pattern: PathPattern) -> PathPattern:
    elements = tuple(each if each.where is None else changed(each, where=None) for each in pattern.elements)
    return pattern if elements == pattern.elements else changed(pattern, elements=elements)


def _is_plain_label(labels: LabelExpression) -> bool:
    if isinstance(labels, AllLabels):
        return labels.colons and all(isinstance(each, Label) for each in labels.operands)
    return _is_plain_type(labels)


def _is_plain_type(labels: LabelExpression) -> bool:
    if isinstance(labels, OneOfLabels):
        return all(isinstance(each, Label) for each in labels.operands)
    return isinstance(labels, Label)
