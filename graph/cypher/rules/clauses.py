"""Rewrites the clauses of a query one after another."""

from __future__ import annotations

from graph.cypher.rules.aggregates import parted
from graph.cypher.rules.context import Site
from graph.cypher.rules.lifting import lifted
from graph.cypher.rules.procedures import listed
from graph.cypher.syntax.tree import Clause, Part, SingleQuery
from graph.cypher.syntax.walking import changed, same_objects


def rewrite_clauses(at: Site) -> Part:
    """Take out of each clause what kglite cannot do in it, into clauses before it.

    Raises:
        QueryRefusedError: As :func:`graph.cypher.rules.lifting.lifted` and :func:`graph.cypher.rules.procedures.listed` do.

    """
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, SingleQuery) and isinstance(current, SingleQuery)):
        return current
    clauses: list[Clause] = []
    alone = len(current.clauses) == 1
    for before, after in zip(original.clauses, current.clauses, strict=True):
        for procedure in listed(after, context, alone=alone):
            *first, last = lifted(before, procedure, context) if procedure is after else [procedure]
            clauses += [*first, *(parted(before, last, context) if procedure is after else [last])]
    return current if same_objects(clauses, current.clauses) else changed(current, clauses=tuple(clauses))
