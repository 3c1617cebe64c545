"""Refuses what would outrun the bounds of time and memory that a query has: kglite looks at the clock in few places."""

from __future__ import annotations

from graph.cypher.rules.context import Site
from graph.cypher.syntax.tree import Binary, Match, Part, PathPattern, Reduce, Subquery
from graph.cypher.syntax.walking import children, names_in, walk
from graph.cypher.types.value_types import NUMBERS
from graph.errors import QueryRefusedError


def refuse_products(at: Site) -> Part:
    """Refuse patterns in EXISTS {…} and COUNT {…} that nothing ties together: each is tried with each, and no time-out ends it.

    Raises:
        QueryRefusedError: More than one pattern is tied neither to another nor to what the braces are asked for.

    """
    original = at.original
    if not isinstance(original, Subquery) or original.kind == "COLLECT":
        return at.current
    for single in original.query.parts:
        matches = [clause for clause in single.clauses if isinstance(clause, Match)]
        patterns = [pattern for match in matches for pattern in match.patterns]
        if len(patterns) > 1 and _untied(patterns, set(at.context.analysis.before(matches[0]))) > 1:
            raise QueryRefusedError(
                f"The patterns in {original.kind} {{…}} share no variable, so that each is tried with each, which no time-out ends: "
                "tie them together, or look for them in CALL {…} RETURN count(*)."
            )
    return at.current


def _untied(patterns: list[PathPattern], known: set[str]) -> int:
    """Return how many groups of patterns share no variable with one another or with what is known."""
    groups: list[set[str]] = [known]
    for pattern in patterns:
        names = set(names_in(pattern))
        tied = [group for group in groups if group & names]
        groups = [group for group in groups if not group & names]
        groups.append(names.union(*tied))
    return sum(1 for group in groups if not group & known and group != known)


def refuse_doubling(at: Site) -> Part:
    """Refuse a reduce() that adds what it has to itself: forty elements make a text or a list of a terabyte.

    Raises:
        QueryRefusedError: What is reduced to may be a text or a list, and stands on both sides of a ``+``.

    """
    original = at.original
    if not isinstance(original, Reduce) or at.context.type_of(original.initial).only(NUMBERS):
        return at.current
    for part in walk(original.expression):
        added = isinstance(part, Binary) and part.operator in {"+", "||"}
        if added and all(original.accumulator in names_in(side) for side in children(part)):
            raise QueryRefusedError(
                f"reduce() adds {original.accumulator} to itself, so that it doubles with each element: add what an element gives."
            )
    return at.current
