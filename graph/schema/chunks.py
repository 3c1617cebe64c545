"""Chunks: the pieces of a document's text that have a node each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.mentions import Sentence

CHUNK_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document: ``text[start:end]``, with the sentences that begin in it.

    ``first_sentence`` is the document-wide number of the first of ``sentences``. Chunks partition the text: each
    starts where the one before it ends.
    """

    index: int
    start: int
    end: int
    first_sentence: int
    sentences: tuple[Sentence, ...]


def chunk_id(document_id: str, version: str, index: int) -> str:
    """Return the id of the ``index``-th chunk of a version of a document."""
    return f"{document_id}:{version}:chunk{index}"


def chunks_of(text: str, sentences: Sequence[Sentence], size: int = CHUNK_CHARACTERS) -> list[Chunk]:
    """Group whole consecutive sentences into chunks of about ``size`` characters that partition ``text``.

    A sentence longer than ``size`` is a chunk of its own. What lies between two sentences belongs to the chunk of the
    earlier one, what lies before the first to the first. An empty text has no chunks.
    """
    if not text:
        return []
    groups: list[list[Sentence]] = [[]]
    for sentence in sentences:
        group = groups[-1]
        if group and sentence.end - group[0].start > size:
            groups.append([sentence])
        else:
            group.append(sentence)
    chunks: list[Chunk] = []
    number = 0
    for index, group in enumerate(groups):
        start = 0 if index == 0 else group[0].start
        end = groups[index + 1][0].start if index + 1 < len(groups) else len(text)
        chunks.append(Chunk(index, start, end, number, tuple(group)))
        number += len(group)
    return chunks
