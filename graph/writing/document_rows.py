"""One document's evidence as rows for the statements: chunks, local entities, mentions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.mentions import SOURCES, Extraction
from extractors.segmentation.segments import readable
from graph.errors import EvidenceError, SchemaError
from graph.schema.chunks import Chunk, chunk_id, chunks_of
from graph.schema.descriptions import DESCRIBING, Description
from graph.schema.labels import node_label
from graph.stores.protocol import Row
from graph.writing.ledgers import Ledger, chunk_counts, ledger_of
from linking.model import Assignment, LocalCluster


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """Everything that a new or changed document puts into the graph, but the changes of counts.

    ``document`` holds its chunks, each of ``local_entities`` its mentions by chunk. ``resolutions`` say which entity each is,
    ``from_chunk`` which entities a chunk names.
    """

    document: Row
    next_chunks: list[Row]
    local_entities: list[Row]
    resolutions: list[Row]
    from_chunk: list[Row]
    ledger: Ledger

    @property
    def description(self) -> Row:
        """What the document's node says beside its evidence."""
        return {key: self.document[key] for key in ("id", *DESCRIBING)}


def storable(extraction: Extraction) -> Extraction:
    """Return the extraction as a store can keep it: half a surrogate pair, which is no character, becomes U+FFFD.

    Offsets stay as they are. Nearly every extraction is returned as it is.
    """
    document = extraction.document
    try:
        (document.title + document.text).encode()
    except UnicodeEncodeError:
        return replace(
            extraction,
            document=replace(document, title=readable(document.title), text=readable(document.text)),
            mentions=tuple(replace(each, surface=readable(each.surface)) for each in extraction.mentions),
        )
    return extraction


def check_extraction(extraction: Extraction) -> None:
    """Make sure that an extraction fits its document.

    Raises:
        EvidenceError: Naming the document, the place, and what is wrong there.

    """
    text, uri = extraction.document.text, extraction.document.uri
    end = 0
    for sentence in extraction.sentences:
        if not end <= sentence.start < sentence.end <= len(text):
            raise EvidenceError(
                f"{uri}: the sentence at {sentence.start} to {sentence.end} is empty, overlaps the one before, or lies "
                f"outside the text of {len(text)} characters; extract the document again."
            )
        end = sentence.end
    starts = [sentence.start for sentence in extraction.sentences]
    end = 0
    for mention in extraction.mentions:
        place = f"{uri}: the mention {mention.surface!r} at {mention.start} to {mention.end}"
        if not end <= mention.start < mention.end:
            raise EvidenceError(f"{place} is empty or overlaps the one before; extract the document again.")
        if text[mention.start : mention.end] != mention.surface:
            raise EvidenceError(f"{place} does not quote the text; extract the document again.")
        within = bisect_right(starts, mention.start) - 1
        if within < 0 or mention.end > extraction.sentences[within].end:
            raise EvidenceError(f"{place} does not lie within one sentence; extract the document again.")
        try:
            node_label(mention.type)
        except SchemaError as error:
            raise EvidenceError(f"{place}: {error}") from error
        if mention.source not in SOURCES:
            raise EvidenceError(
                f"{place} has the source {mention.source!r}: name one of {', '.join(SOURCES)}."
            )
        end = mention.end


_OF_MENTIONS = ("sents", "starts", "ends", "types", "scores", "sources", "rules", "ruleScores")


def rows_of(
    extraction: Extraction,
    clusters: Sequence[LocalCluster],
    assignments: Mapping[str, Assignment],
    *,
    ingested_at: str,
) -> DocumentRows:
    """Return the rows of a document, with its ledger under the resolution given."""
    document, version = extraction.document, extraction.version
    document_id = document.id
    chunks = chunks_of(document.text, extraction.sentences)
    ids = [chunk_id(document_id, version, chunk.index) for chunk in chunks]
    sentence_starts = [sentence.start for sentence in extraction.sentences]
    chunk_starts = [chunk.start for chunk in chunks]
    local_entities: list[Row] = []
    numbers: dict[str, list[int]] = {}
    by_chunk: dict[tuple[str, str], list[int]] = {}
    for cluster in clusters:
        local = cluster.entity
        grouped: dict[str, Row] = {}
        for mention, rule, score in zip(cluster.mentions, cluster.rules, cluster.scores, strict=True):
            number = bisect_right(sentence_starts, mention.start) - 1
            chunk = ids[bisect_right(chunk_starts, mention.start) - 1]
            row = grouped.setdefault(
                chunk,
                {"chunk": chunk, "docId": document_id} | {key: [] for key in _OF_MENTIONS},
            )
            for key, value in (
                ("sents", number),
                ("starts", mention.start),
                ("ends", mention.end),
                ("types", mention.type),
                ("scores", float(mention.score)),
                ("sources", mention.source),
                ("rules", rule),
                ("ruleScores", float(score)),
            ):
                row[key].append(value)
        local_entities.append(
            {
                "id": local.id,
                "docId": document_id,
                "version": version,
                "name": local.name,
                "names": list(local.names),
                "type": local.type,
                "start": local.start,
                "value": local.value or None,
                "mentions": list(grouped.values()),
            }
        )
        for chunk, row in grouped.items():
            by_chunk[local.id, chunk] = row["sents"]
            numbers.setdefault(local.id, []).extend(row["sents"])
    entity_of = {cluster.entity.id: assignments[cluster.entity.id].entity_id for cluster in clusters}
    ledger = ledger_of(numbers, entity_of)
    return DocumentRows(
        document={
            "id": document_id,
            **Description.of(document).row(),
            "title": document.title,
            "contentHash": document.content_hash,
            "fingerprint": extraction.fingerprint,
            "version": version,
            "characters": len(document.text),
            "windows": len(extraction.sentences),
            "ingestedAt": ingested_at,
            "ledger": ledger.dumps(),
            "chunks": [
                _chunk_row(document.text, version, document_id, chunk, id_)
                for chunk, id_ in zip(chunks, ids, strict=True)
            ],
        },
        next_chunks=[{"a": a, "b": b} for a, b in pairwise(ids)],
        local_entities=local_entities,
        resolutions=resolution_rows((cluster.entity.id for cluster in clusters), assignments),
        from_chunk=from_chunk_rows(document_id, by_chunk, entity_of),
        ledger=ledger,
    )


def from_chunk_rows(
    document_id: str, sentences: Mapping[tuple[str, str], Sequence[int]], entity_of: Mapping[str, str]
) -> list[Row]:
    """Return the entity-chunk links of a document, from the sentence numbers by (local entity, chunk)."""
    counts = chunk_counts(sentences, entity_of)
    return [
        {"entity": entity, "chunk": chunk, "docId": document_id, "n": n}
        for (entity, chunk), n in sorted(counts.items())
    ]


def resolution_rows(local_entities: Iterable[str], assignments: Mapping[str, Assignment]) -> list[Row]:
    """Return the rows that say which entity each local entity (by id) is, by which rule and with which score."""
    return [
        {
            "local": local,
            "entity": assignments[local].entity_id,
            "rule": assignments[local].rule,
            "score": assignments[local].score,
        }
        for local in local_entities
    ]


def _chunk_row(text: str, version: str, document_id: str, chunk: Chunk, id_: str) -> Row:
    return {
        "id": id_,
        "docId": document_id,
        "version": version,
        "index": chunk.index,
        "text": text[chunk.start : chunk.end],
        "start": chunk.start,
        "end": chunk.end,
        "firstSentence": chunk.first_sentence,
        "sentStarts": [sentence.start for sentence in chunk.sentences],
        "sentEnds": [sentence.end for sentence in chunk.sentences],
    }
