"""The write path: bring the graph from one set of documents to another, in transactions that a crash cannot tear.

The resolution is a function of all local entities. A change of documents therefore resolves the whole corpus anew, in memory, and
writes what differs: the documents themselves, and documents whose text is the same but whose local entities now
belong to another entity. Every transaction leaves counts that equal the stored evidence and resolution. A run that was
cut off leaves the mark ``pending``; the next one resolves and compares again, and so completes it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from extractors.mentions import Extraction
from graph.contents.documents import StoredDocuments
from graph.contents.extractions import StoredExtraction, stored_extractions
from graph.contents.loading import StoredGraph, load_resolution
from graph.contents.project import writing
from graph.errors import EvidenceError
from graph.schema.descriptions import DescribedDocument
from graph.stores.foreign import refuse_foreign_documents
from graph.stores.protocol import GraphStore, Progress, WriteTransaction, run_rows
from graph.writing import statements
from graph.writing.changes import Change, examine, resolve_change
from graph.writing.document_rows import rows_of, storable
from graph.writing.entities import entity_changes, put_entities
from graph.writing.linking_state import is_pending, mark_finished
from graph.writing.planning import FreshResolution, resolve_anew
from graph.writing.transactions import Batch, committed, put_resolutions
from linking.guidance import NO_GUIDANCE, Guidance
from linking.model import Conflict, Resolution

BATCH_MENTIONS = 20_000
LOCALS_A_TRANSACTION = 5_000
DESCRIPTIONS_A_TRANSACTION = 1_000


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """What a change did: documents by fate, ``unknown`` ids that were to be forgotten, and what followed in the graph.

    ``described`` counts documents of which only the description changed: place, date, metadata. ``re_resolved`` counts documents whose text is as it was but whose local entities moved to other entities or are others
    than before; ``conflicts`` are decisions that contradict each other; ``pairs_to_review`` is how many pairs of entities came
    close to a merge (0 where nothing had to be resolved);
    ``mentions`` are those of added and replaced documents, ``crowded_sentences`` those with more entities than
    :data:`graph.writing.ledgers.CROWD`, whose pairs make no edges; ``edges_changed`` sums over the transactions.
    """

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    described: int = 0
    forgotten: int = 0
    re_resolved: int = 0
    unknown: tuple[str, ...] = ()
    new_entities: int = 0
    mentions: int = 0
    crowded_sentences: int = 0
    edges_changed: int = 0
    conflicts: tuple[Conflict, ...] = ()
    pairs_to_review: int = 0
    seconds: float = 0.0


def forget(
    store: GraphStore,
    documents: Iterable[str],
    *,
    guidance: Guidance = NO_GUIDANCE,
    on_progress: Progress | None = None,
) -> ChangeReport:
    """Remove documents by id, with all that only they said; ids that the graph does not hold are reported as unknown."""
    return apply_changes(store, (), documents, guidance=guidance, on_progress=on_progress)


def apply_changes(
    store: GraphStore,
    put: Iterable[Extraction],
    forget: Iterable[str] = (),
    *,
    described: Iterable[DescribedDocument] = (),
    guidance: Guidance = NO_GUIDANCE,
    batch_size: int = 100,
    on_progress: Progress | None = None,
) -> ChangeReport:
    """Put documents into the graph, new or changed, and forget others by id, alone under the write lease.

    Documents whose text, title and extractor are as stored keep their evidence; what their nodes say beside it is brought up to
    date, also that of ``described`` documents, which are not put and stay as they are. ``put`` is iterated twice unless it is an
    iterator, so a collection that loads each extraction when asked keeps memory small. ``guidance`` is what people decided
    and their knowledge bases: always all of it, for the graph is linked by what is given here, and linked anew if it was
    linked by other rules or another guidance. ``on_progress`` is told the documents done and to do.

    Raises:
        EvidenceError: An extraction contradicts itself, or a document is given twice, and nothing was written; or a
            collection gave another text when it was iterated again.
        ForeignDataError: The graph holds under graphmill's labels what graphmill did not write; nothing was written.
        OtherProjectError: The graph is of another project; nothing was written.
        StoreBusyError: Another writer holds the graph.
        StoreError: The store failed; what was committed is consistent, and calling again completes the work.

    """
    began = time.monotonic()
    extractions = tuple(put) if isinstance(put, Iterator) else put
    with writing(store):
        change = examine(extractions, StoredDocuments(store), forget, guidance, described)
        change.cluster_anew(store, guidance)
        to_link = bool(change.clusters or change.clustered or change.forgotten or is_pending(store, guidance))
        if to_link or change.described:
            refuse_foreign_documents(store)
        _describe(store, change)
        if not to_link:
            return ChangeReport(
                unchanged=change.unchanged,
                described=len(change.described),
                unknown=change.unknown,
                seconds=time.monotonic() - began,
            )
        stored = load_resolution(store)
        resolution = resolve_change(stored, change, guidance)
        written = _write(
            store,
            extractions,
            FreshResolution(stored, resolution, change.known, change),
            guidance,
            batch_size,
            on_progress,
        )
    return ChangeReport(
        added=sum(document not in change.known for document in change.clusters),
        replaced=sum(document in change.known for document in change.clusters),
        forgotten=len(change.forgotten),
        re_resolved=written.re_resolved,
        conflicts=resolution.conflicts,
        pairs_to_review=len(resolution.review),
        new_entities=written.new_entities,
        mentions=written.mentions,
        crowded_sentences=written.crowded_sentences,
        edges_changed=written.edges_changed,
        unchanged=change.unchanged,
        described=len(change.described),
        unknown=change.unknown,
        seconds=time.monotonic() - began,
    )


def link_anew(
    store: GraphStore, guidance: Guidance = NO_GUIDANCE, *, batch_size: int = 100
) -> FreshResolution:
    """Link the documents in the graph anew by the rules and the guidance of now, alone under the write lease.

    Returns the resolution with what the graph held before; :func:`graph.writing.planning.plan_of` tells the difference.

    Raises:
        ForeignDataError: The graph holds under graphmill's labels what graphmill did not write; nothing was written.
        OtherProjectError: The graph is of another project; nothing was written.
        StoreBusyError: Another writer holds the graph.
        StoreError: The store failed; what was committed is consistent, and calling again completes the work.

    """
    with writing(store):
        fresh = resolve_anew(store, guidance)
        _write(store, (), fresh, guidance, batch_size, None)
    return fresh


def _describe(store: GraphStore, change: Change) -> None:
    """Bring nodes up to date, but those of documents that are clustered anew: for these it is done with their local entities."""
    rows = [
        {"id": document} | description.row()
        for document, description in sorted(change.described.items())
        if document not in change.clustered
    ]
    for first in range(0, len(rows), DESCRIPTIONS_A_TRANSACTION):
        part = rows[first : first + DESCRIPTIONS_A_TRANSACTION]
        store.write(partial(run_rows, statement=statements.DESCRIBE_DOCUMENTS, rows=part))


@dataclass(frozen=True, slots=True)
class _Written:
    re_resolved: int
    new_entities: int
    mentions: int
    crowded_sentences: int
    edges_changed: int


def _write(
    store: GraphStore,
    extractions: Iterable[Extraction],
    fresh: FreshResolution,
    guidance: Guidance,
    batch_size: int,
    on_progress: Progress | None,
) -> _Written:
    """Bring the graph from what is stored to the resolution, batch by batch."""
    stored, resolution, change = fresh.stored, fresh.resolution, fresh.change
    moved = stored.moved(resolution, without=change.gone)
    entities = entity_changes(stored, resolution, without=change.gone)
    put_entities(store, entities, sentences=StoredDocuments(store).sentences())
    anew = stored_extractions(store, [fresh.documents[document] for document in change.clustered])
    total = len(change.clusters) + len(change.clustered) + len(change.forgotten) + len(moved)
    done = edges = mentions = crowded = 0
    batches = _batches(extractions, anew, change, resolution, moved, batch_size)
    for batch, changed in committed(store, batches, resolution.assignments):
        edges += changed
        done += batch.size
        mentions += batch.mentions
        crowded += batch.crowded
        if on_progress is not None:
            on_progress(done, total)
    _rescore(store, stored, resolution, change.gone)
    store.write(partial(mark_finished, guidance=guidance))
    return _Written(len(moved) + len(change.clustered), len(entities.created), mentions, crowded, edges)


def _batches(
    extractions: Iterable[Extraction],
    anew: Iterable[StoredExtraction],
    change: Change,
    resolution: Resolution,
    moved: Mapping[str, Sequence[str]],
    batch_size: int,
) -> Iterator[Batch]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    batch, mentions = Batch(), 0
    for extraction in map(storable, extractions):
        document_id = extraction.document.id
        if document_id not in change.clusters:
            continue
        if extraction.version != change.versions[document_id]:
            raise EvidenceError(
                f"{extraction.document.uri} changed while it was being written; run the command again."
            )
        clusters = change.clusters[document_id]
        batch.put[document_id] = rows_of(extraction, clusters, resolution.assignments, ingested_at=now)
        mentions += len(extraction.mentions)
        if batch.size >= batch_size or mentions >= BATCH_MENTIONS:
            yield batch
            batch, mentions = Batch(), 0
    for stored in anew:
        document_id = stored.extraction.document.id
        clusters = change.clustered[document_id]
        batch.clustered[document_id] = rows_of(
            stored.extraction, clusters, resolution.assignments, ingested_at=now
        )
        if batch.size >= batch_size:
            yield batch
            batch = Batch()
    for document_id, locals_ in sorted(moved.items()):
        batch.moved[document_id] = locals_
        if batch.size >= batch_size:
            yield batch
            batch = Batch()
    for document_id in change.forgotten:
        batch.forgotten.append(document_id)
        if batch.size >= batch_size:
            yield batch
            batch = Batch()
    if batch.size:
        yield batch


def _rescore(store: GraphStore, stored: StoredGraph, resolution: Resolution, gone: Set[str]) -> None:
    """Write the rule and score of local entities that stay with their entity for another reason than before."""
    changed = sorted(
        local.id
        for local in stored.local_entities.values()
        if local.document_id not in gone
        and local.id in stored.assignments
        and stored.assignments[local.id].entity_id == resolution.assignments[local.id].entity_id
        and stored.assignments[local.id] != resolution.assignments[local.id]
    )
    for first in range(0, len(changed), LOCALS_A_TRANSACTION):
        part = changed[first : first + LOCALS_A_TRANSACTION]
        store.write(partial(_put_resolutions, part, resolution))


def _put_resolutions(locals_: Sequence[str], resolution: Resolution, transaction: WriteTransaction) -> None:
    put_resolutions(transaction, locals_, resolution.assignments)
