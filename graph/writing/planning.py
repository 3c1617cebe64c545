"""What a resolution anew would change in the graph, before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from graph.contents.loading import KnownDocument, StoredGraph, known_documents, load_resolution
from graph.stores.protocol import GraphStore
from graph.writing.changes import Change, resolve_change
from linking.guidance import NO_GUIDANCE, Guidance
from linking.model import Conflict, Resolution


@dataclass(frozen=True, slots=True, order=True)
class EntityName:
    """An entity as a report names it."""

    id: str
    name: str
    type: str


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """Entities that become part of another one, wholly."""

    into: EntityName
    absorbed: tuple[EntityName, ...]


@dataclass(frozen=True, slots=True, order=True)
class Split:
    """Entities that come out of one, wholly."""

    entity: EntityName
    parts: tuple[EntityName, ...]


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """A name in a document that goes to another entity while both go on."""

    uri: str
    name: str
    old: EntityName | None
    new: EntityName


@dataclass(frozen=True, slots=True, order=True)
class PropertyChange:
    """An entity that stays and is shown otherwise: ``what`` is name, type, knowledge base or hidden."""

    entity: EntityName
    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ResolutionPlan:
    """The difference between the graph and a resolution of its evidence by the rules and the guidance of now.

    ``clustered`` are the URIs of documents whose mentions form other local entities.
    """

    merged: tuple[Merge, ...] = ()
    split: tuple[Split, ...] = ()
    moved: tuple[Move, ...] = ()
    changed: tuple[PropertyChange, ...] = ()
    clustered: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    dormant: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the graph would stay as it is."""
        return not (self.merged or self.split or self.moved or self.changed or self.clustered)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class FreshResolution:
    """The graph as stored, its evidence resolved anew, and the change that is to be made.

    ``documents`` are those in the graph by id, at least those that the change is about.
    """

    stored: StoredGraph
    resolution: Resolution
    documents: Mapping[str, KnownDocument]
    change: Change


def resolve_anew(store: GraphStore, guidance: Guidance = NO_GUIDANCE) -> FreshResolution:
    """Resolve the evidence in the graph by the rules and the guidance of now; nothing is written."""
    documents = known_documents(store)
    stored = load_resolution(store)
    change = Change()
    change.cluster_anew(store, guidance)
    return FreshResolution(stored, resolve_change(stored, change, guidance), documents, change)


def plan(store: GraphStore, guidance: Guidance = NO_GUIDANCE) -> ResolutionPlan:
    """Return what linking the graph anew would change."""
    return plan_of(resolve_anew(store, guidance))


def plan_of(fresh: FreshResolution) -> ResolutionPlan:
    """Return how a fresh resolution differs from what is stored."""
    stored, resolution = fresh.stored, fresh.resolution
    names = _Names(fresh)
    bearers = list(_bearers(fresh))
    targets: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for _, _, old, new in bearers:
        if old is not None:
            targets[old].add(new)
            sources[new].add(old)
    absorbed = {
        old: new
        for old, (new, *more) in ((o, sorted(n)) for o, n in targets.items())
        if not more and old != new
    }
    parts = {
        new: old
        for new, (old, *more) in ((n, sorted(o)) for n, o in sources.items())
        if not more and old != new
    }
    # One entity that goes on under another id is neither.
    renumbered = {old for old, new in absorbed.items() if parts.get(new) == old}
    merged: dict[str, list[EntityName]] = defaultdict(list)
    for old, new in absorbed.items():
        if old not in renumbered:
            merged[new].append(names.old(old))
    split: dict[str, list[EntityName]] = defaultdict(list)
    for new, old in parts.items():
        if old not in renumbered:
            split[old].append(names.new(new))
    moved = {
        Move(fresh.documents[document].uri, name, names.old(old) if old else None, names.new(new))
        for document, name, old, new in bearers
        if old != new and (old is None or (old not in absorbed and new not in parts))
    }
    return ResolutionPlan(
        merged=tuple(sorted(Merge(names.new(new), tuple(sorted(held))) for new, held in merged.items())),
        split=tuple(sorted(Split(names.old(old), tuple(sorted(held))) for old, held in split.items())),
        moved=tuple(sorted(moved, key=lambda move: (move.uri, move.name, move.new))),
        changed=tuple(sorted(_changed(stored, resolution))),
        clustered=tuple(sorted(fresh.documents[document].uri for document in fresh.change.clustered)),
        conflicts=resolution.conflicts,
        dormant=resolution.dormant,
    )


class _Names:
    def __init__(self, fresh: FreshResolution) -> None:
        self._fresh = fresh

    def old(self, entity: str) -> EntityName:
        found = self._fresh.stored.entities[entity]
        return EntityName(found.id, found.name, found.type)

    def new(self, entity: str) -> EntityName:
        found = self._fresh.resolution.entities[entity]
        return EntityName(found.id, found.name, found.type)


def _bearers(fresh: FreshResolution) -> Iterator[tuple[str, str, str | None, str]]:
    """Yield document, name, entity now and entity then: of local entities, and of mentions that are clustered anew."""
    assignments = fresh.resolution.assignments
    for local in fresh.stored.local_entities.values():
        if local.document_id not in fresh.change.clustered:
            stored = fresh.stored.assignments.get(local.id)
            new = assignments[local.id].entity_id
            yield local.document_id, local.name, stored.entity_id if stored else None, new
    for document, clusters in fresh.change.clustered.items():
        for cluster in clusters:
            new = assignments[cluster.entity.id].entity_id
            for mention in cluster.mentions:
                former = fresh.stored.assignments.get(fresh.change.former[document, mention.start])
                yield document, mention.surface, former.entity_id if former else None, new


def _changed(stored: StoredGraph, resolution: Resolution) -> Iterator[PropertyChange]:
    for entity in resolution.entities.values():
        old = stored.entities.get(entity.id)
        if old is None or old.docs == 0:
            continue
        named = EntityName(entity.id, entity.name, entity.type)
        for what, was, will_be in (
            ("name", old.name, entity.name),
            ("type", old.type, entity.type),
            ("knowledge base", ", ".join(old.kb_ids), ", ".join(entity.kb_ids)),
            ("hidden", "yes" if old.hidden else "no", "yes" if entity.hidden else "no"),
        ):
            if was != will_be:
                yield PropertyChange(named, what, was, will_be)
