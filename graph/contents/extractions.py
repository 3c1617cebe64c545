"""The evidence in the graph as it came in: documents with their sentences and mentions, and how they are clustered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.documents import Document
from extractors.mentions import Extraction, Mention, Sentence
from graph.contents import readings
from graph.contents.loading import KnownDocument
from graph.errors import EvidenceError
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Row
from linking.decisions.names_apart import names_apart
from linking.guidance import Guidance
from linking.model import LocalCluster
from linking.within_document.clustering import link_within_document

DOCUMENTS_A_READING = 100


@dataclass(frozen=True, slots=True)
class StoredExtraction:
    """A document's extraction, with rule and score of every mention by the id of its local entity, and the values of these."""

    extraction: Extraction
    clusters: Mapping[str, Mapping[Mention, tuple[str, float]]]
    values: Mapping[str, str]

    def agrees(self, clusters: Sequence[LocalCluster]) -> bool:
        """Tell whether the mentions are clustered like this, by the same rules, under the same ids and with the same values."""
        if self.values != {cluster.entity.id: cluster.entity.value for cluster in clusters}:
            return False
        return self.clusters == {
            cluster.entity.id: {
                mention: (rule, score)
                for mention, rule, score in zip(cluster.mentions, cluster.rules, cluster.scores, strict=True)
            }
            for cluster in clusters
        }


def stored_extractions(store: GraphStore, documents: Iterable[KnownDocument]) -> Iterator[StoredExtraction]:
    """Yield the extractions of documents in the graph, in the order of their ids, some at a time.

    Raises:
        EvidenceError: What the graph holds of one was changed so that it says no extraction.

    """
    known = sorted(documents, key=lambda each: each.id)
    for first in range(0, len(known), DOCUMENTS_A_READING):
        part = known[first : first + DOCUMENTS_A_READING]
        chunks, mentions = evidence_of(store, [document.id for document in part])
        for document in part:
            yield _extraction(document, chunks.get(document.id, []), mentions.get(document.id, []))


def clustered_anew(
    store: GraphStore, documents: Iterable[KnownDocument], guidance: Guidance
) -> Iterator[tuple[StoredExtraction, tuple[LocalCluster, ...]]]:
    """Yield the documents whose mentions form other local entities by the rules and decisions of now, with these."""
    apart = names_apart(guidance.decisions)
    for stored in stored_extractions(store, documents):
        document = stored.extraction.document
        clusters = link_within_document(
            document.id,
            stored.extraction.version,
            document.text,
            stored.extraction.mentions,
            apart.of(document.id),
            date=document.date,
        )
        if not stored.agrees(clusters):
            yield stored, clusters


def evidence_of(
    store: GraphStore, documents: Iterable[str]
) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """Return the rows of the chunks of documents, given by id, and those of their mentions, both by document.

    Raises:
        ForeignDataError: Some of them lack what graphmill writes.

    """
    rows = {"rows": [{"id": document} for document in documents]}
    chunks = store.stream(readings.READ_CHUNKS_OF_DOCUMENTS, rows)
    mentions = store.stream(readings.READ_MENTIONS_OF_DOCUMENTS, rows)
    return _grouped(owned(store, "Chunk", chunks)), _grouped(owned(store, "MENTIONED_IN", mentions))


CHUNK_ARRAYS = ("sentStarts", "sentEnds")
MENTION_ARRAYS = ("starts", "ends", "types", "scores", "sources", "rules", "ruleScores", "sents")


def uneven(row: Row, arrays: Sequence[str]) -> dict[str, int]:
    """Return how long each of the arrays of a row is, which are to be of one length; nothing if they are."""
    lengths = {name: len(row[name]) for name in arrays}
    return lengths if len(set(lengths.values())) > 1 else {}


def _refuse_uneven(known: KnownDocument, rows: Iterable[Row], arrays: Sequence[str]) -> None:
    if lengths := next((found for row in rows if (found := uneven(row, arrays))), None):
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise EvidenceError(
            f"What is stored of {known.uri} ({known.id}) is damaged and cannot be read: what belongs together is not of one length "
            f"({told}). Forget the document (`graphmill forget`) and ingest it again."
        )


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return rows by the document that they are of."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["document"], []).append(row)
    return found


def _extraction(known: KnownDocument, chunks: list[Row], links: list[Row]) -> StoredExtraction:
    _refuse_uneven(known, chunks, CHUNK_ARRAYS)
    _refuse_uneven(known, links, MENTION_ARRAYS)
    chunks.sort(key=lambda row: int(row["start"]))
    text = "".join(row["text"] for row in chunks)
    sentences = tuple(
        Sentence(start, end)
        for row in chunks
        for start, end in zip(row["sentStarts"], row["sentEnds"], strict=True)
    )
    clusters: dict[str, dict[Mention, tuple[str, float]]] = {}
    values = {row["local"]: row["value"] for row in links}
    for row in links:
        columns = (row["starts"], row["ends"], row["types"], row["scores"], row["sources"])
        whys = zip(row["rules"], row["ruleScores"], strict=True)
        for start, end, kind, score, source, (rule, rule_score) in zip(*columns, whys, strict=True):
            mention = Mention(start, end, text[start:end], kind, score, source)
            clusters.setdefault(row["local"], {})[mention] = (rule, rule_score)
    document = Document(
        uri=known.uri,
        title=known.title,
        text=text,
        media_type=known.media_type,
        source_hash=known.source_hash,
        metadata=json.loads(known.metadata),
        date=known.date,
        date_from=known.date_from,
        first_uri=known.first_uri,
        reader_version=known.reader_version,
    )
    mentions = tuple(sorted(mention for held in clusters.values() for mention in held))
    return StoredExtraction(Extraction(document, known.fingerprint, sentences, mentions), clusters, values)
