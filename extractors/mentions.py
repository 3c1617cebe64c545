"""Mentions, the labels that are asked for, and the protocol that every extraction engine follows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from extractors.documents import Document

MODEL, PATTERN, GAZETTEER = "model", "pattern", "gazetteer"
"""What mentions are found by: a model, the form of a value, or a list of names."""
SOURCES = (MODEL, PATTERN, GAZETTEER)


@dataclass(frozen=True, slots=True)
class Label:
    """An entity type to look for.

    ``name`` is the type in the graph and in every output; ``prompt`` is what the model reads (the name with spaces
    for underscores when empty); ``description`` helps the engines that read one; ``threshold`` between 0 and 1
    overrides the extractor's own for this label.
    """

    name: str
    prompt: str = ""
    description: str = ""
    threshold: float | None = None

    @property
    def asked(self) -> str:
        """The words that the model reads for this label."""
        return self.prompt or self.name.replace("_", " ")


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A name in a text: ``text[start:end] == surface``, offsets in code points, ``score`` between 0 and 1.

    ``source`` says what found it: ``model``, ``pattern`` or ``gazetteer``.
    """

    start: int
    end: int
    surface: str
    type: str
    score: float
    source: str = MODEL


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """A sentence as offsets into the document's text, ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """A document with the sentences and mentions found in it.

    Sentences are in order, do not overlap, and every mention lies within exactly one of them. Mentions are in order
    and do not overlap. ``fingerprint`` identifies the extractor (engine, model, revision, labels, thresholds).
    """

    document: Document
    fingerprint: str
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]

    @property
    def version(self) -> str:
        """Eight hex digits of content hash and fingerprint: part of the id of every piece of this evidence."""
        return evidence_version(self.document.content_hash, self.fingerprint)


def evidence_version(content_hash: str, fingerprint: str) -> str:
    """Return the version of a document's evidence: eight hex digits of content hash and extractor fingerprint."""
    return hashlib.sha256(f"{content_hash}|{fingerprint}".encode()).hexdigest()[:8]


class Extractor(Protocol):
    """Finds mentions in whole texts of any length; no character is ever cut off."""

    @property
    def fingerprint(self) -> str:
        """Identity of everything that can change the result: engine, model, revision, labels, thresholds."""
        ...

    @property
    def thresholds(self) -> Mapping[str, float]:
        """Least score of a mention by the name of its label."""
        ...

    def extract(self, documents: Sequence[Document]) -> list[Extraction]:
        """Return one extraction a document, in the order given."""
        ...
