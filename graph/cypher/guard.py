"""A user's query for the embedded store: the text that kglite answers as Neo4j would, or the reason why it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.cypher.analysis import analyse
from graph.cypher.conditions import keep_conditions
from graph.cypher.parser import parse
from graph.cypher.passes import wrong_passes
from graph.cypher.printer import print_query
from graph.cypher.rules import rewritten
from graph.cypher.same_ends import same_ends_questions
from graph.cypher.syntax import Query


@dataclass(frozen=True, slots=True)
class GuardedQuery:
    """What to run: the text, the columns of its answer in order, and the passes of the optimizer to run it without.

    ``same_ends`` are queries to run first: a row of one says that a shortest path is asked for between a node and itself.
    """

    text: str
    columns: tuple[str, ...]
    without: tuple[str, ...]
    same_ends: tuple[GuardedQuery, ...] = ()


def guarded(text: str, parameters: Mapping[str, Any] | None = None, *, foreign: bool = False) -> GuardedQuery:
    """Return how kglite is to be asked a query of Neo4j's Cypher so that it gives Neo4j's answer.

    Args:
        text: The query, without comments.
        parameters: The values that it is run with.
        foreign: Whether the graph holds nodes that graphmill did not write.

    Raises:
        QueryFailedError: The query is no Cypher that Neo4j 5 would run; the message has line and column.
        QueryRefusedError: kglite cannot be made to answer as Neo4j does; the message says how to write it.

    """
    analysis = analyse(parse(text), parameters, text)
    written = rewritten(analysis, parameters, foreign=foreign)
    return replace(
        _printed(written, text, analysis.columns),
        same_ends=tuple(_printed(each, text, ("same",)) for each in same_ends_questions(written)),
    )


def _printed(query: Query, text: str, columns: tuple[str, ...]) -> GuardedQuery:
    query = keep_conditions(query)
    return GuardedQuery(print_query(query, text), columns, wrong_passes(query))
