"""Refuses what kglite answers otherwise about paths."""

from __future__ import annotations

from graph.cypher.rules.context import Site
from graph.cypher.syntax.tree import (
    CallSubquery,
    Match,
    Part,
    PathPattern,
    PatternComprehension,
    PatternPredicate,
)
from graph.cypher.syntax.walking import names_in
from graph.errors import QueryRefusedError


def refuse_conditional_paths(at: Site) -> Part:
    """Refuse conditions on a shortest path in the MATCH that finds it.

    Neo4j finds the shortest of the paths that satisfy them, kglite the shortest of all, and drops it if it does not.

    Raises:
        QueryRefusedError: With the forms that both stores answer alike.

    """
    original, current = at.original, at.current
    if not isinstance(original, Match) or original.where is None:
        return current
    shortest = [pattern for pattern in original.patterns if pattern.shortest]
    on_path = {name for pattern in shortest for name in _of_path(pattern)} & set(names_in(original.where))
    if on_path:
        name = min(on_path)
        raise QueryRefusedError(
            f"WHERE has a condition on {name}, which {shortest[0].shortest}() is to find: the embedded store looks at it only when the path is found. "
            "For the shortest path that satisfies it, write MATCH p = (a)-[:TYPE*..6]-(b) WHERE … RETURN p ORDER BY length(p) LIMIT 1; "
            "to look at the path that was found, write WITH * WHERE … behind the MATCH."
        )
    return current


def refuse_repeated_relationships(at: Site) -> Part:
    """Refuse a relationship that stands twice where each step must take another.

    Raises:
        QueryRefusedError: Neo4j finds nothing then, kglite does.

    """
    original = at.original
    patterns: tuple[PathPattern, ...] = ()
    if isinstance(original, Match):
        patterns = original.patterns
    elif isinstance(original, (PatternComprehension, PatternPredicate)):
        patterns = (original.pattern,)
    names = [each.variable for pattern in patterns for each in pattern.relationships if each.variable]
    for name in names:
        if names.count(name) > 1:
            raise QueryRefusedError(
                f"The relationship {name} stands twice in one pattern, where no relationship may be taken twice: give each a "
                "name of its own."
            )
    return at.current


def refuse_known_nodes(at: Site) -> Part:
    """Refuse to look in the braces of CALL for a node that is known there already.

    Raises:
        QueryRefusedError: Where the node is null, kglite may find another in its place.

    """
    original = at.original
    if not isinstance(original, CallSubquery):
        return at.current
    for clause in (each for single in original.query.parts for each in single.clauses):
        if not isinstance(clause, Match):
            continue
        known = at.context.analysis.before(clause)
        for pattern in clause.patterns:
            name = pattern.elements[0].variable if len(pattern.elements) == 1 else None
            if name is not None and name in known:
                raise QueryRefusedError(
                    f"MATCH ({name}) in CALL {{…}} looks for a node that is known there already: leave it out, or write WITH {name} WHERE … for a "
                    "condition."
                )
    return at.current


def refuse_bound_lengths(at: Site) -> Part:
    """Refuse a list of relationships that is known already as the length of a pattern.

    Raises:
        QueryRefusedError: kglite looks for all paths instead of that one.

    """
    original = at.original
    if not isinstance(original, Match):
        return at.current
    known = at.context.analysis.before(original)
    for pattern in original.patterns:
        for each in pattern.relationships:
            if each.length is not None and each.variable in known:
                raise QueryRefusedError(
                    f"{each.variable} is a list of relationships already and cannot be found again by -[{each.variable}*]-: work with the "
                    f"list itself, as in startNode(head({each.variable})), or give the pattern a name of its own."
                )
    return at.current


def _of_path(pattern: PathPattern) -> set[str]:
    names = {relationship.variable for relationship in pattern.relationships} | {pattern.variable}
    return {name for name in names if name is not None}
