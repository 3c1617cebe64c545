"""What the rules know of the query that they rewrite and of the graph that it runs on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.cypher.analysis.queries import Analysis
from graph.cypher.rules.building import FreshNames
from graph.cypher.syntax.tree import Call, Expression, Part, Query
from graph.cypher.syntax.walking import walk
from graph.cypher.types.value_types import ValueType


@dataclass(frozen=True)
class Context:
    """A query's analysis, names for new variables, and whether the graph holds nodes that graphmill did not write.

    ``references`` says that startNode() or endNode() stand in the query: what they give is a node whose labels kglite finds by
    labels() alone. ``in_result`` holds the ids of the expressions whose value is seen in the answer and nowhere else,
    ``written_alike`` those of expressions that are told by how they are written.
    """

    analysis: Analysis
    fresh: FreshNames
    foreign: bool
    references: bool
    in_result: frozenset[int]
    parameters: Mapping[str, Any]
    written_alike: frozenset[int]

    def type_of(self, expression: Expression) -> ValueType:
        """Return what an expression of the tree that was analysed can be."""
        return self.analysis.type_of(expression)


@dataclass(frozen=True)
class Site:
    """A place in the tree: the part as it stood there, by which the analysis knows it, and as the rules before have made it."""

    original: Part
    current: Part
    context: Context


@dataclass(frozen=True)
class CallSite:
    """A call of a function as it stood in the tree, and as the rules before have made it."""

    original: Call
    current: Call
    context: Context


def references_nodes(query: Query) -> bool:
    """Tell whether a query asks for the ends of relationships by function."""
    return any(isinstance(part, Call) and part.function in {"startnode", "endnode"} for part in walk(query))
