"""The nodes that bear the name of a handle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from extractors.documents import document_id
from linking.across_documents.nodes import Node
from linking.decisions.decision import Handle
from linking.names.families import family_of
from linking.names.form import take_apart
from linking.names.types import type_class


class NamedNodes:
    """Nodes by the names that they bear."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._by_key: dict[str, list[Node]] = defaultdict(list)
        for node in nodes:
            self._by_key[node.key].append(node)

    def of(self, handle: Handle) -> list[Node]:
        """Return the nodes of the handle's name, also where all that bear it are taken for another type by now."""
        name, kind = take_apart(handle.name, family_of(handle.type)), type_class(handle.type)
        bearers = self._by_key.get(name.key, [])
        nodes = [node for node in bearers if node.kind == kind]
        if not nodes and len({node.kind for node in bearers}) == 1:
            nodes = bearers
        nodes = [node for node in nodes if node.name.qualifier == name.qualifier] or nodes
        return [node for node in nodes if node.variant == name.distinction] or nodes


def scope(handle: Handle) -> frozenset[str]:
    """Return the ids of the documents that a handle speaks of, none for all."""
    return frozenset(document_id(uri) for uri in handle.documents)
