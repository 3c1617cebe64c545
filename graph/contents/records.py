"""The graph as it lies in its store: nodes and relationships with all their properties, for moving it as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.errors import StoreError
from graph.schema.labels import LINK_KINDS, NODE_LABELS, OWN_LABELS, SOURCE_LABELS, LinkKind
from graph.stores.protocol import GraphStore

Properties = dict[str, Any]
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SCALARS = (str, bool, int, float)
_WRITTEN = {
    "Document": frozenset({"title"}),
    "LocalEntity": frozenset({"type"}),
    "Entity": frozenset({"type"}),
}
"""Properties of graphmill's whose names a store may also have for what it adds."""


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """A node: the labels that it has beside that of its kind, sorted, and its properties, without those that are null."""

    id: str
    labels: tuple[str, ...]
    properties: Properties


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """A relationship from the node ``a`` to the node ``b``, both by id, and its properties."""

    a: str
    b: str
    properties: Properties


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many nodes of each label and relationships of each type a store holds; ``others`` are not of graphmill."""

    nodes: Mapping[str, int]
    links: Mapping[str, int]
    other_nodes: int
    other_links: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing of graphmill's but perhaps its bookkeeping."""
        bookkeeping = ("GraphmillState", *SOURCE_LABELS)
        return not any(count for label, count in self.nodes.items() if label not in bookkeeping)


def holdings(store: GraphStore) -> Holdings:
    """Count what a store holds."""
    nodes = {label: _one(store, f"MATCH (n:{label}) RETURN count(n) AS n") for label in NODE_LABELS}
    links = {
        kind.type: _one(store, f"MATCH (:{kind.start})-[r:{kind.type}]->(:{kind.end}) RETURN count(r) AS n")
        for kind in LINK_KINDS
    }
    own = sum(_one(store, f"MATCH (n:{label}) RETURN count(n) AS n") for label in OWN_LABELS)
    all_nodes = _one(store, "MATCH (n) RETURN count(n) AS n")
    all_links = _one(store, "MATCH ()-[r]->() RETURN count(r) AS n")
    return Holdings(nodes, links, all_nodes - own - sum(nodes.values()), all_links - sum(links.values()))


def node_keys(store: GraphStore, label: str) -> tuple[str, ...]:
    """Return the names of the properties that nodes of a label have, sorted.

    Raises:
        StoreError: A name of another program's that cannot be written elsewhere.

    """
    rows = store.stream(f"MATCH (n:{label}) UNWIND keys(n) AS key RETURN DISTINCT key")
    return _checked({row["key"] for row in rows} - _added(store, label), label)


def link_keys(store: GraphStore, kind: LinkKind) -> tuple[str, ...]:
    """Return the names of the properties that relationships of a kind have, sorted; raises as :func:`node_keys`."""
    rows = store.stream(
        f"MATCH (:{kind.start})-[r:{kind.type}]->(:{kind.end}) UNWIND keys(r) AS key RETURN DISTINCT key"
    )
    return _checked({row["key"] for row in rows} - _added(store, kind.type), kind.type)


def nodes(store: GraphStore, label: str) -> Iterator[NodeRecord]:
    """Yield the nodes of a label.

    Raises:
        StoreError: A node has no id, or a value that only its own store can keep.

    """
    added = _added(store, label)
    for row in store.stream(f"MATCH (n:{label}) RETURN labels(n) AS labels, properties(n) AS properties"):
        held = _plain(row["properties"], added, label)
        if not isinstance(held.get("id"), str):
            raise StoreError(
                f"A node :{label} has no id, so graphmill did not write it: {held}. Give it another label, or delete it."
            )
        yield NodeRecord(held["id"], tuple(sorted(set(row["labels"]) - {label})), held)


def links(store: GraphStore, kind: LinkKind) -> Iterator[LinkRecord]:
    """Yield the relationships of a kind; raises as :func:`nodes`."""
    added = _added(store, kind.type)
    for row in store.stream(
        f"MATCH (a:{kind.start})-[r:{kind.type}]->(b:{kind.end}) "
        "RETURN a.id AS a, b.id AS b, properties(r) AS properties"
    ):
        yield LinkRecord(row["a"], row["b"], _plain(row["properties"], added, kind.type))


def _one(store: GraphStore, text: str) -> int:
    return int(next(iter(store.stream(text)))["n"])


def _added(store: GraphStore, kind: str) -> frozenset[str]:
    """Return the properties of a kind of node or relationship that a store shows and nobody wrote."""
    return store.traits.adds_properties - _WRITTEN.get(kind, frozenset())


def _checked(keys: set[str], where: str) -> tuple[str, ...]:
    for key in sorted(keys):
        if not _KEY.fullmatch(key):
            raise StoreError(
                f"A :{where} has the property {key!r}, which graphmill did not write and cannot move: take it away or name "
                "it with ASCII letters, digits and underscores."
            )
    return tuple(sorted(keys))


def _plain(held: Mapping[str, Any], added: frozenset[str], where: str) -> Properties:
    kept = {key: value for key, value in held.items() if key not in added and value is not None}
    for key, value in kept.items():
        parts = value if isinstance(value, list) else [value]
        if not all(isinstance(part, _SCALARS) for part in parts):
            raise StoreError(
                f"A :{where} has a {type(value).__name__} in the property {key!r}, which graphmill did not write and cannot "
                f"move ({held.get('id', 'no id')}): take it away."
            )
    return kept
