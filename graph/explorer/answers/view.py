"""A view of the graph, as the page draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from graph.questions.view import view as view_of
from graph.questions.view_query import Surroundings, ViewQuery
from graph.stores.protocol import GraphStore


def view(store: GraphStore, query: ViewQuery, around: Surroundings) -> dict[str, Any]:
    """Return what a query shows.

    Raises:
        UnknownEntityError: A root is no entity in use and no community.

    """
    found = view_of(store, query, around)
    facets = found.facets
    return {
        "nodes": [
            {
                **asdict(node.entity),
                "degree": node.degree,
                "community": node.community,
                "root": node.root,
            }
            for node in found.nodes
        ],
        "edges": [asdict(edge) for edge in found.edges],
        "roots": [asdict(root) for root in found.roots],
        "facets": {
            "types": _facet(facets.types, {}),
            "communities": _facet(
                facets.communities, {number: around.label(number) for number in facets.communities}
            ),
            "sources": _facet(facets.sources, {}),
            "months": sorted(_facet(facets.months, {}), key=lambda each: str(each["value"])),
            "strength": {"least": facets.least, "most": facets.most},
        },
        "left_out": {"nodes": found.nodes_left_out, "edges": found.edges_left_out},
        "notes": list(found.notes),
    }


def _facet(counts: Mapping[Any, int], labels: Mapping[Any, str]) -> list[dict[str, Any]]:
    return [
        {"value": str(value), "label": labels.get(value, str(value)), "count": count}
        for value, count in counts.items()
    ]
