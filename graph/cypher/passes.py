"""Which passes of kglite's optimizer may answer a query wrongly, told from the query's syntax tree.

Each of them is right for most queries, and many take a hundred times as long without it; so each is named only where it may be
wrong. What is said of them here was found by comparing answers with and without the optimizer, as the tests do.
"""

from __future__ import annotations

from collections.abc import Collection

from graph.cypher.rules.aggregates import holds_aggregate
from graph.cypher.syntax.tree import (
    Call,
    CallSubquery,
    Clause,
    Match,
    Part,
    Projection,
    Property,
    Query,
    RelationshipPattern,
    SingleQuery,
    Subquery,
    Unwind,
    Variable,
    With,
)
from graph.cypher.syntax.walking import names_in, walk
from graph.errors import StoreError

COUNT = "fuse_match_return_aggregate"
"""Counts what one pattern finds: without looking at which relationships it took, at labels of a node that is a key, or at what
else is counted beside something DISTINCT."""
OPTIONAL = "fuse_optional_match_aggregate"
"""Counts what OPTIONAL MATCH finds: what it found is null where it is a key, and an answer without rows has no columns."""
NESTED = "optimize_nested_queries"
"""Lets the others work in the braces of CALL, where some forget the row that the braces are run for."""
TOP = "fuse_order_by_top_k"
"""Sorts and cuts at once: null in the braces of CALL for every row, once a row has nothing there."""
FOLD = "fold_aliasing_with"
"""Takes a WITH away that gives what it computes a name: ORDER BY that name then counts anew, and the braces of COUNT that start
from null do not count 0 there."""
START = "optimize_pattern_start_node"
"""Begins at the end of a pattern where that finds less: the list of the relationships of a length then comes from back to front."""
PASSES = (COUNT, OPTIONAL, NESTED, TOP, FOLD, START)


def check_passes(known: Collection[str], version: str) -> None:
    """Take the names of kglite's passes and its version, and return nothing.

    Raises:
        StoreError: kglite has no pass of such a name, so it cannot be turned off; the message says what to do.

    """
    if unknown := [each for each in PASSES if each not in known]:
        raise StoreError(
            f"kglite {version} answers queries in a way that graphmill does not know: it has no {' and no '.join(unknown)}, which "
            "graphmill turns off where it answers wrongly. Install graphmill again, with the version of kglite that it asks "
            "for, or use a Neo4j store."
        )


def wrong_passes(query: Query) -> tuple[str, ...]:
    """Take the tree of a query as it is run, and return which of :data:`PASSES` may answer it wrongly."""
    parts = tuple(walk(query))
    found = set()
    if any(isinstance(part, CallSubquery) for part in parts):
        found |= {NESTED, TOP}
    if _steps(parts) > 1 or not all(_is_plain_count(each) for each in parts if isinstance(each, Projection)):
        found.add(COUNT)
    if _groups_by_what_is_optional(parts):
        found.add(OPTIONAL)
    if any(_counts_in_braces(part) for part in parts if isinstance(part, With)):
        found.add(FOLD)
    if any(isinstance(part, RelationshipPattern) and part.length and part.variable for part in parts):
        found.add(START)
    return tuple(each for each in PASSES if each in found)


def _steps(parts: Collection[Part]) -> int:
    """Return how many relationships the patterns take at most, two for a number of them that is not written out."""
    return sum(1 if part.length is None else 2 for part in parts if isinstance(part, RelationshipPattern))


def _is_plain_count(projection: Projection) -> bool:
    """Tell whether nothing is counted, or nothing is DISTINCT and the keys are properties."""
    counts = [part for part in walk(projection) if isinstance(part, Call) and part.function == "count"]
    if not counts:
        return True
    keys = [item.expression for item in projection.items if item.expression not in counts]
    return not (projection.star or any(count.distinct for count in counts)) and all(
        isinstance(key, Property) and isinstance(key.subject, Variable) for key in keys
    )


def _counts_in_braces(projection: Projection) -> bool:
    return any(
        isinstance(each, Subquery) and each.kind == "COUNT"
        for item in projection.items
        for each in walk(item)
    )


def _groups_by_what_is_optional(parts: Collection[Part]) -> bool:
    """Tell whether values are grouped by what an OPTIONAL MATCH found, or whether more than one query is to be looked at."""
    if not any(isinstance(part, Match) and part.optional for part in parts):
        return False
    queries = [part for part in parts if isinstance(part, SingleQuery)]
    return len(queries) > 1 or _has_optional_key(queries[0].clauses)


def _has_optional_key(clauses: tuple[Clause, ...]) -> bool:
    bound: set[str] = set()
    found: set[str] = set()
    for clause in clauses:
        if isinstance(clause, Match):
            names = {name for pattern in clause.patterns for name in names_in(pattern)}
            if clause.optional:
                found |= names - bound
            bound |= names
        elif isinstance(clause, Unwind) and _mentions(clause.expression, found):
            found.add(clause.variable)
        elif isinstance(clause, Projection):
            keys = [item for item in clause.items if not holds_aggregate(item.expression)]
            grouped = len(keys) < len(clause.items)
            if grouped and ((clause.star and found) or any(_mentions(key, found) for key in keys)):
                return True
            found |= {key.name for key in keys if _mentions(key, found)}
    return False


def _mentions(part: Part, names: Collection[str]) -> bool:
    return any(isinstance(each, Variable) and each.name in names for each in walk(part))
