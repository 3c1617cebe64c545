"""What each part of a query can see and give, and what is no valid Cypher in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.cypher.analysis.clauses import QueryTyper
from graph.cypher.analysis.inference import Doubt
from graph.cypher.analysis.scopes import Scope
from graph.cypher.syntax.tree import Clause, Expression, Projection, Query
from graph.cypher.types.value_types import ANY, ValueType

_Variables = Mapping[str, ValueType]


class Analysis:
    """The types of all expressions of a query, the variables of its clauses, and its columns.

    Parts are told apart by identity, so ask with those of the tree that was analysed, not with copies.
    """

    def __init__(self, query: Query, text: str, found: QueryTyper, columns: tuple[str, ...]) -> None:
        self.query = query
        self.text = text
        self.columns = columns
        self._found = found

    def type_of(self, expression: Expression) -> ValueType:
        """Return what an expression can be; anything where it is none of the tree's."""
        return self._found.types.get(id(expression), ANY)

    def doubt(self, expression: Expression) -> Doubt | None:
        """Return what a value must be where that shows only when the query runs, and the embedded store would not say so."""
        return self._found.doubts.get(id(expression))

    def before(self, clause: Clause) -> _Variables:
        """Return the variables that a clause sees."""
        return self._found.scopes[id(clause)][0].variables

    def after(self, clause: Clause) -> _Variables:
        """Return the variables that what follows a clause sees; behind a RETURN its columns."""
        return self._found.scopes[id(clause)][1].variables

    def expanded(self, projection: Projection) -> tuple[str, ...]:
        """Return the names that the ``*`` of a WITH or RETURN stands for, in order."""
        return self._found.stars[id(projection)]

    def columns_of(self, projection: Projection) -> tuple[str, ...]:
        """Return the names of all that a WITH or RETURN gives, in order."""
        return self._found.columns[id(projection)]

    def aggregates(self, projection: Projection) -> bool:
        """Tell whether a WITH or RETURN makes one row of many."""
        return id(projection) in self._found.grouped


def analyse(
    query: Query, parameters: Mapping[str, Any] | None = None, text: str = "", *, foreign: bool = True
) -> Analysis:
    """Return what is known of a query before it runs.

    Args:
        query: The tree, as it was parsed or as it was rewritten.
        parameters: The values that it is run with; with None nothing is known of them.
        text: What the tree was parsed from, so that errors can name the line and column.
        foreign: Whether the graph may hold nodes that graphmill did not write, with properties of any type.

    Raises:
        QueryFailedError: Neo4j would not run the query; the message names the place and the remedy.

    """
    typer = QueryTyper(parameters, text, foreign=foreign)
    columns = typer.query(query, Scope())
    return Analysis(query, text, typer, tuple(columns))
