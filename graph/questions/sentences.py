"""Sentences of documents with the mentions in them marked, put together from the chunks that hold them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.stores.protocol import Row


@dataclass(frozen=True, slots=True, order=True)
class EvidenceSentence:
    """A sentence: ``start`` and ``end`` in its document, ``spans`` of the mentions within ``text``."""

    uri: str
    start: int
    end: int
    text: str
    spans: tuple[tuple[int, int], ...]
    document_id: str
    title: str


class MarkedSentences:
    """Collects sentences, each once, with the offsets of the mentions in it.

    Rows are those of a chunk: ``document``, ``uri``, ``title``, ``text``, ``start``, ``first`` (number of its first
    sentence), ``sentStarts`` and ``sentEnds``.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[str, int, int], tuple[Row, set[tuple[int, int]]]] = {}

    def add(self, row: Row, number: int, offsets: Iterable[tuple[int, int]]) -> None:
        """Mark mentions, by their offsets in the document, in the sentence of this number."""
        place = number - row["first"]
        start, end = row["sentStarts"][place], row["sentEnds"][place]
        _, spans = self._held.setdefault((row["document"], start, end), (row, set()))
        spans.update((first - start, last - start) for first, last in offsets)

    def found(self) -> list[EvidenceSentence]:
        """Return the sentences in the order of documents and places."""
        return sorted(
            EvidenceSentence(
                uri=row["uri"],
                start=start,
                end=end,
                text=row["text"][start - row["start"] : end - row["start"]],
                spans=tuple(sorted(spans)),
                document_id=document,
                title=row["title"],
            )
            for (document, start, end), (row, spans) in self._held.items()
        )
