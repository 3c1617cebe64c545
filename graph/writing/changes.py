"""What a call changes: which documents come, stay, are clustered anew or go, and how the corpus then resolves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from extractors.mentions import Extraction
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


@dataclass(slots=True)
class Change:
    """The documents of a call, sorted by what is to be done with them.

    ``described`` are the new descriptions of documents that stay, ``redated`` those among them whose date is another one. ``clusters`` are those of new and changed documents, ``clustered`` those of documents that stay as they are and whose
    mentions form other local entities than before; ``former`` says of which local entity a mention of theirs is now, by
    document id and offset.
    """

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
            if stored.date != description.date:
                self.redated.add(stored.id)

    def as_described(self, known: Mapping[str, KnownDocument]) -> dict[str, KnownDocument]:
        """Return the documents of the graph with the descriptions that they are to have."""
        told = {document: known[document].described(each) for document, each in self.described.items()}
        return {**known, **told}

    @property
    def gone(self) -> Set[str]:
        """Documents whose stored local entities go."""
        return self.clusters.keys() | self.clustered.keys() | set(self.forgotten)

    def cluster_anew(self, store: GraphStore, known: Mapping[str, KnownDocument], guidance: Guidance) -> None:
        """Note the documents that stay as they are but whose mentions form other local entities now.

        ``known`` are the documents with the descriptions that they are to have: of another date, "Wednesday" is another day.
        """
        looked_at = self.redated if is_clustered(store, guidance) else known.keys()
        gone = self.gone
        staying = (known[document] for document in looked_at if document not in gone)
        for stored, clusters in clustered_anew(store, staying, guidance):
            document = stored.extraction.document.id
            self.clustered[document] = clusters
            for local, mentions in stored.clusters.items():
                self.former.update(dict.fromkeys([(document, each.start) for each in mentions], local))


def examine(
    extractions: Iterable[Extraction],
    known: Mapping[str, KnownDocument],
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
    for extraction in map(storable, extractions):
        document = extraction.document
        document_id = document.id
        if document_id in seen:
            raise EvidenceError(f"{document.uri} is given twice in one call; give each document once.")
        seen.add(document_id)
        check_extraction(extraction)
        version, stored = extraction.version, known.get(document_id)
        if stored is None or (stored.content_hash, stored.fingerprint) != (
            document.content_hash,
            extraction.fingerprint,
        ):
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
    for each in described:
        held = known.get(each.id)
        # What another run has replaced or removed meanwhile is left to the next ingest, which sees it as it is then.
        if held is not None and held.version == each.version and each.id not in seen:
            change.describe(held, each.description)
    unwanted = sorted(set(forget))
    both = seen.intersection(unwanted)
    if both:
        raise EvidenceError(f"{min(both)} is to be put and to be forgotten in one call; decide for one.")
    change.forgotten = [document for document in unwanted if document in known]
    change.unknown = tuple(document for document in unwanted if document not in known)
    return change


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
