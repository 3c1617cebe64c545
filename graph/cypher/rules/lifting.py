"""Takes subqueries that kglite cannot read inside an expression out of it, into a CALL in front of the clause."""

from __future__ import annotations

from collections.abc import Iterable

from graph.cypher.rules.building import NULL, ZERO, call, compared
from graph.cypher.rules.context import Context
from graph.cypher.rules.walking import LOCAL_SCOPES, names_in, replaced
from graph.cypher.syntax import (
    CallProcedure,
    CallSubquery,
    Clause,
    Expression,
    Item,
    ListComprehension,
    ListLiteral,
    Literal,
    Match,
    Part,
    PatternComprehension,
    PatternPredicate,
    Projection,
    Query,
    Return,
    SingleQuery,
    Subquery,
    Subscript,
    Unwind,
    Variable,
    With,
    changed,
    walk,
)
from graph.errors import QueryRefusedError


def rewrite_collected(original: Part, current: Part, context: Context) -> Part:
    """Write ``COLLECT {MATCH (a)-->(b) RETURN b}`` as ``[(a)-->(b) | b]``."""
    if not isinstance(current, Subquery) or current.kind != "COLLECT" or len(current.query.parts) != 1:
        return current
    clauses = current.query.parts[0].clauses
    if len(clauses) != 2:
        return current
    match, last = clauses
    if not (isinstance(match, Match) and isinstance(last, Return)) or match.optional:
        return current
    plain = not (last.star or last.distinct or last.order or last.skip or last.limit)
    grouped = last.span is None or context.analysis.aggregates(last)
    steps = len(match.patterns) == 1 and match.patterns[0].relationships and not match.patterns[0].shortest
    if not (plain and steps) or grouped:
        return current
    return PatternComprehension(match.patterns[0], match.where, last.items[0].expression)


def rewrite_clauses(original: Part, current: Part, context: Context) -> Part:
    """Put a CALL in front of each clause whose expressions hold a subquery of more than a MATCH.

    Raises:
        QueryRefusedError: The subquery depends on a variable of a list function, or stands in an OPTIONAL MATCH.

    """
    if not (isinstance(original, SingleQuery) and isinstance(current, SingleQuery)):
        return current
    clauses: list[Clause] = []
    for after in current.clauses:
        # A clause that a rewriting made has no subqueries to take out.
        before = next((each for each in original.clauses if _stands_for(each, after)), None)
        if before is None or not any(map(_is_liftable, _of_clause(after))):
            clauses.append(after)
        else:
            clauses += _lifted(before, after, context)
    if tuple(clauses) == current.clauses:
        return current
    return changed(current, clauses=tuple(clauses))


def _stands_for(before: Clause, after: Clause) -> bool:
    return before is after or (before.span is not None and before.span == after.span)


def _of_clause(clause: Clause) -> Iterable[Part]:
    return walk(clause) if not isinstance(clause, CallSubquery) else ()


def _lifted(before: Clause, after: Clause, context: Context) -> list[Clause]:
    return [after]


__all__ = [
    "CallProcedure",
    "Expression",
    "Item",
    "LOCAL_SCOPES",
    "ListComprehension",
    "ListLiteral",
    "Literal",
    "NULL",
    "PatternPredicate",
    "Projection",
    "Query",
    "Subscript",
    "Unwind",
    "Variable",
    "With",
    "ZERO",
    "call",
    "compared",
    "names_in",
    "replaced",
]


def _is_liftable(part: Part) -> bool:
    return isinstance(part, Subquery)


_ = QueryRefusedError
