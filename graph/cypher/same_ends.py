"""Questions whether a query asks for a shortest path between a node and itself, at which Neo4j fails and kglite finds none."""

from __future__ import annotations

from collections.abc import Iterator

from graph.cypher.rules.building import FreshNames, equal, joined
from graph.cypher.syntax.tree import Item, Literal, Match, PathPattern, Query, Return, SingleQuery, Variable
from graph.cypher.syntax.walking import changed

_ONE = Return((Item(Literal(1), "same"),), limit=Literal(1))


def same_ends_questions(query: Query) -> Iterator[Query]:
    """Yield a query for each shortest path that a query matches, which has a row where the two ends are one node."""
    fresh = FreshNames(query)
    for part in query.parts:
        for place, clause in enumerate(part.clauses):
            if not isinstance(clause, Match):
                continue
            for pattern in clause.patterns:
                if pattern.shortest and not _takes_none(pattern):
                    asked = _ends(clause, pattern, fresh)
                    yield Query((SingleQuery((*part.clauses[:place], asked, _ONE)),))


def _takes_none(pattern: PathPattern) -> bool:
    """Tell whether a path without a relationship will do."""
    return any(each.length is not None and each.length.minimum == 0 for each in pattern.relationships)


def _ends(clause: Match, pattern: PathPattern, fresh: FreshNames) -> Match:
    """Return the clause with the two ends in place of the path between them, and that they are one."""
    first, last = (changed(node, variable=node.variable or fresh()) for node in pattern.nodes)
    others = [each for each in clause.patterns if not each.shortest]
    same = equal(Variable(str(first.variable)), Variable(str(last.variable)))
    return Match((*others, PathPattern((first,)), PathPattern((last,))), joined("AND", clause.where, same))
