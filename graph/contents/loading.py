"""What the graph holds, as plain objects: its documents, its local entities, and where they belong.

A graph among whose nodes are some of another program's raises a ForeignDataError.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, fields, replace
from typing import Any

from graph.contents import readings
from graph.schema.descriptions import Description
from graph.schema.values import NO_VALUE
from graph.stores.foreign import NODES, owned
from graph.stores.protocol import GraphStore
from linking.model import Assignment, LocalEntity, Resolution


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document in the graph; ``windows`` is its number of sentences, ``characters`` the length of its text."""

    id: str
    uri: str
    title: str
    content_hash: str
    source_hash: str
    fingerprint: str
    version: str
    media_type: str
    metadata: str
    windows: int
    characters: int
    ingested_at: str
    date: str = ""
    date_from: str = ""
    first_uri: str = ""
    reader_version: int = 0

    @property
    def lasting_uri(self) -> str:
        """The uri that decisions name the document by, whatever its file is called by now: where it first came from."""
        return self.first_uri or self.uri

    @property
    def description(self) -> Description:
        """What the node says of the document beside its evidence."""
        return Description(**{each.name: getattr(self, each.name) for each in fields(Description)})

    def described(self, description: Description) -> KnownDocument:
        """Return the document with another description."""
        return replace(self, **{each.name: getattr(description, each.name) for each in fields(Description)})


@dataclass(frozen=True, slots=True)
class StoredEntity:
    """An entity node as it is, in use (``docs > 0``) or not; ``value`` are its properties that say a value."""

    id: str
    name: str
    name_key: str
    type: str
    aliases: tuple[str, ...]
    windows: int
    docs: int
    merged_into: str | None
    labels: frozenset[str]
    kb_ids: tuple[str, ...] = ()
    hidden: bool = False
    value: Mapping[str, Any] = field(default_factory=lambda: NO_VALUE)


@dataclass(frozen=True, slots=True)
class StoredGraph:
    """Local entities and their assignments by local entity id, and entities by id."""

    local_entities: Mapping[str, LocalEntity]
    assignments: Mapping[str, Assignment]
    entities: Mapping[str, StoredEntity]

    def current(self) -> dict[str, str]:
        """Return the entity id of every local entity, as linking takes it."""
        return {local: why.entity_id for local, why in self.assignments.items()}

    def moved(self, resolution: Resolution, *, without: Set[str]) -> dict[str, list[str]]:
        """Return local entities that belong elsewhere now, by document, leaving out the documents ``without``."""
        found: dict[str, list[str]] = {}
        for local in self.local_entities.values():
            if local.document_id in without:
                continue
            stored = self.assignments.get(local.id)
            if stored is None or stored.entity_id != resolution.assignments[local.id].entity_id:
                found.setdefault(local.document_id, []).append(local.id)
        return found


def known_documents(store: GraphStore) -> dict[str, KnownDocument]:
    """Return the documents in the graph by id, all of them; :mod:`graph.contents.documents` looks up some."""
    return {document.id: document for document in read_documents(store, readings.READ_DOCUMENTS)}


def read_documents(
    store: GraphStore, text: str, parameters: Mapping[str, Any] | None = None
) -> Iterator[KnownDocument]:
    """Yield the documents that a reading with the columns of a :class:`KnownDocument` gives."""
    for row in owned(store, "Document", store.stream(text, parameters)):
        yield KnownDocument(
            id=row["id"],
            uri=row["uri"],
            title=row["title"],
            content_hash=row["contentHash"],
            source_hash=row["sourceHash"],
            fingerprint=row["fingerprint"],
            version=row["version"],
            media_type=row["mediaType"],
            metadata=row["metadata"],
            windows=row["windows"],
            characters=row["characters"],
            ingested_at=row["ingestedAt"],
            date=row["date"],
            date_from=row["dateFrom"],
            first_uri=row["firstUri"],
            reader_version=row["readerVersion"],
        )


def load_local_entities(store: GraphStore) -> dict[str, LocalEntity]:
    """Return every local entity by id."""
    return {
        row["id"]: LocalEntity(
            row["id"], row["docId"], row["name"], row["type"], tuple(row["names"]), row["start"], row["value"]
        )
        for row in owned(store, "LocalEntity", store.stream(readings.READ_LOCAL_ENTITIES))
    }


def load_entities(store: GraphStore) -> dict[str, StoredEntity]:
    """Return every entity node by id."""
    # Most entities are names: those that are values are read by themselves.
    values = {row.pop("id"): row for row in store.stream(readings.READ_VALUES)}
    return {
        row["id"]: StoredEntity(
            id=row["id"],
            name=row["name"],
            name_key=row["nameKey"],
            type=row["type"],
            aliases=tuple(row["aliases"]),
            windows=row["windows"],
            docs=row["docs"],
            merged_into=row["mergedInto"],
            labels=frozenset(row["labels"]),
            kb_ids=tuple(row["kbIds"]),
            hidden=row["hidden"],
            value=values.get(row["id"], NO_VALUE),
        )
        for row in owned(store, "Entity", store.stream(readings.READ_ENTITIES), NODES["Entity"])
    }


def load_resolution(store: GraphStore) -> StoredGraph:
    """Return local entities, assignments and entities; the whole corpus, in memory."""
    assignments = {
        row["local"]: Assignment(row["entity"], row["rule"], row["score"])
        for row in owned(store, "RESOLVES_TO", store.stream(readings.READ_RESOLUTIONS))
    }
    return StoredGraph(load_local_entities(store), assignments, load_entities(store))
