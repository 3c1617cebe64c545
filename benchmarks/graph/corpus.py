"""Documents made up from a seed, their mentions linked already: twelve sentences and 25 mentions each.

Names are drawn by Zipf's law over the ranks of entities that are given, and each document's local entities are assigned to these; so a
benchmark times the writing alone, on the same mentions for every writer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchmarks.graph.prefill import SENTENCES, EntityName
from extractors.mentions import Extraction, Mention
from graph.schema.chunks import chunk_id, chunks_of
from graph.writing.document_rows import DocumentRows, rows_of
from graph.writing.ledgers import Ledger, ledger_of
from linking.model import Assignment, LocalCluster, LocalEntity, local_entity_id
from tests.support.synthetic import extraction

MENTIONS = 25
_INGESTED = "2030-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class LinkedDocument:
    """An extraction with its clusters of mentions, and the entity that each belongs to by local entity id."""

    extraction: Extraction
    clusters: tuple[LocalCluster, ...]
    assignments: Mapping[str, Assignment]

    @property
    def id(self) -> str:
        """The document's id."""
        return self.extraction.document.id

    def rows(self) -> DocumentRows:
        """Return what graphmill writes of the document."""
        return rows_of(self.extraction, self.clusters, self.assignments, ingested_at=_INGESTED)


@dataclass(frozen=True, slots=True)
class Facts:
    """A document as plain facts, for writers that are not graphmill's.

    ``chunks`` are (id, index, text), ``next_chunks`` pairs of ids, ``mentions`` the mentions by (local entity, chunk) as (sentence,
    mention), ``entity_of`` the entity by local entity id, ``from_chunk`` sentences by (entity, chunk).
    """

    chunks: list[tuple[str, int, str]]
    next_chunks: list[tuple[str, str]]
    mentions: dict[tuple[str, str], list[tuple[int, Mention]]]
    entity_of: dict[str, str]
    from_chunk: dict[tuple[str, str], set[int]]
    ledger: Ledger


def facts_of(linked: LinkedDocument) -> Facts:
    """Return a document's facts."""
    document, sentences = linked.extraction.document, linked.extraction.sentences
    starts = [sentence.start for sentence in sentences]
    chunks = chunks_of(document.text, sentences)
    ids = [chunk_id(document.id, linked.extraction.version, chunk.index) for chunk in chunks]
    places = [chunk.start for chunk in chunks]
    mentions: dict[tuple[str, str], list[tuple[int, Mention]]] = {}
    from_chunk: dict[tuple[str, str], set[int]] = {}
    entity_of = {local: why.entity_id for local, why in linked.assignments.items()}
    numbers: dict[str, list[int]] = {}
    for cluster in linked.clusters:
        local = cluster.entity.id
        for mention in cluster.mentions:
            number = bisect_right(starts, mention.start) - 1
            chunk = ids[bisect_right(places, mention.start) - 1]
            mentions.setdefault((local, chunk), []).append((number, mention))
            from_chunk.setdefault((entity_of[local], chunk), set()).add(number)
            numbers.setdefault(local, []).append(number)
    return Facts(
        chunks=[
            (id_, chunk.index, document.text[chunk.start : chunk.end])
            for id_, chunk in zip(ids, chunks, strict=True)
        ],
        next_chunks=list(pairwise(ids)),
        mentions=mentions,
        entity_of=entity_of,
        from_chunk=from_chunk,
        ledger=ledger_of(numbers, entity_of),
    )


def linked_documents(
    entities: Sequence[EntityName], count: int, *, seed: int, prefix: str = "linked"
) -> list[LinkedDocument]:
    """Return documents that name the entities, the first of them most often."""
    source = np.random.default_rng(seed)
    shares = np.cumsum(1 / np.arange(1, len(entities) + 1))
    ranks = np.searchsorted(shares / shares[-1], source.random((count, MENTIONS)))
    places = np.sort(source.integers(0, SENTENCES, (count, MENTIONS)), axis=1)
    return [
        _linked(f"{prefix}/{seed}/{number}.txt", [entities[rank] for rank in held], place)
        for number, (held, place) in enumerate(zip(ranks.tolist(), places.tolist(), strict=True))
    ]


def _linked(uri: str, named: Sequence[EntityName], places: Sequence[int]) -> LinkedDocument:
    sentences: list[list[EntityName]] = [[] for _ in range(SENTENCES)]
    for entity, place in zip(named, places, strict=True):
        sentences[place].append(entity)
    made = extraction(uri, [[(entity.name, entity.type) for entity in held] for held in sentences])
    by_entity: dict[EntityName, list[Mention]] = {}
    for entity, mention in zip((entity for held in sentences for entity in held), made.mentions, strict=True):
        by_entity.setdefault(entity, []).append(mention)
    clusters: list[LocalCluster] = []
    assignments: dict[str, Assignment] = {}
    for number, (entity, mentions) in enumerate(by_entity.items()):
        local = LocalEntity(
            local_entity_id(made.document.id, made.version, number),
            made.document.id,
            entity.name,
            entity.type,
            (entity.name,),
            mentions[0].start,
        )
        size = len(mentions)
        clusters.append(LocalCluster(local, tuple(mentions), ("exact",) * size, (1.0,) * size))
        assignments[local.id] = Assignment(entity.id, "exact", 1.0)
    return LinkedDocument(made, tuple(clusters), assignments)
