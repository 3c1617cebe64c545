"""Sentences that hold a text, whatever its case and line breaks, the newest documents first, for as long as there is time."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from graph.questions.corpus import DatedDocument
from graph.questions.evidence_pages import DatedSentence
from graph.questions.sentences import EvidenceSentence
from graph.stores.protocol import GraphStore, Row

_DOCUMENTS_A_CALL = 200
# The store proposes chunks; which sentence holds the text, and where, is seen here.
HOLDING = """
UNWIND $ids AS id
MATCH (d:Document {id: id})<-[:FROM_DOCUMENT]-(c:Chunk)
WHERE all(word IN $words WHERE toLower(c.text) CONTAINS word)
RETURN d.id AS document, d.uri AS uri, d.title AS title, coalesce(d.date, '') AS date, c.text AS text, c.start AS start,
       c.sentStarts AS sentStarts, c.sentEnds AS sentEnds
"""


@dataclass(frozen=True, slots=True)
class FoundSentences:
    """Sentences that hold a text; not ``complete``, there may be more, for only so many ``documents`` were looked through."""

    sentences: tuple[DatedSentence, ...]
    documents: int
    complete: bool


def find_sentences(
    store: GraphStore, text: str, documents: Sequence[DatedDocument], *, limit: int, seconds: float
) -> FoundSentences:
    """Return up to ``limit`` sentences that hold a text, from these documents, the last of them first."""
    words = text.split()
    if not words:
        return FoundSentences((), 0, complete=True)
    pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    asked_words = sorted({word.lower() for word in words})
    deadline = time.monotonic() + seconds
    order = list(reversed(documents))
    found: list[DatedSentence] = []
    for first in range(0, len(order), _DOCUMENTS_A_CALL):
        if time.monotonic() > deadline or len(found) >= limit:
            return FoundSentences(tuple(found[:limit]), first, complete=False)
        part = order[first : first + _DOCUMENTS_A_CALL]
        place = {each.id: number for number, each in enumerate(part)}
        asked = {"ids": list(place), "words": asked_words}
        rows = sorted(store.stream(HOLDING, asked), key=lambda row: (place[row["document"]], row["start"]))
        for row in rows:
            found += _sentences(row, pattern)
    return FoundSentences(tuple(found[:limit]), len(order), complete=len(found) <= limit)


def _sentences(row: Row, pattern: re.Pattern[str]) -> list[DatedSentence]:
    found = []
    for start, end in zip(row["sentStarts"], row["sentEnds"], strict=True):
        text = row["text"][start - row["start"] : end - row["start"]]
        spans = tuple(match.span() for match in pattern.finditer(text))
        if spans:
            sentence = EvidenceSentence(row["uri"], start, end, text, spans, row["document"], row["title"])
            found.append(DatedSentence(sentence, row["date"]))
    return found
