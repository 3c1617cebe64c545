"""The entities that a handle names in a graph at present, and handles for an entity that name it and nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from linking.across_documents.named_nodes import NamedNodes, scope
from linking.across_documents.nodes import Node, build_nodes
from linking.decisions.decision import Decision, Decisions, Handle
from linking.model import LocalEntity
from linking.names.types import type_class


@dataclass(frozen=True, slots=True)
class NamedPart:
    """The local entities of one entity that bear one name, with the handle that names them and nothing else."""

    handle: Handle
    members: tuple[LocalEntity, ...]


class Bearers:
    """Who bears which name in a graph: its local entities, the entity of each, and what people decided.

    ``entity_of`` gives the entity id of a local entity by id, ``uris`` the URI of a document by id. Local entities without
    an entity or a URI are left out.
    """

    def __init__(
        self,
        local_entities: Iterable[LocalEntity],
        entity_of: Mapping[str, str],
        uris: Mapping[str, str],
        decisions: Decisions = Decisions(),  # noqa: B008 - it is frozen
    ) -> None:
        self._entity_of = entity_of
        self._uris = uris
        held = [each for each in local_entities if each.id in entity_of and each.document_id in uris]
        self._nodes = build_nodes(sorted(held))
        self._named = NamedNodes(self._nodes)
        self._of_entity: dict[str, list[Node]] = defaultdict(list)
        for node in self._nodes:
            for entity in dict.fromkeys(entity_of[each.id] for each in node.members):
                self._of_entity[entity].append(node)
        self.active = decisions.active
        self._claims: dict[tuple[str, str], set[frozenset[str]]] = defaultdict(set)
        for decision in self.active:
            for handle in (decision.left, decision.right):
                if handle is not None and handle.documents:
                    for node in self._named.of(handle):
                        self._claims[node.kind, node.key].add(scope(handle))

    def parts(
        self, entity: str, documents: Container[str] | None = None, *, besides: Iterable[Handle] = ()
    ) -> list[NamedPart]:
        """Return the names of an entity, the one in most documents first, each with a handle of its own.

        A handle has documents only where another entity bears the same name. With ``documents``, ids of documents, the
        entity is taken for its local entities in them alone, and all else counts as another entity. ``besides`` are
        handles that claim their documents as those of active decisions do.
        """
        claims = [scope(handle) for handle in besides]
        found = []
        for node in self._of_entity.get(entity, ()):
            mine = tuple(
                each
                for each in node.members
                if self._entity_of[each.id] == entity and (documents is None or each.document_id in documents)
            )
            if mine:
                found.append(NamedPart(self._handle(node, mine, claims), mine))
        return sorted(
            found, key=lambda part: (-len({each.document_id for each in part.members}), part.handle)
        )

    def is_clear(self, part: NamedPart, entity: str) -> bool:
        """Tell whether the handle of a part names the entity alone: a document may call two things by one name."""
        return set(self.entities_of(part.handle)) <= {entity}

    def entities_of(self, handle: Handle) -> list[str]:
        """Return the ids of the entities that a handle names, none when it names nothing at present."""
        return sorted({self._entity_of[each.id] for each in self.members_of(handle)})

    def members_of(self, handle: Handle) -> list[LocalEntity]:
        """Return the local entities that a handle names."""
        found = []
        for node in self._named.of(handle):
            if handle.documents:
                documents = scope(handle)
                found += [each for each in node.members if each.document_id in documents]
            else:
                claimed = self._claimed(node)
                found += [each for each in node.members if each.document_id not in claimed]
        return found

    def decisions_on(self, one: str, other: str | None = None) -> list[Decision]:
        """Return the active decisions on a pair of entities, or those that name one entity at all."""
        found = []
        for decision in self.active:
            left, right = (
                set(self.entities_of(handle)) if handle else set()
                for handle in (decision.left, decision.right)
            )
            if other is None:
                if one in left | right:
                    found.append(decision)
            elif (one in left and other in right) or (other in left and one in right):
                found.append(decision)
        return found

    def _handle(self, node: Node, mine: Sequence[LocalEntity], besides: Sequence[frozenset[str]]) -> Handle:
        name = _most([each.name for each in mine])
        fitting = [each.type for each in mine if type_class(each.type) == node.kind]
        # Where every mention of the name was labelled wrongly, the vote of its other bearers stands.
        of_node = [each.type for each in node.members if type_class(each.type) == node.kind]
        type_name = _most(fitting or of_node) if fitting or of_node else node.kind.rpartition(":")[2]
        everywhere = Handle(name, type_name)
        own = {each.id for each in mine}
        held = {each.document_id for each in mine}
        others = {
            each.document_id
            for bearer in self._named.of(everywhere)
            for each in bearer.members
            if each.id not in own
        }
        claimed = self._claimed(node).union(*besides)
        if others <= claimed and held.isdisjoint(claimed):
            return everywhere
        return Handle(name, type_name, tuple(self._uris[document] for document in held))

    def _claimed(self, node: Node) -> frozenset[str]:
        return frozenset[str]().union(*self._claims.get((node.kind, node.key), ()))


def _most(values: Sequence[str]) -> str:
    counts = Counter(values)
    return min(counts, key=lambda each: (-counts[each], each))
