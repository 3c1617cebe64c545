"""Rewrites EXISTS {…} and bare patterns of more than one step: kglite overlooks some of what is there."""

from __future__ import annotations

from graph.cypher.rules.building import ZERO, call, compared
from graph.cypher.rules.context import Context, Site
from graph.cypher.syntax.tree import (
    AllLabels,
    Binary,
    Comparison,
    Expression,
    IsNull,
    IsTyped,
    Label,
    LabelExpression,
    Match,
    OneOfLabels,
    Part,
    PathPattern,
    PatternPredicate,
    Query,
    RelationshipPattern,
    Return,
    SingleQuery,
    Subquery,
)
from graph.cypher.syntax.walking import changed

MANY = frozenset[str]()
_TURNED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def rewrite_existence(at: Site) -> Part:
    """Count what EXISTS {…} or a pattern asks for, where one relationship could serve two of its steps.

    kglite takes the way back over the same relationship first, drops it, and looks no further.
    """
    current = at.current
    if isinstance(current, PatternPredicate):
        if current.pattern.shortest or not may_share(current.pattern):
            return current
        query = Query((SingleQuery((Match((current.pattern,)),)),))
        return _counted(Subquery("COUNT", query, short=True))
    if isinstance(current, Subquery) and current.kind == "EXISTS":
        matches = [
            each for single in current.query.parts for each in single.clauses if isinstance(each, Match)
        ]
        if any(may_share(pattern) for match in matches for pattern in match.patterns):
            return _counted(changed(current, kind="COUNT"))
    return current


def rewrite_return(at: Site) -> Part:
    """Leave out the RETURN in EXISTS {…} and COUNT {…}, which kglite does not read, where it changes nothing."""
    current, context = at.current, at.context
    if not isinstance(current, Subquery) or current.kind == "COLLECT" or len(current.query.parts) != 1:
        return current
    (single,) = current.query.parts
    last = single.clauses[-1]
    if not isinstance(last, Return) or len(single.clauses) == 1 or _changes_rows(last, current.kind, context):
        return current
    return changed(current, query=Query((changed(single, clauses=single.clauses[:-1]),)))


def rewrite_short(at: Site) -> Part:
    """Leave out the word MATCH of a subquery that is one: kglite does not read it within round brackets."""
    current = at.current
    if not isinstance(current, Subquery) or current.kind == "COLLECT" or len(current.query.parts) != 1:
        return current
    (single,) = current.query.parts
    (match, *others) = single.clauses
    if others or not isinstance(match, Match) or match.optional or (current.short and match.span is None):
        return current
    return changed(current, query=Query((SingleQuery((changed(match),)),)), short=True)


def rewrite_count(at: Site) -> Part:
    """Let COUNT {…} not be the first in an expression: behind a round bracket kglite takes it for a node of a pattern."""
    current = at.current
    if isinstance(current, Comparison) and len(current.rest) == 1 and _is_count(current.first):
        ((operator, other),) = current.rest
        return changed(current, first=other, rest=((_TURNED[operator], current.first),))
    if isinstance(current, Binary) and _is_count(current.left):
        return changed(current, left=call("coalesce", current.left))
    if isinstance(current, (IsNull, IsTyped)) and _is_count(current.operand):
        return changed(current, operand=call("coalesce", current.operand))
    return current


def _is_count(expression: Expression) -> bool:
    return isinstance(expression, Subquery) and expression.kind == "COUNT"


def may_share(pattern: PathPattern) -> bool:
    """Tell whether one relationship could serve two steps of a pattern."""
    steps = [_types(each) for each in pattern.relationships]
    return any(
        not one or not other or one & other for place, one in enumerate(steps) for other in steps[place + 1 :]
    )


def _types(relationship: RelationshipPattern) -> frozenset[str]:
    """Return the types that a relationship may have; nothing where it may have any."""
    found = _names(relationship.types)
    return MANY if found is None else frozenset(found)


def _names(types: LabelExpression | None) -> set[str] | None:
    if isinstance(types, Label):
        return {types.name}
    if isinstance(types, (OneOfLabels, AllLabels)):
        names = [_names(each) for each in types.operands]
        if any(each is None for each in names):
            return None
        return {name for each in names if each is not None for name in each}
    return None


def _changes_rows(last: Return, kind: str, context: Context) -> bool:
    if last.limit is not None or last.skip is not None:
        return True
    grouped = last.span is None or context.analysis.aggregates(last)
    return grouped or (kind == "COUNT" and last.distinct)


def _counted(counted: Subquery) -> Expression:
    return compared(counted, ">", ZERO)
