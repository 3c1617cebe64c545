"""Rewrites a query so that kglite answers it as Neo4j does, or refuses it with the form that both answer alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graph.cypher.analysis.queries import Analysis, analyse
from graph.cypher.rules import (
    bounds,
    clauses,
    columns,
    existence,
    functions,
    lifting,
    names,
    numbers,
    operators,
    paths,
    patterns,
    regular_expressions,
    temporal,
    temporal_operators,
    temporal_truncation,
    types,
)
from graph.cypher.rules.building import FreshNames
from graph.cypher.rules.context import Context, Site, references_nodes
from graph.cypher.syntax.tree import Part, Query
from graph.cypher.syntax.walking import transformed

Rule = Callable[[Site], Part]

RULES: tuple[Rule, ...] = (
    paths.refuse_conditional_paths,
    paths.refuse_repeated_relationships,
    paths.refuse_bound_lengths,
    paths.refuse_known_nodes,
    bounds.refuse_products,
    bounds.refuse_doubling,
    columns.rewrite_literal,
    operators.rewrite_identity,
    names.rewrite_pattern_map,
    names.rewrite_keys,
    names.rewrite_properties,
    names.rewrite_projection_of_map,
    names.rewrite_subscript,
    names.rewrite_property,
    temporal.rewrite_temporal,
    temporal_truncation.rewrite_truncation,
    temporal_operators.rewrite_date_sum,
    temporal_operators.rewrite_moments_compared,
    functions.rewrite_function,
    numbers.rewrite_logarithm,
    numbers.rewrite_rounding,
    numbers.rewrite_distinct_aggregate,
    numbers.rewrite_division,
    regular_expressions.rewrite_match,
    operators.rewrite_label_test,
    operators.rewrite_sum,
    operators.rewrite_slice,
    operators.rewrite_sign,
    operators.rewrite_test,
    operators.rewrite_comparison,
    patterns.rewrite_node,
    patterns.rewrite_relationship,
    patterns.rewrite_path,
    patterns.rewrite_conditions,
    lifting.rewrite_collected,
    existence.rewrite_return,
    existence.rewrite_short,
    existence.rewrite_existence,
    numbers.rewrite_distinct_rows,
    columns.rewrite_item,
    columns.rewrite_star,
    columns.rewrite_column,
    clauses.rewrite_clauses,
    columns.rewrite_union,
    columns.rewrite_name,
    types.guard_type,
)
"""The rules in the order in which each part of a query goes through them, inner parts before outer."""
LAST_RULES: tuple[Rule, ...] = (
    operators.refuse_identity,
    operators.rewrite_difference,
    existence.rewrite_count,
)
"""Rules for what is left and for what the others made."""


def rewritten(
    analysis: Analysis, parameters: Mapping[str, Any] | None = None, *, foreign: bool = False
) -> Query:
    """Return a query as kglite answers it rightly.

    Args:
        analysis: What is known of the query.
        parameters: The values that it is run with.
        foreign: Whether the graph holds nodes that graphmill did not write; then no label tells which properties were set.

    Raises:
        QueryRefusedError: kglite would answer otherwise than Neo4j, and there is no form that it answers alike; the message says how
            to write it.

    """
    query = columns.sorted_by_names(analysis.query, analysis)
    if query is not analysis.query:
        analysis = analyse(query, parameters)
    context = Context(
        analysis,
        FreshNames(query),
        foreign,
        references_nodes(query),
        names.result_positions(query),
        parameters or {},
        frozenset(map(id, types.written_alike(analysis))),
    )

    def change(original: Part, current: Part) -> Part:
        for rule in RULES:
            current = rule(Site(original, current, context))
        return current

    def finish(original: Part, current: Part) -> Part:
        for rule in LAST_RULES:
            current = rule(Site(original, current, context))
        return current

    found = transformed(query, change)
    return transformed(found, finish)
