"""All that a store holds, as plain data: for comparing two stores to the last property."""

from __future__ import annotations

from typing import Any

from graph.contents.records import links, nodes
from graph.schema.labels import LINK_KINDS, NODE_LABELS
from graph.stores.protocol import GraphStore


def raw_graph(store: GraphStore) -> dict[str, Any]:
    """Return nodes by label and id, and relationships by type and ends."""
    found: dict[str, Any] = {
        label: {node.id: (node.labels, typed(node.properties)) for node in nodes(store, label)}
        for label in NODE_LABELS
    }
    for kind in LINK_KINDS:
        found[kind.type] = sorted((link.a, link.b, typed(link.properties)) for link in links(store, kind))
    return found


def typed(value: Any) -> Any:
    """Return a value with the names of its types, so that 1 is not 1.0 and a list not a text."""
    if isinstance(value, dict):
        return [(key, typed(each)) for key, each in sorted(value.items())]
    if isinstance(value, list):
        return [typed(each) for each in value]
    return type(value).__name__, value
