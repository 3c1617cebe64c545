"""What a call changes: which documents come, stay, are clustered anew or go, and how the corpus then resolves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from itertools import islice

from extractors.mentions import Extraction
from graph.contents.documents import StoredDocuments
from graph.contents.extractions import clustered_anew
from graph.contents.loading import KnownDocument, StoredGraph
from graph.errors import EvidenceError
from graph.schema.descriptions import DescribedDocument, Description
from graph.stores.protocol import GraphStore
from graph.writing.document_rows import check_extraction, storable
from graph.writing.linking_state import is_clustered
from linking.across_documents.resolution import resolve
from linking.decisions.names_apart import names_apart
from linking.guidance import Guidance
from linking.model import LocalCluster, Resolution
from linking.within_document.clustering import link_within_document

EXAMINED_AT_ONCE = 100
"""Extractions that are held while the graph is asked for their documents."""


@dataclass(slots=True)
class Change:
    """The documents of a call, sorted by what is to be done with them.

    ``known`` is what the graph holds of those that are replaced, described or clustered anew, with the descriptions that they are to have.
    ``described`` are the new descriptions of documents that stay, ``redated`` those among them whose date is another one. ``clusters`` are those of new and changed documents, ``clustered`` those of documents that stay as they are and whose
    mentions form other local entities than before; ``former`` says of which local entity a mention of theirs is now, by
    document id and offset.
    """

    known: dict[str, KnownDocument] = field(default_factory=dict)
    clusters: dict[str, tuple[LocalCluster, ...]] = field(default_factory=dict)
    clustered: dict[str, tuple[LocalCluster, ...]] = field(default_factory=dict)
    former: dict[tuple[str, int], str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    described: dict[str, Description] = field(default_factory=dict)
    redated: set[str] = field(default_factory=set)
    unchanged: int = 0
    forgotten: list[str] = field(default_factory=list)
    unknown: tuple[str, ...] = ()

    def describe(self, stored: KnownDocument, description: Description) -> None:
        """Note what the node of a document that stays is to say of it, where it says something else."""
        if stored.description != description:
            self.described[stored.id] = description
            self.known[stored.id] = stored.described(description)
            if stored.date != description.date:
                self.redated.add(stored.id)

    @property
    def gone(self) -> Set[str]:
        """Documents whose stored local entities go."""
        return self.clusters.keys() | self.clustered.keys() | set(self.forgotten)

    def cluster_anew(self, store: GraphStore, guidance: Guidance) -> None:
        """Note the documents that stay as they are but whose mentions form other local entities now.

        They are clustered with the descriptions that they are to have: of another date, "Wednesday" is another day.
        """
        gone = self.gone
        for staying in self._to_look_at(store, guidance):
            part = {each.id: self.known.get(each.id, each) for each in staying if each.id not in gone}
            for stored, clusters in clustered_anew(store, part.values(), guidance):
                document = stored.extraction.document.id
                self.known[document] = part[document]
                self.clustered[document] = clusters
                for local, mentions in stored.clusters.items():
                    self.former.update(dict.fromkeys([(document, each.start) for each in mentions], local))

    def _to_look_at(self, store: GraphStore, guidance: Guidance) -> Iterator[Iterable[KnownDocument]]:
        """Yield the documents whose mentions may form other local entities, some at a time."""
        if not is_clustered(store, guidance):
            yield from StoredDocuments(store).in_parts()
        elif self.redated:
            yield [self.known[document] for document in self.redated]


def examine(
    extractions: Iterable[Extraction],
    documents: StoredDocuments,
    forget: Iterable[str],
    guidance: Guidance,
    described: Iterable[DescribedDocument] = (),
) -> Change:
    """Sort the documents of a call, and cluster the mentions of those that are new or changed.

    Raises:
        EvidenceError: An extraction contradicts itself, or a document is given twice.

    """
    apart = names_apart(guidance.decisions)
    change = Change()
    seen: set[str] = set()
    for extraction, stored in _with_stored(map(storable, extractions), documents):
        document = extraction.document
        document_id = document.id
        if document_id in seen:
            raise EvidenceError(f"{document.uri} is given twice in one call; give each document once.")
        seen.add(document_id)
        check_extraction(extraction)
        version = extraction.version
        if stored is None or (stored.content_hash, stored.fingerprint) != (
            document.content_hash,
            extraction.fingerprint,
        ):
            if stored is not None:
                change.known[document_id] = stored
            change.versions[document_id] = version
            change.clusters[document_id] = link_within_document(
                document_id,
                version,
                document.text,
                extraction.mentions,
                apart.of(document_id),
                date=document.date,
            )
            continue
        change.unchanged += 1
        change.describe(stored, Description.of(document))
    told = list(described)
    stored_told = documents.by_id(each.id for each in told)
    for each in told:
        held = stored_told.get(each.id)
        # What another run has replaced or removed meanwhile is left to the next ingest, which sees it as it is then.
        if held is not None and held.version == each.version and each.id not in seen:
            change.describe(held, each.description)
    unwanted = sorted(set(forget))
    both = seen.intersection(unwanted)
    if both:
        raise EvidenceError(f"{min(both)} is to be put and to be forgotten in one call; decide for one.")
    stored_unwanted = documents.by_id(unwanted)
    change.forgotten = [document for document in unwanted if document in stored_unwanted]
    change.unknown = tuple(document for document in unwanted if document not in stored_unwanted)
    return change


def _with_stored(
    extractions: Iterator[Extraction], documents: StoredDocuments
) -> Iterator[tuple[Extraction, KnownDocument | None]]:
    """Yield extractions with what the graph holds of their documents."""
    while part := list(islice(extractions, EXAMINED_AT_ONCE)):
        stored = documents.by_id(extraction.document.id for extraction in part)
        for extraction in part:
            yield extraction, stored.get(extraction.document.id)


def resolve_change(stored: StoredGraph, change: Change, guidance: Guidance) -> Resolution:
    """Resolve all local entities as they will be; ids stay with names that a new version of a document keeps."""
    kept = [local for local in stored.local_entities.values() if local.document_id not in change.gone]
    clusters = [*change.clusters.values(), *change.clustered.values()]
    new = [cluster.entity for held in clusters for cluster in held]
    current = stored.current()
    former = {
        (local.document_id, local.name, local.type): current[local.id]
        for local in stored.local_entities.values()
        if (local.document_id in change.clusters or local.document_id in change.clustered)
        and local.id in current
    }
    # A document that is clustered anew uses the ids of its local entities again, for others.
    for local in new:
        current.pop(local.id, None)
        entity = former.get((local.document_id, local.name, local.type))
        if entity is not None:
            current[local.id] = entity
    return resolve([*kept, *new], current, guidance)
