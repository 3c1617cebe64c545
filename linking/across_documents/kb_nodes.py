"""Which entry of a knowledge base a local entity is, and which the bearers of a name are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from linking.across_documents.nodes import Node
from linking.model import LocalEntity
from linking.names.folding import fold

if TYPE_CHECKING:
    from linking.knowledge_base.base import KnowledgeBase, KnowledgeBaseLink

UNDECIDED = ""
"""Stands for an entry where several bear the name and nothing in the document tells which is meant."""

Entries = tuple[tuple[str, str], ...]
"""Names of knowledge bases with the ids of entries."""


def entries_of(nodes: Sequence[Node], knowledge_bases: Sequence[KnowledgeBase]) -> dict[str, Entries]:
    """Return the entries by local entity id; a local entity that no knowledge base knows is left out.

    Bearers of one name go together unless the knowledge base itself has several entries of that name: then each follows
    its own document, and those whose document does not tell are ``UNDECIDED``.
    """
    found: dict[str, Entries] = {}
    documents = _Documents(nodes)
    for knowledge_base in knowledge_bases:
        for node in nodes:
            for local, entry in _entries(node, knowledge_base, documents).items():
                found[local] = (*found.get(local, ()), (knowledge_base.name, entry))
    return found


def link_in_document(
    knowledge_base: KnowledgeBase, local: LocalEntity, document: Iterable[LocalEntity]
) -> KnowledgeBaseLink:
    """Return the entry that a local entity is, seen beside the local entities of its document."""
    if not knowledge_base.needs_context(local):
        return knowledge_base.link(local, ())
    beside = {fold(name) for other in document if other.id != local.id for name in other.names}
    return knowledge_base.link(local, beside)


def _entries(node: Node, knowledge_base: KnowledgeBase, documents: _Documents) -> dict[str, str]:
    certain: dict[tuple[str, str, tuple[str, ...]], str | None] = {}
    linked: dict[str, str | None] = {}
    for member in node.members:
        if knowledge_base.needs_context(member):
            link = link_in_document(knowledge_base, member, documents.of(member))
            # A bearer that seems to be of another type than the entry goes with the others of its name: types are a vote.
            undecided = UNDECIDED if link.rule in {"ambiguous", "unsupported"} else None
            linked[member.id] = link.entry.id if link.entry else undecided
            continue
        written = (member.name, member.type, member.names)
        if written not in certain:
            entry = knowledge_base.link(member, ()).entry
            certain[written] = entry.id if entry else None
        linked[member.id] = certain[written]
    entries = {entry for entry in linked.values() if entry is not None}
    if not entries - {UNDECIDED}:
        return {}
    # A bearer that the knowledge base did not know by its other names is the one entry of this name, if there is one.
    rest = next(iter(entries)) if len(entries) == 1 else UNDECIDED
    return {local: rest if entry is None else entry for local, entry in linked.items()}


class _Documents:
    """The local entities of every document, gathered when they are first asked for."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self._documents: Mapping[str, Sequence[LocalEntity]] | None = None

    def of(self, local: LocalEntity) -> Sequence[LocalEntity]:
        if self._documents is None:
            documents: dict[str, list[LocalEntity]] = defaultdict(list)
            for node in self._nodes:
                for member in node.members:
                    documents[member.document_id].append(member)
            self._documents = documents
        return self._documents[local.document_id]
